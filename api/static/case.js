// The case page: a form somebody writes in is left alone by refreshes until it was answered.
const drafts = "form.keeps[data-draft]";

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form.keeps");
  if (form) form.dataset.draft = "";
});
document.addEventListener("htmx:before:swap", (event) => { // the answer brings what was typed, or what was kept of it
  const form = event.detail.ctx.sourceElement;
  if (form?.matches?.(drafts)) delete form.dataset.draft;
});
// What a person did in the case is newer than a refresh that was asked for before it: that one would open an answered
// form again, or close one that was just opened. So it is dropped, and the case looked at once more afterwards.
let acted = false;
document.addEventListener("htmx:before:swap", (event) => {
  const source = event.detail.ctx.sourceElement;
  acted = source?.id !== "case" && Boolean(source?.closest?.("#case"));
  if (acted) htmx.trigger("#case", "htmx:abort");
});
document.addEventListener("htmx:after:swap", () => {
  const open = document.querySelector("#case");
  if (acted && open) htmx.trigger(document.body, `case-${open.dataset.case}`);
  acted = false;
});
htmx.registerExtension("drafts", {
  htmx_before_morph_node: (element, { oldNode }) => !(oldNode.matches?.(drafts)),
});
let opening = false; // a link was pressed that opens a form; after the swap it is another element
document.addEventListener("htmx:before:swap", (event) => {
  const source = event.detail.ctx.sourceElement;
  opening = Boolean(source?.closest?.(".correct-link, .add"));
  if (source?.id === "correct-not" || opening) delete document.querySelector("#correct")?.dataset.draft; // what was typed goes
});
document.addEventListener("htmx:after:swap", () => { // fields follow what the page now says
  if (opening) document.querySelector("#correct :is(input:not([type=hidden]), select)")?.focus();
  opening = false;
  for (const form of document.querySelectorAll("form.keeps:not([data-draft])")) form.reset();
});
