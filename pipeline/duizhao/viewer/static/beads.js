// Going from row to row, and moving the boundary between two beads.

import { beads, keyOf, numbersOf, relationAt, rowByBead, rowByKey, rows, segments, sides, standing } from "./data.js";
import { change } from "./corrections.js";
import { ensure } from "./render.js";

export const here = { row: null };
export const beadActs = { tell() {} };

export function select(row, { focus = true, link = true } = {}) {
  ensure(row);
  if (here.row?.node) {
    here.row.node.tabIndex = -1;
    here.row.node.removeAttribute("aria-current");
    for (const mark of here.row.node.querySelectorAll(".amount")) mark.removeAttribute("tabindex");
  }
  here.row = row;
  row.node.tabIndex = 0;
  row.node.setAttribute("aria-current", "true");
  // Amounts are many: only those of this row are stops of the tab key.
  for (const mark of row.node.querySelectorAll(".amount")) mark.tabIndex = 0;
  if (focus) row.node.focus({ preventScroll: true });
  row.node.scrollIntoView({ block: "nearest" });
  if (link) history.replaceState(null, "", `#${encodeURIComponent(keyOf(row))}`);
}

/** Go on by so many rows that are shown and wanted. */
export function step(by, wanted = () => true, options = {}) {
  const open = standing.filter((row) => row.shown && wanted(row));
  if (!open.length) { beadActs.tell("nothing to go to"); return; }
  const from = here.row ? here.row.at : -1;
  const next = by > 0 ? open.find((row) => row.at > from) : open.findLast((row) => row.at < from);
  if (next) select(next, options);
  else if (options.round) select(by > 0 ? open[0] : open.at(-1), options);
  else if (!here.row) select(open[0], options);
  else beadActs.tell(by > 0 ? "this is the last" : "this is the first");
}

export const hasDifference = (row) => numbersOf(row).length > 0;

export function followLink() {
  let key;
  try { key = decodeURIComponent(location.hash.slice(1)); } catch { return false; }
  const row = rowByKey.get(key);
  if (row) select(row, { link: false });
  return Boolean(row);
}

/** The bead beside another, in the same passage: only what stands next to it can be given a sentence. */
function beside(row, by) {
  const other = rows[row.at + by];
  return other?.kind === "bead" && other.bead >= 0 && relationAt(other) === relationAt(row) ? other : null;
}

/**
 * Move the boundary between a bead and the one before (by -1) or the next (by 1), on one side, by one sentence.
 * `grow`: the current bead takes the neighbour's nearest sentence; else it gives its own away.
 */
export function move(row, by, { grow, side = "target" }) {
  if (row?.kind !== "bead" || row.bead < 0) { beadActs.tell("this is no bead of an alignment"); return; }
  const other = beside(row, by);
  if (!other) { beadActs.tell(by < 0 ? "no bead stands before it in this passage" : "no bead follows it in this passage"); return; }
  const mine = [...sides[row.bead][side]];
  const yours = [...sides[other.bead][side]];
  const [from, to] = grow ? [yours, mine] : [mine, yours];
  if (!from.length) { beadActs.tell(`there is nothing to move on the ${side} side`); return; }
  // What is nearest to the boundary goes over it, and stays nearest.
  if ((by < 0) === grow) to.unshift(from.pop());
  else to.push(from.shift());
  for (const [at, kept] of [[row.bead, mine], [other.bead, yours]]) {
    const opposite = sides[at][side === "target" ? "source" : "target"];
    if (!kept.length && !opposite.length) { beadActs.tell("a bead cannot be empty on both sides"); return; }
  }
  const ids = (places) => places.map((at) => segments[at].id);
  const field = `${side}_segments`;
  change([{ kind: "pair", at: row.bead, set: { [field]: ids(mine) } }, { kind: "pair", at: other.bead, set: { [field]: ids(yours) } }]);
  beadActs.tell(`moved one sentence ${grow ? "into" : "out of"} this bead`);
}

export function rowOfBead(at) {
  return rowByBead.get(at);
}

export function renditionOf(at) {
  return beads[at].rendition;
}
