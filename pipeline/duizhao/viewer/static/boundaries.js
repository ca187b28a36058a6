// The boundaries of a turn: the sentence it begins with and the one it ends with, its own or a neighbour's.
//
// A neighbour keeps at least one sentence: corrections move boundaries, they make no turn and remove none.

import { el, isolated } from "./dom.js";
import { segments, turns } from "./data.js";
import { now, placeOf } from "./corrections.js";
import { clipped } from "./plots.js";
import { plainText, speakerName } from "./render.js";

const LONGEST = 72;

/** The turn before or after in the same pass of the call; -1 where there is none to take from. */
function neighbour(at, by) {
  const other = turns[at + by];
  return other && other.pass === turns[at].pass && now("turn", at + by, "segments").length ? at + by : -1;
}

function quoted(id) {
  const at = placeOf(id);
  return isolated(clipped(plainText(at) || segments[at].folded || "…", LONGEST));
}

function sentences(many) {
  return `${many} sentence${many === 1 ? "" : "s"}`;
}

/** Return an element with two lists, and what saving it changes; null where the turn has no sentence. */
export function boundaries(at) {
  const order = [neighbour(at, -1), at, neighbour(at, 1)];
  const [before, own, after] = order.map((turn) => (turn < 0 ? [] : now("turn", turn, "segments")));
  if (!own.length) return null;
  const all = [...before, ...own, ...after];
  const [start, end] = [before.length, before.length + own.length];
  const groups = [[0, before, "the turn before"], [start, own, "this turn"], [end, after, "the next turn"]];
  const list = (name, from, to, chosen) => el("select", { name, on: { change: told } }, groups.map(([lead, held, which], group) => {
    const options = held.map((id, n) => [lead + n, quoted(id)]).filter(([place]) => from <= place && place <= to);
    const label = group === 1 ? which : `${which}: ${isolated(speakerName(order[group]) ?? "unknown speaker")}`;
    return options.length ? el("optgroup", { label }, options.map(([place, text]) => el("option", { value: place, selected: place === chosen }, text))) : null;
  }));
  const first = list("begins", start ? 1 : 0, end - 1, start);
  const last = list("ends", start, all.length - (after.length ? 2 : 1), end - 1);
  const status = el("p", { class: "soft", role: "status" });
  const cut = () => [Number(first.value), Number(last.value) + 1];
  function told() {
    const [begin, stop] = cut();
    // What would end before it begins cannot be chosen.
    for (const one of first.options) one.disabled = Number(one.value) >= stop;
    for (const one of last.options) one.disabled = Number(one.value) < begin;
    const taken = [start - begin, stop - end];
    const say = (many, which) => (many ? ` ${many > 0 ? "Taken from" : "Given to"} ${which}: ${Math.abs(many)}.` : "");
    status.textContent = `The turn has ${sentences(stop - begin)}.${say(taken[0], "the turn before")}${say(taken[1], "the next turn")}`;
  }
  told();
  const node = el("fieldset", {}, el("legend", {}, "Boundaries"), el("label", { class: "wide" }, "The turn begins with ", first),
    el("label", { class: "wide" }, "The turn ends with ", last), status);
  const changes = () => {
    const [begin, stop] = cut();
    return [all.slice(0, begin), all.slice(begin, stop), all.slice(stop)].map((held, n) => ({ kind: "turn", at: order[n], set: { segments: held } })).filter((one) => one.at >= 0);
  };
  return { node, changes };
}
