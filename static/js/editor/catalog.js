// What the server knows of services, asked for once a page; and what patterns and ARNs mean.

const services = new Map();
let listed;
let language;

async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return answer.json();
}

export function listServices() {
  listed ??= get("/api/catalog/services");
  return listed;
}

export function loadLanguage() {
  language ??= get("/api/catalog/language");
  return language;
}

// Return the service if it is loaded, null if it is unknown, undefined while it is not loaded.
export function known(prefix) {
  return services.get(prefix.toLowerCase())?.service;
}

export function loadService(prefix) {
  const name = prefix.toLowerCase();
  if (!services.has(name)) {
    const entry = { service: undefined };
    entry.loading = get(`/api/catalog/services/${encodeURIComponent(name)}`).then(
      (service) => (entry.service = service),
      () => (entry.service = null),
    );
    services.set(name, entry);
  }
  return services.get(name).loading;
}

export function isPattern(text) {
  return /[*?]/.test(text);
}

// Action names do not care about case; `*` is any run, `?` one character.
export function matcher(pattern) {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "is");
  return (text) => expression.test(text);
}

// Return the actions of the loaded services that a pattern such as `s3:Get*` names.
export function expand(pattern) {
  const [prefix, name = ""] = split(pattern);
  if (isPattern(prefix)) return [];
  const service = known(prefix);
  if (!service) return [];
  const fits = matcher(name);
  return service.actions
    .filter((action) => fits(action.name))
    .map((action) => ({ ...action, service: service.prefix }));
}

export function split(action) {
  const colon = action.indexOf(":");
  return colon < 0 ? [action] : [action.slice(0, colon), action.slice(colon + 1)];
}

export function placeholders(arnFormat) {
  return [...arnFormat.matchAll(/\$\{([^}]+)\}/g)].map((found) => found[1]);
}

export function fill(arnFormat, values) {
  return arnFormat.replace(/\$\{([^}]+)\}/g, (_, name) => values[name] || "*");
}

// Return the values of the placeholders with which a format gives an ARN, or null.
export function valuesOf(arn, arnFormat) {
  const source = arnFormat.split(/\$\{[^}]+\}/).map((part) => part.replace(/[\\^$.|+()[\]{}*?]/g, "\\$&"));
  const found = new RegExp(`^${source.join("(.+?)")}$`, "s").exec(arn);
  return found && Object.fromEntries(placeholders(arnFormat).map((name, place) => [name, found[place + 1]]));
}

// Say whether an ARN, or a pattern of ARNs, can name a resource of the format: part by part, `*` meeting anything.
export function fits(arn, arnFormat) {
  const parts = arn.split(":");
  const wanted = arnFormat.split(":");
  const head = [...parts.slice(0, 5), parts.slice(5).join(":")];
  const format = [...wanted.slice(0, 5), wanted.slice(5).join(":")];
  if (arn === "*") return true;
  return parts.length > 5 && head.every((part, index) => overlap(part, format[index].replace(/\$\{[^}]+\}/g, "*")));
}

// Two patterns overlap when some text fits both; the usual cases are a text and a pattern, or a common beginning.
function overlap(one, other) {
  if (!isPattern(one)) return matcher(other)(one);
  if (!isPattern(other)) return matcher(one)(other);
  const begins = (text) => text.slice(0, text.search(/[*?]/));
  return begins(one).startsWith(begins(other)) || begins(other).startsWith(begins(one));
}

// Return what is wrong with a text as a resource, or "".
export function arnProblem(text) {
  if (text === "*") return "";
  const parts = text.split(":");
  if (parts[0] !== "arn") return "An ARN begins with arn: (or is * for all resources).";
  if (parts.length < 6) return "An ARN has six parts with colons between them.";
  if (!parts[1]) return "The partition, such as aws, is missing.";
  if (!parts[2]) return "The service is missing.";
  if (parts[4] && !isPattern(parts[4]) && !/^(\d{12}|aws)$/.test(parts[4])) return "An account id has twelve digits.";
  if (/\s/.test(text)) return "An ARN holds no white space.";
  return "";
}

export async function searchPolicies(text) {
  return get(`/api/policies?q=${encodeURIComponent(text)}`);
}

// Return { kind, name, arn } of a few things of the account that a text names; of none without a text.
export async function searchAccount(text, kinds) {
  return text ? get(`/api/search?${new URLSearchParams({ q: text, kinds: kinds.join() })}`) : [];
}

export async function policyDocument(arn) {
  return get(`/api/policies/document?arn=${encodeURIComponent(arn)}`);
}
