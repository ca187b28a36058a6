// Which rows are shown: roles, voices, sections, passes, speakers, and only what needs an eye.

import { button, el, isolated, pick } from "./dom.js";
import { beads, call, numbersOf, parts, rows, segments, segmentsOf, turnOf, turns, turnsOf } from "./data.js";
import { entryOf, now } from "./corrections.js";
import { speakerName } from "./render.js";
import { LOW, ROLES, roleBadge, SECTIONS, VOICES } from "./words.js";

const ONLY = { discrepancies: "only discrepancies", low: "only low confidence", corrected: "only corrected", hits: "only search hits" };
export const filterActs = { changed() {} };
export const form = el("form", { class: "filters", "aria-label": "Filters", on: { change: () => refresh(), submit: (event) => event.preventDefault() } });

function boxes(legend, name, choices) {
  if (choices.length < 2) return null;
  return el("fieldset", {}, el("legend", {}, legend), choices.map(([value, label]) =>
    el("label", {}, el("input", { type: "checkbox", name, value }), label)));
}

export function drawFilters() {
  const roles = Object.keys(ROLES).filter((role) => turns.some((_, at) => now("turn", at, "role") === role));
  const names = [...new Set(turns.map((_, at) => speakerName(at) ?? ""))].filter(Boolean);
  const chosen = new FormData(form);
  form.replaceChildren(...[
    boxes("Role", "role", roles.map((role) => [role, roleBadge(role)])),
    boxes("Voice", "voice", Object.entries(VOICES)),
    boxes("Section", "section", Object.entries(SECTIONS).filter(([name]) => turns.some((turn) => turn.section === name))),
    boxes("Pass", "pass", call.passes > 1 ? Array.from({ length: call.passes }, (_, at) => [String(at + 1), `pass ${at + 1}`]) : []),
    el("fieldset", {}, el("legend", {}, "Show"), Object.entries(ONLY).map(([value, label]) =>
      el("label", {}, el("input", { type: "checkbox", name: "only", value }), label)),
    pick("Speaker ", "speaker", [["", "everybody"], ...names.map((name) => [name, isolated(name)])], chosen.get("speaker") ?? "")),
    button("Clear filters", clearFilters)].filter(Boolean));
  for (const box of form.querySelectorAll("input")) box.checked = chosen.getAll(box.name).includes(box.value);
}

export function clearFilters() {
  for (const box of form.querySelectorAll("input")) box.checked = false;
  form.elements.speaker.value = "";
  refresh();
}

function voicesOf(row) {
  return segmentsOf(row).map((at) => segments[at].voice ?? (turnOf(at) < 0 ? "" : now("turn", turnOf(at), "voice")));
}

function isCorrected(row) {
  return turnsOf(row).some((at) => entryOf("turn", at)) || (row.bead >= 0 && entryOf("pair", row.bead)) ||
    numbersOf(row).some((one) => entryOf("discrepancy", one - 1));
}

const TESTS = {
  role: (row, wanted) => turnsOf(row).some((at) => wanted.has(now("turn", at, "role"))),
  voice: (row, wanted) => voicesOf(row).some((one) => wanted.has(one)),
  section: (row, wanted) => turnsOf(row).some((at) => wanted.has(turns[at].section)),
  pass: (row, wanted) => turnsOf(row).some((at) => wanted.has(String(turns[at].pass))),
  speaker: (row, wanted) => turnsOf(row).some((at) => wanted.has(speakerName(at))),
};
const NEEDS = {
  discrepancies: (row) => numbersOf(row).length > 0,
  low: (row) => turnsOf(row).some((at) => turns[at].confidence < LOW) || (row.bead >= 0 && beads[row.bead].score < LOW),
  corrected: isCorrected,
  hits: (row) => row.hit,
};

/** Decide for every row whether it is shown, and show it so. */
export function refresh() {
  const chosen = new FormData(form);
  const wanted = Object.keys(TESTS).map((name) => [TESTS[name], new Set(chosen.getAll(name).filter(Boolean))]).filter(([, set]) => set.size);
  const only = chosen.getAll("only").map((name) => NEEDS[name]);
  const free = wanted.length + only.length === 0;
  for (const row of rows) {
    row.shown = free || (row.stands && wanted.every(([test, set]) => test(row, set)) && only.every((test) => test(row)));
  }
  if (!free) for (const held of parts.values()) showHeads(held);
  hide(rows);
  filterActs.changed(free);
}

/** A heading is shown with what stands under it. */
function showHeads(held) {
  const any = held.some((row) => row.stands && row.shown);
  held.forEach((row, at) => {
    if (row.kind === "turn") row.shown = any;
    if (row.kind === "sides") {
      const next = held.findIndex((other, place) => place > at && other.kind !== "bead");
      row.shown = held.slice(at + 1, next < 0 ? held.length : next).some((other) => other.shown);
    }
  });
}

export function hide(some) {
  const touched = new Set();
  for (const row of some) {
    if (!row.node) continue;
    row.node.hidden = !row.shown;
    touched.add(row.node.closest(".part"));
  }
  for (const part of touched) part.hidden = !part.querySelector(".row:not([hidden])");
  for (const head of document.querySelectorAll("h2.section")) {
    let next = head.nextElementSibling;
    while (next?.hidden && next.localName === "section") next = next.nextElementSibling;
    head.hidden = next?.localName !== "section";
  }
}
