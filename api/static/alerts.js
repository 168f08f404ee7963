// Sound and pop-ups for urgent reports. Off until a person turns them on; what they say holds nothing private.
import { $ } from "./console.js";

const live = $("#live"), sound = $("#sound"), popups = $("#notify");
const begun = document.documentElement.dataset.now;
const told = new Set();
let audio = null;

function kept(name) { return localStorage.getItem(name) === "on"; }
function keep(name, on) { if (on) localStorage.setItem(name, "on"); else localStorage.removeItem(name); }

function show() {
  const on = kept("sound"), ready = audio?.state === "running";
  sound.setAttribute("aria-pressed", String(on));
  sound.textContent = !on ? "Sound: off" : ready ? "Sound: on" : "Sound: on after a key or click";
  const asked = "Notification" in window ? Notification.permission : "denied";
  const shown = kept("popups") && asked === "granted";
  popups.setAttribute("aria-pressed", String(shown));
  popups.textContent = asked === "denied" ? "Pop-ups: blocked by the browser" : shown ? "Pop-ups: on" : "Pop-ups: off";
  popups.disabled = asked === "denied";
}
async function wake() { // browsers let a page sound only after somebody touched it
  audio ??= new AudioContext();
  await audio.resume();
  show();
}
function chime() { // two rising tones, half a second
  if (audio?.state !== "running") return;
  for (const [pitch, after] of [[660, 0], [880, 0.18]]) {
    const tone = audio.createOscillator(), loud = audio.createGain(), at = audio.currentTime + after;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.18, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.32);
  }
}
sound.addEventListener("click", async () => {
  keep("sound", !kept("sound"));
  if (kept("sound")) { await wake(); chime(); }
  show();
});
popups.addEventListener("click", async () => {
  if (kept("popups") && Notification.permission === "granted") keep("popups", false);
  else keep("popups", (await Notification.requestPermission()) === "granted");
  show();
});
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, () => { if (kept("sound") && audio?.state !== "running") wake(); }, { capture: true });
}
live.addEventListener("urgent", (event) => {
  const { case: number, district, at } = JSON.parse(event.detail.data);
  if (told.has(number) || at < begun) return; // it was in the list when the page came
  told.add(number);
  if (kept("sound")) chime();
  const text = `Urgent report${district ? `, district ${district}` : ", no district yet"}`;
  document.dispatchEvent(new CustomEvent("told-urgent", { detail: text }));
  if (!kept("popups") || !("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification(text, { tag: `case-${number}` });
  shown.onclick = () => { window.focus(); location.assign(`/console/cases/${number}`); };
});
show();
