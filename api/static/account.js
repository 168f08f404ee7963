// One's own passkeys: add one.
import { make, possible, post, why } from "/static/passkeys.js";

const form = document.querySelector("#add"), wrong = document.querySelector("#add-error");
form.hidden = !possible();
if (!possible()) wrong.textContent = "This browser, or this address, cannot use passkeys. They take https, or localhost.";
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { csrf } = form.dataset, button = form.querySelector("button");
  wrong.textContent = "";
  button.disabled = true;
  try {
    const options = await post("/console/account/passkeys/begin", {}, csrf);
    const done = await post("/console/account/passkeys", { passkey: await make(options), name: form.elements.name.value }, csrf);
    location.assign(done.go);
  } catch (error) {
    wrong.textContent = why(error);
    button.disabled = false;
  }
});
