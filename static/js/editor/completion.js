// What can be written at the cursor: elements, services, actions, condition operators and keys, ARNs.

import { known, listServices, loadLanguage, loadService, searchAccount, split } from "./catalog.js";
import { placeAt } from "./place.js";
import { read } from "./policy.js";

const ELEMENTS = {
  identity: ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"],
  trust: ["Sid", "Effect", "Principal", "Action", "Condition"],
};
const TOP = ["Version", "Statement", "Id"];
const PRINCIPALS = ["AWS", "Service", "Federated"];
const PROVIDERS = ["oidc-provider", "saml-provider"];
const THINGS = ["user", "group", "role", "policy", "certificate", "instance-profile", "mfa", ...PROVIDERS];
const QUALIFIERS = ["", "ForAllValues:", "ForAnyValue:"];

export async function completions(text, offset, kind) {
  const place = placeAt(text, offset);
  const found = await offered(text, place, kind);
  return found.map(({ value, meta, words }, index) => ({
    caption: value,
    // Outside of a string the quotes come along.
    value: place.typed === null ? JSON.stringify(value) : value,
    meta,
    docText: words,
    score: 10000 - index,
  }));
}

async function offered(text, { path, isKey, typed }, kind) {
  const inside = path[0] === "Statement" ? path.slice(typeof path[1] === "number" ? 2 : 1) : null;
  if (!inside) return isKey ? rows(TOP, "element") : path[0] === "Version" ? rows(["2012-10-17"], "version") : [];
  const [element, second] = inside;
  if (isKey) {
    if (!element) return rows(ELEMENTS[kind] ?? ELEMENTS.identity, "element");
    if (element === "Condition") return second ? conditionKeys(text) : operators();
    return element.endsWith("Principal") ? rows(PRINCIPALS, "principal") : [];
  }
  if (element === "Effect") return rows(["Allow", "Deny"], "effect");
  if (element === "Action" || element === "NotAction") return actions(typed ?? "");
  if (element === "Resource" || element === "NotResource") return resources(text, typed ?? "");
  if (element.endsWith("Principal") && second === "AWS") return ofAccount(typed ?? "", ["user", "role"]);
  if (element.endsWith("Principal") && second === "Federated") return ofAccount(typed ?? "", PROVIDERS);
  return [];
}

function rows(values, meta) {
  return values.map((value) => ({ value, meta }));
}

async function actions(typed) {
  const [prefix, name] = split(typed);
  const services = await listServices();
  if (name === undefined) return services.map((one) => ({ value: `${one.prefix}:`, meta: one.name }));
  await loadService(prefix);
  const service = known(prefix);
  if (!service) return [];
  const all = { value: `${service.prefix}:*`, meta: "all actions" };
  return [
    all,
    ...service.actions.map((one) => ({
      value: `${service.prefix}:${one.name}`,
      meta: one.level,
      words: one.description,
    })),
  ];
}

function usedServices(text) {
  const named = text.matchAll(/"([a-z][a-z0-9-]*):[\w*?]+"/g);
  return [...new Set([...named].map((found) => found[1]))].slice(0, 8);
}

// Return what of the account has in its name what is typed, or what is typed of its name behind the path of an ARN.
async function ofAccount(typed, kinds) {
  const found = await searchAccount(typed.startsWith("arn:") ? typed.split(/[:/]/).at(-1) : typed, kinds);
  return found.map(({ arn, kind, name }) => ({ value: arn, meta: kind, words: name }));
}

async function resources(text, typed) {
  const prefixes = usedServices(text);
  const [things] = await Promise.all([
    ofAccount(typed, THINGS),
    ...prefixes.map(loadService),
  ]);
  const own = read(text).statements.flatMap((one) => one.resources.values.map((value) => value.text));
  const formats = prefixes.flatMap((prefix) => known(prefix)?.resourceTypes ?? []);
  return [
    { value: "*", meta: "all resources" },
    ...rows(
      [...new Set(own)].filter((one) => one !== "*"),
      "in this policy",
    ),
    ...things,
    ...formats.map((type) => ({
      value: type.arnFormat.replace("${Partition}", "aws").replace(/\$\{[^}]+\}/g, "*"),
      meta: type.name,
    })),
  ];
}

async function operators() {
  const { operators: byType } = await loadLanguage();
  const names = [...new Set(Object.values(byType).flat())];
  return QUALIFIERS.flatMap((qualifier) =>
    ["", "IfExists"].flatMap((suffix) =>
      names
        .filter((name) => name !== "Null" || !suffix)
        .map((name) => ({ value: qualifier + name + suffix, meta: "operator" })),
    ),
  );
}

async function conditionKeys(text) {
  const prefixes = usedServices(text);
  const [common] = await Promise.all([loadLanguage(), ...prefixes.map(loadService)]);
  const own = prefixes.flatMap((prefix) => known(prefix)?.conditionKeys ?? []);
  const keys = [...common.conditionKeys, ...common.tagKeys, ...own];
  return [...new Map(keys.map((key) => [key.name, key])).values()].map((key) => ({
    value: key.name.replace(/\$\{[^}]+\}$/, ""),
    meta: key.type,
    words: key.description,
  }));
}
