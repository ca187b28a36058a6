// Keys of the page; not while somebody types, nor while a dialog is open.

import { numbersOf, turnsOf } from "./data.js";
import { now, undo } from "./corrections.js";
import { beadActs, hasDifference, move, here, step } from "./beads.js";
import { judge, openBead, openCorrections, openHelp, openTurn } from "./dialogs.js";
import { hideTip } from "./tips.js";
import { input } from "./search.js";

function judgeFirst(word) {
  const [number] = here.row ? numbersOf(here.row) : [];
  if (!number) beadActs.tell("no discrepancy stands here");
  else judge(number - 1, now("discrepancy", number - 1, "judgement") === word ? null : word);
}

function ofRow(act) {
  if (here.row) act(here.row);
  else beadActs.tell("go to a row first, with j");
}

const ACTS = {
  j: () => step(1), k: () => step(-1), n: () => step(1, hasDifference), p: () => step(-1, hasDifference),
  "/": () => { input.focus(); input.select(); },
  "[": () => ofRow((row) => move(row, -1, { grow: false })), "]": () => ofRow((row) => move(row, 1, { grow: true })),
  "{": () => ofRow((row) => move(row, -1, { grow: true })), "}": () => ofRow((row) => move(row, 1, { grow: false })),
  s: () => ofRow((row) => openTurn(turnsOf(row)[0])),
  S: () => ofRow((row) => openTurn(turnsOf(row).at(-1))),
  b: () => ofRow((row) => (row.bead >= 0 ? openBead(row.bead) : beadActs.tell("this is no bead of an alignment"))),
  t: () => judgeFirst("true"), f: () => judgeFirst("false"),
  u: () => beadActs.tell(undo() ? "undone" : "nothing to undo"), c: openCorrections, "?": openHelp, Escape: hideTip,
};

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select")) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
