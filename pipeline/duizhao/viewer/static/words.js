// The corpus's words as people read them.

import { el } from "./dom.js";

export const ROLES = {
  operator: "operator", ir: "IR", ceo: "CEO", cfo: "CFO", executive: "executive", analyst: "analyst",
  interpreter: "interpreter", editor: "editor", other: "other", unknown: "unknown",
};
export const VOICES = { self: "own voice", interpreter: "interpreter's voice" };
export const SECTIONS = { prepared: "Prepared remarks", qa: "Questions and answers" };
export const SIDES = { interpretation: ["original", "interpretation"], translation: ["text", "translation"] };
export const ABSENT = {
  interpretation: ["(no original)", "(not rendered)"], translation: ["(no text)", "(not translated)"],
};
export const RELATIONS = { interpretation: "Interpretation gaps", translation: "Translation errors" };
export const RENDITIONS = ["close", "expanded", "reduced", "substituted", "summarised", "zero", "non-rendition"];
export const TYPES = ["quantity", "direction", "entity", "omission", "addition"];
/** More likely wrong than right. */
export const LOW = 0.5;

export function roleBadge(role) {
  const known = role in ROLES ? role : "other";
  return el("span", { class: `badge role-${known}` }, el("i", { class: "swatch", "aria-hidden": "true" }),
    known === "unknown" ? "role unknown" : ROLES[known]);
}

export function measureName(name) {
  const words = name.replace(/_/g, " ");
  return words[0].toUpperCase() + words.slice(1);
}
