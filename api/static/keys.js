// Keys: the table in the page's help (api/console/keys.py) says which key does what; here is how.
import { $, $$ } from "./console.js";

const acts = {
  next: () => step(1),
  previous: () => step(-1),
  acknowledge: () => $("#acknowledge")?.click(),
  reply: () => { const text = $("#reply-text"); text?.focus(); text?.scrollIntoView({ block: "nearest" }); },
  phrasebook: () => $("#open-book")?.click(),
  where: () => { const map = $("#map:not([hidden])"); if (map) map.open = !map.open; },
  find: () => { $("#find")?.focus(); $("#find")?.select(); },
  filter: () => {
    const fold = $("#filters");
    if (!fold) return;
    fold.open = !fold.open;
    $(fold.open ? "select" : "summary", fold).focus();
  },
  clear: () => { const lane = $("#queue")?.dataset.lane; if (lane) location.assign(`/console?lane=${lane}`); },
  seen: () => $("#seen")?.requestSubmit(),
  map: () => $("#map-toggle")?.click(),
  sound: () => $("#sound")?.click(),
  lock: () => $("form[data-lock]")?.requestSubmit(),
  help: () => $("#keys").showModal(),
  lane: (name) => $(`#lane-${name}`)?.click(),
  back: escape,
};
const table = new Map($$("[data-press]").map((key) => [key.dataset.press, key.dataset]));

function step(by) {
  const links = $$(".case-row > a");
  const here = links.indexOf(document.activeElement);
  const from = here >= 0 ? here : links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[from < 0 ? (by > 0 ? 0 : links.length - 1) : from + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
function escape() {
  const unfolded = $$("details[name][open], #filters[open]").pop();
  if (unfolded) { unfolded.open = false; $("summary", unfolded).focus(); return; }
  const link = $(".case-row > a[aria-current]") ?? $(".case-row > a");
  if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  link?.focus({ preventScroll: true });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "reply-text") {
    event.preventDefault();
    event.target.form.requestSubmit($("button", event.target.form));
    return;
  }
  if ((event.key === "Escape" && $("dialog[open]")) || $("#lock:not([hidden])")) return;
  // A dialog that was closed a moment ago may still hold the focus, and is nobody's place to type.
  const typing = event.target.closest?.("input, textarea, select, dialog[open]");
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
  const key = table.get(event.key), act = acts[key?.act];
  if (!act) return;
  event.preventDefault();
  act(key.of);
});
