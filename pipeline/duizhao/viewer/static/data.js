// The call: its rows as the page's data give them, with what is looked up in them.

import { pageData } from "./dom.js";

export const { call, speakers, turns, segments, beads, quantities, discrepancies } = pageData;

/** Discrepancies that a text of pieces names. */
function numbersIn(text) {
  return typeof text === "string" ? [] : text.flatMap(([, numbers]) => numbers);
}

export function plain(segment) {
  return typeof segment.text === "string" ? segment.text : segment.text.map(([piece]) => piece).join("");
}

/** The segments that now stand on each side of a bead: people move them. */
export const sides = beads.map((bead) => ({ source: [...bead.source], target: [...bead.target] }));

function spoken(row) {
  return row.plain ?? row.aside ?? [...row.left, ...row.right];
}

/** What is shown, in reading order: headings of turns, heads of columns, and rows that can be gone to. */
export const rows = pageData.rows.map((row, at) => {
  const kind = ["turn", "sides", "plain", "aside", "bead"].find((name) => name in row);
  return { ...row, kind, at, node: null, part: null, hit: false, shown: true, stands: kind === "plain" || kind === "bead" };
});

const relationOf = [];
let part = -1;
let relation = null;
for (const row of rows) {
  if (row.kind === "turn") part = row.at;
  if (row.kind === "sides") relation = row.sides;
  row.part = part;
  if (row.kind === "bead") relationOf[row.at] = relation;
}
// Speech that stands before every turn still needs a place in the page.
export const parts = new Map();
for (const row of rows) {
  if (!parts.has(row.part)) parts.set(row.part, []);
  parts.get(row.part).push(row);
}

export function relationAt(row) {
  return relationOf[row.at] ?? row.relation ?? null;
}

/** The segments that a row shows, left and right. */
export function columns(row) {
  if (row.bead < 0) return { left: row.left, right: row.right };
  const now = sides[row.bead];
  return { left: now.source.filter(isSpeech), right: now.target.filter(isSpeech) };
}

const speech = new Set(rows.flatMap((row) => (row.kind === "bead" || row.kind === "plain" ? spoken(row) : [])));
function isSpeech(at) {
  return speech.has(at);
}

export function segmentsOf(row) {
  if (row.kind === "bead") {
    const { left, right } = columns(row);
    return [...left, ...right];
  }
  return row.kind === "turn" || row.kind === "sides" ? [] : spoken(row);
}

export function numbersOf(row) {
  return [...new Set(segmentsOf(row).flatMap((at) => numbersIn(segments[at].text)))].sort((a, b) => a - b);
}

/** The turns that now hold segments of others, by segment. */
export const moved = new Map();

export function turnOf(at) {
  return moved.get(at) ?? segments[at].turn;
}

export function turnsOf(row) {
  return [...new Set(segmentsOf(row).map(turnOf))].filter((at) => at >= 0);
}

/** What a link names: the alignment, or the first segment. */
export function keyOf(row) {
  if (row.kind === "bead" && row.bead >= 0) return beads[row.bead].id;
  const [first] = row.kind === "bead" ? [...row.left, ...row.right] : spoken(row);
  return segments[first].id;
}

export const standing = rows.filter((row) => row.stands);
export const rowByKey = new Map(standing.map((row) => [keyOf(row), row]));
export const rowByBead = new Map(standing.filter((row) => row.bead >= 0).map((row) => [row.bead, row]));
for (const row of standing) for (const at of segmentsOf(row)) {
  if (!rowByKey.has(segments[at].id)) rowByKey.set(segments[at].id, row);
}
const firstOf = new Map();
for (const row of standing) for (const at of turnsOf(row)) if (!firstOf.has(at)) firstOf.set(at, row);
export function firstRowOf(turn) {
  return firstOf.get(turn);
}
