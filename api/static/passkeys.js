// Passkeys: what the server asks as JSON, the browser's answer as JSON.
export const possible = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials);

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

export async function ask(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  return said(await navigator.credentials.get({ publicKey }), (response) => ({
    authenticatorData: text(response.authenticatorData), signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : undefined,
  }));
}

export async function make(options) {
  const publicKey = {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  return said(await navigator.credentials.create({ publicKey }), (response) => ({
    attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [],
  }));
}

function said(credential, part) {
  const { id, rawId, type, response } = credential;
  return { id, rawId: text(rawId), type, clientExtensionResults: {}, response: { clientDataJSON: text(response.clientDataJSON), ...part(response) } };
}

export async function post(url, body, csrf) {
  const headers = { "Content-Type": "application/json", ...(csrf ? { "X-CSRF-Token": csrf } : {}) };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
  const found = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok) throw new Error(found.error ?? found.detail ?? "The desk did not accept this. Try again.");
  return found;
}

export function why(error) { // a person's own browser says it in its own way, or not at all
  if (error.name === "NotAllowedError") return "The passkey was not used, or it took too long. Try again, or use another way.";
  if (error.name === "SecurityError") return "This address cannot use passkeys; it takes https, or localhost.";
  if (error.name === "InvalidStateError") return "This device has a passkey for you already.";
  return error instanceof TypeError ? "The desk does not answer. Try again." : error.message;
}
