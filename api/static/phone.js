// The simulated phones. The server says what is on them; this page only draws it and passes on what is typed.
const phones = new Map([...document.querySelectorAll(".phone")].map((el) => [el.dataset.channel, el]));
const ticks = { queued: "sending", accepted: "sent", sent: "sent", delivered: "delivered", failed: "not delivered" };
const drawn = new Map();

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

async function send(channel, kind, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const answer = await fetch(`/phone/${channel}/${kind}`, { method: "POST", body });
  if (!answer.ok) tellLost(true);
}

function bubble(channel, message) {
  const item = element("li", { class: message.side, "data-id": message.id, lang: message.lang || null });
  if (message.picture) item.append(element("img", { src: `/phone/pictures/${message.picture}`, alt: "Photo you sent", width: 240, height: 180 }));
  if (message.text) item.append(message.text);
  if (message.answers && message.answers.length) {
    const row = element("div", { class: "answers" });
    for (const answer of message.answers) {
      const button = element("button", { type: "button" }, answer.label);
      button.addEventListener("click", () => send(channel, "press", { message: message.id, code: answer.code }));
      row.append(button);
    }
    item.append(row);
  }
  const state = message.side === "me" ? "" : message.side === "carrier" ? " - from the carrier" : "";
  const tick = message.status && ticks[message.status] ? ` - ${ticks[message.status]}` : "";
  item.append(element("span", { class: "when" }, `${message.at}${state}${tick}`));
  return item;
}

function drawPhone(channel, phone) {
  const el = phones.get(channel);
  if (!el) return;
  el.querySelector(".clock").textContent = phone.clock;
  const list = el.querySelector(".talk");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const seen = drawn.get(channel) || new Map();
  for (const message of phone.messages) {
    const print = JSON.stringify(message);
    if (seen.get(message.id) === print) continue;
    const fresh = bubble(channel, message);
    const old = list.querySelector(`[data-id="${CSS.escape(String(message.id))}"]`);
    if (old) old.replaceWith(fresh); else list.append(fresh);
    seen.set(message.id, print);
  }
  drawn.set(channel, seen);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function drawDesk(reports) {
  const desk = document.getElementById("desk");
  if (!reports.length) return;
  desk.replaceChildren(...reports.map((report) => {
    const card = element("article", { class: "card" });
    card.append(element("header", {},
      element("span", { class: "ref" }, report.reference), element("span", {}, report.status),
      report.urgent ? element("span", { class: "urgent" }, report.urgent) : null,
      element("span", { class: "quiet" }, report.who),
      report.link ? element("a", { href: report.link }, "Open in the console") : null));
    const list = element("dl");
    for (const fact of report.facts) {
      const value = element("dd", {}, fact.value);
      if (fact.words && fact.words !== fact.value) value.append(element("q", { lang: report.lang }, fact.words));
      list.append(element("dt", {}, fact.name), value);
    }
    card.append(list);
    if (report.evidence.length) card.append(element("div", { class: "views" }, ...report.evidence.map((line) => element("span", {}, line))));
    return card;
  }));
}

function tellLost(lost) { document.getElementById("lost").hidden = !lost; }

function listen() {
  const source = new EventSource("/phone/events");
  source.onmessage = (event) => {
    tellLost(false);
    const snapshot = JSON.parse(event.data);
    for (const [channel, phone] of Object.entries(snapshot.phones)) drawPhone(channel, phone);
    drawDesk(snapshot.reports);
  };
  source.onerror = () => tellLost(true);
}

for (const [channel, el] of phones) {
  const form = el.querySelector("form");
  const text = form.elements.text;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    text.value = "";
    send(channel, "text", { text: words });
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  });
  for (const hint of el.querySelectorAll(".hint")) {
    hint.addEventListener("click", () => { text.value = hint.textContent; text.focus(); });
  }
  el.querySelector(".tongue").addEventListener("change", (event) => {
    for (const hint of el.querySelectorAll(".hint")) {
      hint.hidden = hint.lang !== event.target.value;
      if (!hint.hidden) text.placeholder = hint.dataset.placeholder;
    }
    el.querySelector(".hints").scrollLeft = 0;
  });
  for (const tool of el.querySelectorAll(".tool")) {
    tool.addEventListener("click", () => {
      const sheet = el.querySelector(`.${tool.dataset.sheet}`);
      const open = sheet.hidden;
      for (const other of el.querySelectorAll(".sheet")) other.hidden = true;
      for (const other of el.querySelectorAll(".tool")) other.setAttribute("aria-expanded", "false");
      sheet.hidden = !open;
      tool.setAttribute("aria-expanded", String(open));
    });
  }
  const close = () => {
    for (const sheet of el.querySelectorAll(".sheet")) sheet.hidden = true;
    for (const tool of el.querySelectorAll(".tool")) tool.setAttribute("aria-expanded", "false");
  };
  for (const picture of el.querySelectorAll("[data-picture]")) {
    picture.addEventListener("click", () => {
      close();
      send(channel, "photo", { picture: picture.dataset.picture, text: text.value.trim() });
      text.value = "";
    });
  }
  const map = el.querySelector(".map svg");
  if (map) {
    map.addEventListener("click", (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      const box = map.viewBox.baseVal;
      const { north, south, east, west } = map.dataset;
      const lat = +north + (+south - +north) * (at.y / box.height);
      const lng = +west + (+east - +west) * (at.x / box.width);
      close();
      send(channel, "pin", { lat: lat.toFixed(6), lng: lng.toFixed(6) });
    });
  }
}

document.getElementById("forward").addEventListener("click", () => fetch("/phone/clock", { method: "POST" }));
listen();
