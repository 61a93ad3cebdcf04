// Has the browser make or use a passkey, and sends its answer with the form it belongs to: the server asks no script.

const TEXT = {
  NotAllowedError: "Nothing was confirmed: it was canceled, or it took too long. Try again.",
  InvalidStateError: "This passkey or security key is registered already. Use another one.",
  SecurityError: "Passkeys do not work at this address of the console.",
  NotSupportedError: "This device offers nothing that the console can use.",
};

function bytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function named(credentials = []) {
  return credentials.map((credential) => ({ ...credential, id: bytes(credential.id) }));
}

async function make(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const excludeCredentials = named(options.excludeCredentials);
  const publicKey = { ...options, challenge: bytes(options.challenge), user, excludeCredentials };
  const made = await navigator.credentials.create({ publicKey });
  return answer(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function use(options) {
  const allowCredentials = named(options.allowCredentials);
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials };
  const used = await navigator.credentials.get({ publicKey });
  return answer(used, {
    authenticatorData: text(used.response.authenticatorData),
    signature: text(used.response.signature),
    userHandle: used.response.userHandle ? text(used.response.userHandle) : null,
  });
}

function answer(credential, response) {
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  });
}

function complain(form, error) {
  const place = form.querySelector("[data-passkey-error]");
  place.querySelector("[data-passkey-error-text]").textContent = TEXT[error.name] ?? "The browser could not do it. Try again.";
  place.hidden = false;
}

async function run(form) {
  const button = form.querySelector("[type=submit]");
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  form.querySelector("[data-passkey-error]").hidden = true;
  button.disabled = true;
  try {
    form.elements.credential.value = await (form.dataset.passkey === "make" ? make(options) : use(options));
    form.submit();
  } catch (error) {
    complain(form, error);
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    complain(form, { name: "SecurityError" });
    continue;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
  // Who came here by a button that says so need not press another.
  if ("passkeyAtOnce" in form.dataset) run(form);
}
