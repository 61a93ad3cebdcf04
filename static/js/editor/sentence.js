// What a statement says, in one sentence.

import { isPattern, known, split } from "./catalog.js";
import { plural } from "./dom.js";

export function sentence(statement) {
  const { effect, actions, resources, conditions } = statement;
  if (effect !== "Allow" && effect !== "Deny") return "Choose whether this allows or denies.";
  const verb = effect === "Allow" ? "Allows" : "Denies";
  if (!actions.values.length) return `${verb} nothing yet: it names no action.`;
  const where = placeWords(resources);
  const when = conditions.length
    ? `, when ${conditions.length === 1 ? "a condition holds" : `${conditions.length} conditions hold`}`
    : "";
  return `${verb} ${actionWords(actions)}${where}${when}.`;
}

function actionWords({ element, values }) {
  const texts = values.map((value) => value.text);
  const not = element === "NotAction";
  if (texts.includes("*")) return not ? "no action" : "every action of every service";
  const prefixes = [...new Set(texts.map((text) => split(text)[0].toLowerCase()))];
  const names =
    prefixes.length > 2
      ? plural(prefixes.length, "service")
      : prefixes.map((one) => known(one)?.name ?? one).join(" and ");
  const all = texts.every((text) => split(text)[1] === "*");
  const number = all ? "every action" : counted(texts, "action");
  return not ? `everything but ${number} of ${names}` : `${number} of ${names}`;
}

function placeWords({ element, isGiven, values }) {
  if (!isGiven) return "";
  if (!values.length) return ", but names no resource";
  const not = element === "NotResource" ? "everything but " : "";
  if (values.some((value) => value.text === "*")) return not ? " on nothing" : " on all resources";
  return ` on ${not}${counted(
    values.map((value) => value.text),
    "resource",
  )}`;
}

function counted(texts, noun) {
  const patterns = texts.filter(isPattern).length;
  const named = texts.length - patterns;
  return [
    named ? plural(named, noun) : "",
    patterns ? plural(patterns, `pattern of ${noun}s`, `patterns of ${noun}s`) : "",
  ]
    .filter(Boolean)
    .join(" and ");
}
