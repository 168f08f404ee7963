// What every page of the console needs: times that move, marked words, what live updates must not disturb.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const now = () => Date.now() + ahead;
let ahead = Date.parse(document.documentElement.dataset.now) - Date.now(); // the server's clock against ours

// Times
function ago(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 10) return "now";
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  return s < 48 * 3600 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
}
function tick() {
  for (const time of $$("time[data-ago]")) {
    const text = ago(now() - Date.parse(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
  if (live.dataset.state === "lost") tell("lost");
}

// Live updates: what is known about the connection, in words
const live = $("#live"), words = $("#live-words");
let heard = Date.now();
function tell(state) {
  const text = {
    live: "Live",
    lost: `Live updates lost ${ago(Date.now() - heard)} ago, retrying`.replace("now ago", "just now"),
    out: "Signed out. Reload the page to sign in again.",
  }[state];
  live.dataset.state = state;
  words.setAttribute("aria-live", state === "lost" && words.textContent.startsWith("Live updates lost") ? "off" : "polite");
  if (words.textContent !== text) words.textContent = text;
}
live.addEventListener("htmx:sse:after:connection", () => { heard = Date.now(); tell("live"); refresh(); });
live.addEventListener("beat", (event) => {
  heard = Date.now();
  ahead = Date.parse(event.detail.data) - Date.now();
  tell("live");
});
live.addEventListener("out", () => tell("out"));
live.addEventListener("htmx:sse:error", (event) => tell([401, 403].includes(event.detail.status) ? "out" : "lost"));
live.addEventListener("htmx:error", () => { tell("lost"); setTimeout(() => htmx.trigger(live, "retry"), 2000); });
setInterval(() => {
  if (live.dataset.state === "live" && Date.now() - heard > 12000) tell("lost");
  tick();
}, 1000);
let connected = false;
function refresh() { // after a gap: look at everything once
  if (connected) {
    htmx.trigger(document.body, "queue");
    htmx.trigger(document.body, "banner");
    const open = openCase();
    if (open) htmx.trigger(document.body, `case-${open}`);
  }
  connected = true;
}

// The queue: keep what the reader sees, announce what arrives
export const openCase = () => $("#view [data-case]")?.dataset.case;
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail, sought = $("#sought");
  // Words of a search travel in a header: addresses are written down on their way.
  if (sought && ctx.sourceElement.closest?.("#queue")) ctx.request.headers["X-Sought"] = packed(sought.value);
  if (ctx.sourceElement.id !== "queue") return;
  if ($("#list").classList.contains("htmx-request")) { event.preventDefault(); return; } // a search is under way
  ctx.request.body.set("shown", $$("#rows > .case-row").length);
  if (openCase()) ctx.request.body.set("case", openCase());
});
const packed = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
let known = new Set($$(".case-row").map((row) => row.id));
document.addEventListener("htmx:after:swap", (event) => {
  const source = event.detail.ctx.sourceElement;
  if (source.id === "queue") arrived();
  if (source.id === "search") htmx.trigger(document.body, "queue"); // what changed while it was sought
  known = new Set([...known, ...$$(".case-row").map((row) => row.id)]);
  if (source.closest?.(".case-row")) opened();
  select();
  talk();
  tick();
});
function arrived() {
  const rows = $$(".case-row").filter((row) => !known.has(row.id));
  for (const row of rows) {
    row.classList.add("arrived");
    row.addEventListener("animationend", () => row.classList.remove("arrived"), { once: true });
  }
  if (rows.length) $("#arrivals").textContent = rows.length > 3 ? `${rows.length} new cases.` : rows.map((row) => `New. ${row.dataset.said}`).join(" ");
}
function select() {
  const open = openCase();
  for (const link of $$(".case-row > a")) {
    if (link.parentElement.id === `row-${open}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
function opened() {
  const title = $("#case-title, .problem .title");
  $("#pane").scrollTop = 0;
  if (getComputedStyle($("#list")).display === "none") { scrollTo(0, 0); title?.focus({ preventScroll: true }); }
  else if (title) $("#arrivals").textContent = `Opened: ${title.textContent}`;
}

// The conversation stays at its end, unless somebody scrolled up to read
let atEnd = true, shown = "";
function talk() {
  const box = $("#talk");
  if (!box) return;
  if (shown !== openCase()) { shown = openCase(); atEnd = true; }
  if (!box.dataset.watched) {
    box.dataset.watched = "1";
    box.addEventListener("scroll", () => { atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24; });
  }
  if (atEnd) box.scrollTop = box.scrollHeight;
}

// Words a fact came from
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-dialog]");
  if (dialog) $(`#${dialog.dataset.dialog}`).showModal();
  const source = event.target.closest("a.source");
  if (!source) return;
  event.preventDefault();
  for (const lit of $$(".lit")) lit.classList.remove("lit");
  const message = $(`#${source.dataset.message}`);
  if (!message) return;
  const marks = $$("mark", message).filter((mark) => mark.dataset.fields.split(" ").includes(source.dataset.field));
  for (const mark of marks.length ? marks : [$(".bubble", message)]) mark?.classList.add("lit");
  source.classList.add("lit");
  const box = $("#talk");
  if (box.scrollHeight > box.clientHeight) box.scrollTop += message.getBoundingClientRect().top - box.getBoundingClientRect().top - 24;
  const place = message.getBoundingClientRect(), pane = $("#pane").getBoundingClientRect();
  if (place.top < Math.max(0, pane.top) || place.bottom > Math.min(innerHeight, pane.bottom)) message.scrollIntoView({ block: "center" });
});

// A refresh never folds what was unfolded, nor takes away what the last act said
htmx.registerExtension("keep", {
  htmx_before_morph_node: (element, { oldNode, newNode }) => !(oldNode.id === "said" && !newNode.childElementCount),
  htmx_before_morph_attr: (element, detail) => !(
    (detail.attrName === "open" && element.tagName === "DETAILS") || detail.attrName === "data-watched"
    || (detail.attrName === "class" && /\b(lit|arrived)\b/.test(element.className))
  ),
});
document.addEventListener("replied", () => { const text = $("#reply-text"); if (text) { text.value = ""; count(); } });
document.addEventListener("noted", () => { const text = $("#note-text"); if (text) text.value = ""; });
document.addEventListener("folded", () => { for (const duty of $$(".duties details[open]")) duty.open = false; });
function count() {
  const text = $("#reply-text"), room = $("#reply-count");
  if (text && room) room.textContent = text.value ? `${text.value.length} of ${text.maxLength}` : "";
}
document.addEventListener("input", (event) => { if (event.target.id === "reply-text") count(); });

document.addEventListener("click", (event) => { // a form laid over the page goes when one clicks beside it
  for (const fold of $$(".fold[open], .duties details[open]")) if (!fold.contains(event.target)) fold.open = false;
});

// Colours
const themes = ["", "light", "dark"], names = { "": "Auto", light: "Light", dark: "Dark" };
const button = $("#theme");
function dress() {
  const chosen = localStorage.getItem("theme") ?? "";
  button.textContent = names[chosen];
  button.setAttribute("aria-label", `Colours: ${{ "": "automatic", light: "light", dark: "dark" }[chosen]}`);
}
button.addEventListener("click", () => {
  const next = themes[(themes.indexOf(localStorage.getItem("theme") ?? "") + 1) % themes.length];
  if (next) localStorage.setItem("theme", next); else localStorage.removeItem("theme");
  const dark = next ? next === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  dress();
});
dress();
talk();
tick();
setInterval(() => { // what went well need not stay
  for (const done of $$(".done-well")) {
    done.dataset.since ??= Date.now();
    if (Date.now() - done.dataset.since > 10000) done.remove();
  }
}, 1000);
