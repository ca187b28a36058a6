// Rows as elements. The first are made at once, the others while the reader looks at them.

import { button, el, figure, said, svg } from "./dom.js";
import { beads, call, columns, discrepancies, keyOf, moved, numbersOf, parts, relationAt, rows, segments, speakers, turns } from "./data.js";
import { entryOf, noteOf, now } from "./corrections.js";
import { ABSENT, LOW, roleBadge, SECTIONS, SIDES, TYPES, VOICES } from "./words.js";

const FIRST = 120;
const BATCH = 400;
const CHUNK = 25;
const CJK = /[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;

export const textPlace = el("div", { class: "rows" });
export const acts = { openTurn() {}, openBead() {}, judge() {}, built() {} };
let built = 0;
let section = null;

export function speakerName(at) {
  const turn = turns[at];
  if (!turn) return null;
  const name = now("turn", at, "speaker");
  if (turn.speaker >= 0 && name === speakers[turn.speaker].name) return speakers[turn.speaker].shown || null;
  return name;
}

function nameOf(at) {
  const name = speakerName(at);
  if (name) return el("strong", { class: "name" }, el("bdi", {}, name));
  return el("strong", { class: "name nobody" }, "? ", turns[at]?.label ? ["unknown, labelled ", el("bdi", {}, turns[at].label)] : "unknown speaker");
}

function confidence(value) {
  if (value === null || value === undefined) return null;
  if (value < LOW) return el("span", { class: "low" }, `▲ low confidence ${value.toFixed(2)}`);
  return el("span", { class: "soft" }, `confidence ${value.toFixed(2)}`);
}

function edit(text, act) {
  return button(text, act, { class: "edit" });
}

function corrected(kind, at) {
  return entryOf(kind, at) ? el("span", { class: "corrected", title: noteOf(kind, at) || null }, "✎ corrected") : null;
}

function voiceBadge(voice) {
  return el("span", { class: `voice voice-${voice}` }, voice === "interpreter" ? "⇄ interpreter's voice" : VOICES[voice] ?? voice);
}

/** Mends of a turn that its text shows: sentences that were moved to a neighbour. */
function boundary(at) {
  const entry = entryOf("turn", at);
  if (!entry || !("segments" in entry.set)) return null;
  const [was, is] = [new Set(entry.was.segments), new Set(entry.set.segments)];
  const told = [[was, is, "moved away"], [is, was, "more"]].map(([some, others, word]) => [[...some].filter((id) => !others.has(id)).length, word]);
  return el("span", { class: "corrected" }, `✎ ${told.filter(([many]) => many).map((one) => one.join(" ")).join(", ")}`);
}

function heading(row) {
  if (row.turn < 0) return el("div", { class: "heading" }, el("h3", {}, "Speech outside any turn"));
  const turn = turns[row.turn];
  const role = now("turn", row.turn, "role");
  return el("div", { class: "heading" },
    el("h3", { title: turn.evidence ? `because of: ${turn.evidence}` : null }, nameOf(row.turn)), roleBadge(role),
    voiceBadge(now("turn", row.turn, "voice")), el("span", { class: "soft" }, turn.delivery),
    call.passes > 1 ? el("span", { class: "soft" }, `pass ${turn.pass}`) : null,
    confidence(turn.confidence), corrected("turn", row.turn), boundary(row.turn), edit("Correct turn", () => acts.openTurn(row.turn)));
}

function languages(places) {
  return [...new Set(places.map((at) => segments[at].lang))].filter((one) => one !== "none").join(", ");
}

function beadsUnder(row) {
  const held = [];
  for (let at = row.at + 1; rows[at]?.kind === "bead"; at += 1) held.push(rows[at]);
  return held;
}

/** Whether a head says nothing that the one above does not say: passages of one turn follow each other. */
function saidAbove(row) {
  let at = row.at - 1;
  while (rows[at]?.kind === "bead") at -= 1;
  const above = rows[at];
  if (at === row.at - 1 || above?.kind !== "sides" || above.sides !== row.sides || above.target !== row.target) return false;
  const told = (one) => ["left", "right"].map((side) => languages(beadsUnder(one).flatMap((held) => held[side]))).join();
  const from = (one) => segments[beadsUnder(one).flatMap((held) => held.left)[0]]?.turn;
  return told(above) === told(row) && from(above) === from(row);
}

function sideHeads(row) {
  const held = beadsUnder(row);
  const [left, right] = SIDES[row.sides];
  const lang = (side) => { const found = languages(held.flatMap((one) => one[side])); return found ? ` (${found})` : ""; };
  const first = held.flatMap((one) => one.left)[0];
  const other = row.target >= 0 && (first === undefined || segments[first].turn !== row.target);
  const voice = other ? [voiceBadge(now("turn", row.target, "voice")), confidence(turns[row.target].confidence),
    corrected("turn", row.target), boundary(row.target), edit("Correct turn", () => acts.openTurn(row.target))] : null;
  return el("div", { class: `sides heads${saidAbove(row) ? " again" : ""}` }, el("div", {}, left, lang("left")), el("div", {}, right, lang("right"), voice));
}

function piece([text, numbers, amount], at, all) {
  const inside = said(text);
  if (numbers.length) {
    // An amount may cut a mark in two: its number stands where it ends.
    const ending = numbers.filter((one) => !all[at + 1]?.[1].includes(one));
    return el("mark", { class: `found${text ? "" : " bare"}`, tabindex: "0", data: { numbers: numbers.join(" "), amount } }, inside,
      ending.length ? el("sup", {}, ending.map((one) => `‡${one}`).join("")) : null);
  }
  return amount >= 0 ? el("span", { class: "amount", data: { amount } }, inside) : text;
}

function segmentNode(at) {
  const one = segments[at];
  const content = typeof one.text === "string" ? one.text : one.text.map(piece);
  const flags = (one.flags ?? []).filter((flag) => flag !== "loop");
  const node = el("bdi", { class: `segment${one.voice === "interpreter" ? " mouth" : ""}`, lang: { zh: "zh", en: "en", other: "" }[one.lang] ?? null,
    data: { line: one.line } }, content);
  const owner = moved.has(at) ? el("span", { class: "corrected" }, " ✎ moved to ", el("bdi", {}, speakerName(moved.get(at)) ?? "unknown speaker"),
    `, ${VOICES[now("turn", moved.get(at), "voice")]}`) : null;
  return [node, owner, ...flags.map((flag) => el("span", { class: "flag" }, flag))];
}

/** A loop of the recogniser: folded, and there to be read. */
function loop(held) {
  const text = held.map((at) => segments[at].folded).join(" ");
  const body = el("q", { hidden: true, class: "loop" }, said(text, segments[held[0]].lang));
  const open = button(`⟲ loop, ${text.length} characters`, () => {
    body.hidden = !body.hidden;
    open.setAttribute("aria-expanded", String(!body.hidden));
  }, { class: "fold", "aria-expanded": "false" });
  return [open, body];
}

export function plainText(at) {
  const { text } = segments[at];
  return typeof text === "string" ? text : text.map(([one]) => one).join("");
}

function running(places) {
  let held = [];
  return places.flatMap((at, n) => {
    // What repeats from sentence to sentence is one loop.
    if (segments[at].folded) held.push(at);
    const next = segments[places[n + 1]];
    const ends = held.length && !(next?.folded && !plainText(places[n + 1]));
    const folded = ends ? loop(held) : [];
    if (ends) held = [];
    const joint = n === 0 || (CJK.test(plainText(places[n - 1]).slice(-1)) || CJK.test(plainText(at).slice(0, 1)));
    return [joint ? null : " ", ...segmentNode(at), ...folded];
  });
}

function sideNode(row, side, places) {
  const relation = relationAt(row);
  const which = SIDES[relation][side];
  const content = places.length ? running(places) : el("em", { class: "absent" }, ABSENT[relation][side]);
  const foot = side ? beadFoot(row) : null;
  return el("div", { class: `side ${side ? "right" : "left"}` }, el("span", { class: "which" }, `${which}: `), content, foot);
}

function beadFoot(row) {
  if (row.bead < 0) return null;
  const bead = beads[row.bead];
  const rendition = now("pair", row.bead, "rendition");
  const telling = [
    rendition && rendition !== "close" ? el("span", { class: `rendition is-${rendition}` }, rendition) : null,
    bead.score < LOW ? el("span", { class: "low" }, `▲ alignment ${bead.score.toFixed(2)}`) : null,
    now("pair", row.bead, "fits") === "yes" ? null : el("span", { class: "low" }, `fits: ${now("pair", row.bead, "fits")}`),
    corrected("pair", row.bead),
  ];
  return el("span", { class: "foot" }, telling, edit("Correct bead", () => acts.openBead(row.bead)));
}

function judgements(number) {
  const at = number - 1;
  const one = discrepancies[at];
  const judged = now("discrepancy", at, "judgement");
  const press = (word, title) => button(word, () => acts.judge(at, judged === word ? null : word), { title, "aria-pressed": String(judged === word) });
  const types = el("select", { "aria-label": `Other type of ‡${number}`, on: { change: (event) => acts.judge(at, event.target.value ? "other-type" : null, event.target.value) } },
    el("option", { value: "" }, "other type"), TYPES.filter((type) => type !== one.type).map((type) =>
      el("option", { value: type, selected: judged === "other-type" && now("discrepancy", at, "type") === type }, type)));
  return el("span", { class: "judge", role: "group", "aria-label": `Judge ‡${number}` }, press("true", "the two sides do differ so"), press("false", "they do not"), types);
}

export function explained(number) {
  const one = discrepancies[number - 1];
  const values = one.source || one.target ? [" ", el("bdi", {}, one.source || "–"), " → ", el("bdi", {}, one.target || "–")] : null;
  return el("li", { class: `difference judged-${now("discrepancy", number - 1, "judgement") ?? "not"}` },
    el("span", { class: "kind" }, `‡${number} ${one.kind && one.kind !== one.type ? `${one.type}, ${one.kind}` : one.type}`),
    el("span", { class: "values" }, values), el("span", { class: "soft" }, ` confidence ${one.confidence.toFixed(2)}`), ". ",
    el("bdi", {}, one.explanation), " ", judgements(number));
}

function differences(row) {
  const numbers = numbersOf(row);
  return numbers.length ? el("ul", { class: "differences" }, numbers.map(explained)) : null;
}

function content(row) {
  if (row.kind === "aside") return el("p", { class: "aside" }, running(row.aside));
  if (row.kind === "plain") {
    const of = row.relation ? el("em", { class: "soft" }, `${SIDES[row.relation][1]}: `) : null;
    return [el("div", { class: "text" }, of, running(row.plain)), differences(row)];
  }
  const { left, right } = columns(row);
  return [el("div", { class: "sides text" }, sideNode(row, 0, left), sideNode(row, 1, right)), differences(row)];
}

function make(row) {
  if (row.kind === "turn") return heading(row);
  if (row.kind === "sides") return sideHeads(row);
  if (row.kind === "aside") return el("div", { class: "row note" }, content(row));
  return el("div", { class: `row is-${row.kind}`, id: `at-${keyOf(row)}`, tabindex: "-1", role: "group", data: { row: row.at },
    "aria-label": `${row.kind === "bead" ? "Bead" : "Paragraph"}${relationAt(row) ? `, ${relationAt(row)}` : ""}` }, content(row));
}

const classNow = (turn) => (turn < 0 ? "role-unknown" : `role-${now("turn", turn, "role")} by-${now("turn", turn, "voice")}`);

/** Make a row anew after a correction; the node stays, so that the place of the reader does. */
export function remake(row) {
  if (!row.node) return;
  if (row.stands) row.node.replaceChildren(...[content(row)].flat(2).filter(Boolean));
  else {
    const node = make(row);
    row.node.replaceWith(node);
    node.hidden = row.node.hidden;
    row.node = node;
  }
  if (row.kind === "turn") row.node.closest(".part").className = `part ${classNow(row.turn)}`;
}

function openPart(row) {
  const turn = row.kind === "turn" ? turns[row.turn] : null;
  const name = turn ? `${turn.pass}/${turn.section}` : section;
  const out = [];
  if (turn && name !== section) {
    section = name;
    out.push(el("h2", { class: "section" }, call.passes > 1 ? `Pass ${turn.pass}: ${SECTIONS[turn.section]}` : SECTIONS[turn.section]));
  }
  out.push(el("section", { class: `part ${row.kind === "turn" ? classNow(row.turn) : ""}` }));
  textPlace.append(...out);
}

function build(until) {
  const from = built;
  for (; built < until && built < rows.length; built += 1) {
    const row = rows[built];
    if (row.kind === "turn" || built === 0 || rows[built - 1].part !== row.part) openPart(row);
    const part = textPlace.lastElementChild;
    let chunk = part.lastElementChild;
    if (!chunk || chunk.childElementCount >= CHUNK) part.append((chunk = el("div", { class: "chunk" })));
    row.node = make(row);
    chunk.append(row.node);
  }
  if (built > from) acts.built(from, built);
}

export function ensure(row) {
  if (row.at >= built) build(row.at + BATCH);
}

export function buildAll() {
  build(rows.length);
}

export function start() {
  build(FIRST);
  const next = () => {
    if (built >= rows.length) document.documentElement.dataset.whole = "true";
    else { build(built + BATCH); setTimeout(next, 0); }
  };
  setTimeout(next, 30);
  window.addEventListener("beforeprint", buildAll);
}
