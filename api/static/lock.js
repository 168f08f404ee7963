// The lock: hides the page, keeps it as it is, shows how much waits. The server gives a locked session no content.
import { ask, possible, post, why } from "/static/passkeys.js";

const $ = (selector) => document.querySelector(selector);
const lock = $("#lock"), strip = $("#lock-strip"), wrong = $("#lock-error"), digits = $("#lock-digits");
const csrf = lock.dataset.csrf, tabs = new BroadcastChannel("tipline-lock");
let title = "", before = null, counting = 0, seen = Date.now();

const locked = () => !lock.hidden;
async function hide(tell = true) {
  if (locked()) return;
  [title, before] = [document.title, document.activeElement];
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  document.title = "Locked";
  lock.hidden = false;
  document.body.classList.add("locked");
  for (const other of document.body.children) if (other !== lock) other.inert = true;
  $("#lock-passkey").hidden = !possible();
  [wrong.textContent, digits.value] = ["", ""];
  strip.replaceChildren();
  (possible() ? $("#lock-passkey") : digits).focus();
  if (tell) {
    tabs.postMessage("locked");
    await fetch("/console/lock", { method: "POST", headers: { "X-CSRF-Token": csrf, "HX-Request": "true" } }).catch(() => {});
  }
  count();
  counting = setInterval(count, 5000);
}
function show() {
  if (!locked()) return;
  clearInterval(counting);
  lock.hidden = true;
  document.body.classList.remove("locked");
  for (const other of document.body.children) other.inert = false;
  document.title = title;
  before?.focus?.({ preventScroll: true });
  seen = Date.now();
  if (globalThis.htmx && $("#live")) { // what was missed meanwhile is fetched
    htmx.trigger($("#live"), "retry");
    htmx.trigger(document.body, "queue");
    htmx.trigger(document.body, "banner");
    const open = $("#view [data-case]")?.dataset.case;
    if (open) htmx.trigger(document.body, `case-${open}`);
  }
}
async function count() {
  const answer = await fetch("/console/strip").catch(() => null);
  if (answer?.status === 401) { location.assign("/console/signin"); return; }
  if (!answer?.ok) return;
  const found = await answer.json();
  const said = "all" in found ? [[found.urgent, "urgent"], [found.mine, "mine"], [found.all, "open"]] : [];
  strip.replaceChildren(...said.map(([number, word]) => {
    const part = document.createElement("span");
    part.className = word === "urgent" && number ? "alarm" : "";
    part.append(Object.assign(document.createElement("strong"), { textContent: number }), ` ${word}`);
    return part;
  }));
}
async function unlock(answer) {
  wrong.textContent = "";
  try {
    await post("/console/unlock", await answer(), csrf);
    tabs.postMessage("unlocked");
    show();
  } catch (error) {
    wrong.textContent = why(error);
    digits.value = "";
  }
}
$("#lock-passkey").addEventListener("click", () => unlock(async () => ({ passkey: await ask(await post("/console/unlock/begin", {}, csrf)) })));
$("#lock-code").addEventListener("submit", (event) => { event.preventDefault(); unlock(async () => ({ code: digits.value })); });
for (const form of document.querySelectorAll("form[data-lock]")) form.addEventListener("submit", (event) => { event.preventDefault(); hide(); });
document.addEventListener("locked", () => hide(false)); // the server says so, in answer to another request
document.addEventListener("htmx:config:request", (event) => { if (locked()) event.preventDefault(); });
tabs.addEventListener("message", ({ data }) => (data === "locked" ? hide(false) : show()));

// Nobody there: lock by itself
for (const sign of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(sign, () => { seen = Date.now(); }, { passive: true, capture: true });
setInterval(() => { if (!locked() && Date.now() - seen > lock.dataset.after * 1000) hide(); }, 5000);
