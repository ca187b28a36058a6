// Dialogs: a turn, a bead, what was corrected, and help.

import { button, el, isolated, options, pick } from "./dom.js";
import { beads, discrepancies, firstRowOf, numbersOf, rowByKey, sides, standing, speakers, turns } from "./data.js";
import { change, count, downloadPatch, entryOf, forget, getAuthor, keeps, noteOf, now, setAuthor, sorted } from "./corrections.js";
import { boundaries } from "./boundaries.js";
import { move, rowOfBead, select } from "./beads.js";
import { clipped } from "./plots.js";
import { plainText, speakerName } from "./render.js";
import { RENDITIONS, ROLES, VOICES } from "./words.js";

const NOBODY = "\u0000nobody";
const ANOTHER = "\u0000another";
const KEYS = [["j, k", "next row, row before"], ["n, p", "next discrepancy, discrepancy before"], ["/", "search; Enter and Shift+Enter go from hit to hit"],
  ["[", "the first target sentence of this bead goes to the bead before"], ["]", "the first target sentence of the next bead comes into this one"],
  ["{", "the last target sentence of the bead before comes into this one"], ["}", "the last target sentence of this bead goes to the next one"],
  ["s", "correct speaker, role, voice and boundaries of the turn"], ["S", "the same of the rendition's turn, where it is another"], ["b", "correct the bead"], ["t, f", "the row's first discrepancy is true, is false"],
  ["u", "undo the last correction"], ["c", "what was corrected, and download"], ["Esc", "close"], ["?", "this help"]];

function dialog(title, ...content) {
  const node = el("dialog", { "aria-labelledby": "dialog-title" },
    el("div", { class: "dialog-head" }, el("h2", { id: "dialog-title" }, title), button("Close", () => node.close())), content);
  const back = document.activeElement;
  node.addEventListener("close", () => { node.remove(); if (back?.isConnected) back.focus({ preventScroll: true }); });
  document.body.append(node);
  node.showModal();
  node.querySelector("select, input, textarea, dl")?.focus();
  return node;
}

function note(text) {
  return el("label", { class: "wide" }, "Note ", el("textarea", { name: "note", rows: "2" }, text));
}

function correction(...content) {
  return el("form", { class: "correct", on: { submit: (event) => event.preventDefault() } }, content);
}

function speakerField(at) {
  const current = now("turn", at, "speaker");
  const known = [...new Map(speakers.filter((one) => one.name).map((one) => [one.name, one])).values()];
  const foreign = current && !known.some((one) => one.name === current);
  const choices = [[NOBODY, "nobody can tell"], ...known.map((one) => [one.name, `${isolated(one.shown)} (${ROLES[one.role] ?? one.role})`]), [ANOTHER, "another name …"]];
  const other = el("input", { name: "another", "aria-label": "Another name", value: foreign ? current : "", hidden: !foreign });
  const list = el("select", { name: "speaker", on: { change: () => { other.hidden = list.value !== ANOTHER; if (!other.hidden) other.focus(); } } },
    choices.map(options(null, foreign ? ANOTHER : current ?? NOBODY)));
  const value = () => (list.value === NOBODY ? null : list.value === ANOTHER ? other.value.trim() || null : list.value);
  return { list, node: el("div", {}, el("label", {}, "Speaker ", list), " ", other), value };
}

export function openTurn(at) {
  const turn = turns[at];
  if (!turn) return;
  const speaker = speakerField(at);
  const role = pick("Role ", "role", Object.entries(ROLES), now("turn", at, "role"));
  const voice = pick("Voice ", "voice", Object.entries(VOICES), now("turn", at, "voice"));
  const remark = note(noteOf("turn", at));
  const bounds = boundaries(at);
  const first = turn.segments[0];
  const node = dialog("Correct turn", first === undefined ? null : el("p", { class: "quote" }, el("bdi", {}, plainText(first))),
    el("p", { class: "soft" }, turn.label ? ["Label: ", el("bdi", {}, turn.label), ". "] : "No label. ", turn.evidence ? ["Because of: ", el("bdi", {}, turn.evidence), "."] : null),
    correction(speaker.node, role, voice, bounds?.node ?? null, remark,
    button("Save", () => {
      const set = { speaker: speaker.value(), role: role.querySelector("select").value, voice: voice.querySelector("select").value };
      change([{ kind: "turn", at, set, note: remark.querySelector("textarea").value }, ...(bounds?.changes() ?? [])]);
      node.close();
    }, { class: "main" })));
  speaker.list.focus();
}

function quotedSide(at, side) {
  return sides[at][side].map(plainText).join(" ");
}

export function openBead(at) {
  const row = rowOfBead(at);
  const fits = pick("Do the sides belong together? ", "fits", ["yes", "partly", "no"].map((one) => [one, one]), now("pair", at, "fits"));
  const rendition = pick("Rendition ", "rendition", [["", "none"], ...RENDITIONS.map((one) => [one, one])], now("pair", at, "rendition") ?? "");
  const remark = note(noteOf("pair", at));
  const quotes = { source: el("p", { class: "quote" }), target: el("p", { class: "quote" }) };
  const draw = () => Object.entries(quotes).forEach(([side, quote]) => quote.replaceChildren(el("bdi", {}, quotedSide(at, side) || `(nothing on the ${side} side)`)));
  const act = (by, grow, side) => { move(row, by, { grow, side }); draw(); };
  const moves = (side) => el("fieldset", {}, el("legend", {}, `Sentences of the ${side} side`),
    button("First to the bead before", () => act(-1, false, side)), button("Take the last of the bead before", () => act(-1, true, side)),
    button("Last to the next bead", () => act(1, false, side)), button("Take the first of the next bead", () => act(1, true, side)));
  draw();
  const node = dialog("Correct bead", quotes.source, quotes.target, correction(fits, rendition, moves("source"), moves("target"), remark, button("Save", () => {
    const set = { fits: fits.querySelector("select").value, rendition: rendition.querySelector("select").value || null };
    change([{ kind: "pair", at, set, note: remark.querySelector("textarea").value }]);
    node.close();
  }, { class: "main" })));
}

export function judge(at, judgement, type) {
  const own = discrepancies[at].type;
  change([{ kind: "discrepancy", at, set: { judgement, type: judgement === "other-type" ? type : own } }]);
}

function described([key, entry], redraw) {
  const value = (one) => (Array.isArray(one) ? `${one.length} sentences` : (one ?? null) === null ? "nothing" : isolated(one));
  const fields = Object.keys(entry.set).map((field) => `${field.replace("_", " ")}: ${value(entry.was[field])} → ${value(entry.set[field])}`);
  const at = { turn: turns, pair: beads, discrepancy: discrepancies }[entry.kind].findIndex((one) => one.id === entry.id);
  const row = entry.kind === "turn" ? firstRowOf(at) : entry.kind === "pair" ? rowByKey.get(entry.id) :
    standing.find((one) => numbersOf(one).includes(at + 1));
  const which = { turn: () => speakerName(at) ?? "unknown speaker", pair: () => clipped(quotedSide(at, "source") || quotedSide(at, "target"), 40), discrepancy: () => `‡${at + 1}` }[entry.kind]();
  return el("li", {}, el("strong", {}, entry.kind === "pair" ? "bead" : entry.kind), " ", el("bdi", {}, which), ": ", el("bdi", {}, fields.join("; ")), entry.note ? el("em", {}, ` — ${entry.note}`) : null, " ",
    row ? button("Go there", () => { document.querySelector("dialog").close(); select(row); }) : null,
    button("Undo", () => { forget(key); redraw(); }));
}

export function openCorrections() {
  const list = el("ul", { class: "entries" });
  const draw = () => list.replaceChildren(...(count() ? sorted().map((one) => described(one, draw)) : [el("li", {}, "Nothing was corrected.")]));
  draw();
  const author = el("input", { name: "author", value: getAuthor(), autocomplete: "email", on: { change: () => setAuthor(author.value) } });
  dialog("Corrections", correction(el("label", { class: "wide" }, "Author ", author)), list,
    keeps ? el("p", { class: "soft" }, "This browser keeps them. To put them into the corpus: download the patch, then duizhao corrections apply OUT PATCH.") :
      el("p", { class: "low" }, "This browser keeps nothing for this page: download before you leave."),
    button("Download patch", () => { setAuthor(author.value); downloadPatch(); }, { class: "main" }));
}

export function openHelp() {
  dialog("Keys", el("dl", { class: "keys" }, KEYS.map(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)])),
    el("p", { class: "soft" }, "‡ marks a discrepancy, dots under a figure an amount: hover, or go there with the tab key. The link in the address names the row."));
}

export function hasEntry(kind, at) {
  return Boolean(entryOf(kind, at));
}
