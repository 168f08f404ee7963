// The phrasebook: a list one types into. Arrows choose, Enter goes to Send, Enter sends; Esc closes.
const $ = (selector) => document.querySelector(selector);
const options = () => [...document.querySelectorAll("#book-list [role=option]:not([hidden])")];
const chosen = () => $("#book-list [aria-selected=true]");
let opener = "";

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx.target, dialog = $("#phrasebook");
  if (target === dialog && dialog.childElementCount && !dialog.open) {
    opener = event.detail.ctx.sourceElement?.id ?? "";
    dialog.showModal();
    $("#book-find")?.focus();
  }
  if (event.detail.ctx.sourceElement?.id === "book-form") close();
});
function close() {
  const dialog = $("#phrasebook");
  if (dialog.open) dialog.close();
}
$("#phrasebook").addEventListener("close", () => {
  $("#phrasebook").replaceChildren();
  document.getElementById(opener)?.focus({ preventScroll: true });
});

function choose(option) {
  for (const other of document.querySelectorAll("#book-list [aria-selected=true]")) other.setAttribute("aria-selected", "false");
  const find = $("#book-find"), confirm = $("#book-confirm"), box = $("#book-confirm input");
  box.checked = false;
  $("#book-phrase").value = option?.dataset.key ?? "";
  if (option) {
    option.setAttribute("aria-selected", "true");
    find.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else find.removeAttribute("aria-activedescendant");
  const claim = option?.dataset.confirm ?? "";
  confirm.hidden = !claim;
  box.required = Boolean(claim);
  $("#book-confirm span").textContent = claim;
  $("#book-send").disabled = !option;
}
function filter(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of document.querySelectorAll("#book-list [role=option]")) {
    const text = `${option.textContent} ${option.dataset.key}`.toLowerCase();
    option.hidden = !wanted.every((word) => text.includes(word));
  }
  for (const group of document.querySelectorAll("#book-list [role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
  const left = options();
  $("#book-none").hidden = left.length > 0;
  choose(wanted.length ? left[0] : null);
  $("#book-chosen").textContent = left.length === 1 ? "1 sentence" : `${left.length} sentences`;
}

document.addEventListener("input", (event) => { if (event.target.id === "book-find") filter(event.target.value); });
document.addEventListener("click", (event) => {
  const option = event.target.closest?.("#book-list [role=option]");
  if (option) choose(option);
  if (event.target.id === "book-close" || event.target.parentElement?.id === "book-close") close();
});
document.addEventListener("dblclick", (event) => {
  if (event.target.closest?.("#book-list [role=option]")) $("#book-send").focus();
});
document.addEventListener("keydown", (event) => {
  if (event.target.id === "book-find") {
    const list = options(), at = list.indexOf(chosen());
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? list.length - 1 : at - 1, Home: event.ctrlKey ? 0 : undefined, End: event.ctrlKey ? list.length - 1 : undefined }[event.key];
    if (to !== undefined && list.length) { event.preventDefault(); choose(list[Math.max(0, Math.min(to, list.length - 1))]); }
    if (event.key === "Escape") { event.preventDefault(); close(); } // else it would only empty the field
    if (event.key === "Enter") {
      event.preventDefault();
      if (!chosen() && list.length) choose(list[0]);
      const box = $("#book-confirm input");
      (box.required && !box.checked ? box : $("#book-send")).focus();
    }
    return;
  }
});
