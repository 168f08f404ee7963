// The sign-in pages: a passkey as the other way in.
import { ask, possible, post, why } from "/static/passkeys.js";

const button = document.querySelector("#passkey"), wrong = document.querySelector("#passkey-error");
if (button && possible()) {
  button.hidden = false;
  document.querySelector("#passkey-way").hidden = false;
  button.addEventListener("click", async () => {
    wrong.hidden = true;
    button.disabled = true;
    try {
      const options = await post(button.dataset.begin);
      location.assign((await post(button.dataset.finish, await ask(options))).go);
    } catch (error) {
      wrong.textContent = why(error);
      wrong.hidden = false;
      button.disabled = false;
    }
  });
}
