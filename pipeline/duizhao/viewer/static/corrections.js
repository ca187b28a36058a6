// What is corrected: kept by the browser, undone step by step, handed out as a patch.
//
// An entry is a row of the corpus, and holds only what differs from it: a field that is set back leaves the entry,
// and an entry without fields and note leaves the patch.

import { download, pageData } from "./dom.js";
import { beads, call, discrepancies, moved, segments, sides, speakers, turns } from "./data.js";

const KEY = `duizhao:${pageData.corpus}:${call.id}`;
const AUTHOR = "duizhao:author";
const ORDER = ["turn", "pair", "discrepancy"];
/** Fields by which rows give segments to each other. */
const MOVING = ["segments", "source_segments", "target_segments"];

const entries = new Map();
const steps = [];
const watchers = [];
let author = "";
/** False where the browser keeps nothing, as with site data blocked: then only a download saves the work. */
export let keeps = true;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text);

function identity(kind, at) {
  const row = { turn: turns, pair: beads, discrepancy: discrepancies }[kind][at];
  return { kind, transcript_id: call.id, id: row.id, digest: row.digest };
}

/** What the corpus says of a field. */
function corpusSays(kind, at, field) {
  if (kind === "turn") {
    const turn = turns[at];
    if (field === "segments") return turn.segments.map((one) => segments[one].id);
    if (field === "speaker") return turn.speaker < 0 ? null : speakers[turn.speaker].name;
    return turn[field];
  }
  if (kind === "pair") {
    if (field === "fits") return "yes";
    if (field === "rendition") return beads[at].rendition;
    return beads[at][field.split("_")[0]].map((one) => segments[one].id);
  }
  return field === "judgement" ? null : discrepancies[at].type;
}

export function entryOf(kind, at) {
  return entries.get(`${kind} ${identity(kind, at).id}`);
}

/** What a field is now: the correction, else what the corpus says. */
export function now(kind, at, field) {
  const entry = entryOf(kind, at);
  return entry && field in entry.set ? entry.set[field] : corpusSays(kind, at, field);
}

export function noteOf(kind, at) {
  return entryOf(kind, at)?.note ?? "";
}

/** Change rows in one step: [{kind, at, set: {field: value}, note}]. */
export function change(all) {
  const before = new Map();
  for (const { kind, at, set = {}, note } of all) {
    const key = `${kind} ${identity(kind, at).id}`;
    if (!before.has(key)) before.set(key, entries.get(key));
    const old = entries.get(key);
    const entry = old ? { ...old, was: { ...old.was }, set: { ...old.set } } : { ...identity(kind, at), was: {}, set: {}, note: "" };
    for (const [field, value] of Object.entries(set)) {
      const was = corpusSays(kind, at, field);
      delete entry.set[field];
      delete entry.was[field];
      if (!same(was, value)) [entry.was[field], entry.set[field]] = [was, value];
    }
    if (note !== undefined) entry.note = wellFormed(note.trim());
    if (Object.keys(entry.set).length || entry.note) entries.set(key, entry);
    else entries.delete(key);
  }
  if ([...before].every(([key, old]) => same(old, entries.get(key)))) return;
  steps.push(before);
  settled([...before.keys()]);
}

function put(key, entry) {
  if (entry) entries.set(key, entry);
  else entries.delete(key);
}

export function undo() {
  const before = steps.pop();
  if (!before) return false;
  for (const [key, old] of before) put(key, old);
  settled([...before.keys()]);
  return true;
}

/** Segments that an entry moves from or to its row. */
function shifted(entry) {
  return MOVING.filter((field) => field in entry.set).flatMap((field) => {
    const [was, is] = [new Set(entry.was[field]), new Set(entry.set[field])];
    return [...was, ...is].filter((id) => was.has(id) !== is.has(id));
  });
}

/** The entries that moved the same segments, and those that moved with these: half of a move is none. */
function together(key) {
  const found = new Set([key]);
  const ids = new Set(shifted(entries.get(key)));
  for (let many = 0; many !== found.size;) {
    many = found.size;
    for (const [other, entry] of entries) {
      const own = shifted(entry);
      if (!found.has(other) && own.some((id) => ids.has(id))) { found.add(other); for (const id of own) ids.add(id); }
    }
  }
  return [...found];
}

/** Undo an entry, and of its neighbours what moved with it. */
export function forget(key) {
  const keys = together(key);
  steps.push(new Map(keys.map((one) => [one, entries.get(one)])));
  for (const one of keys) {
    const entry = entries.get(one);
    const kept = (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => !MOVING.includes(name)));
    const rest = { ...entry, was: kept(entry.was), set: kept(entry.set) };
    put(one, one !== key && (Object.keys(rest.set).length || rest.note) ? rest : null);
  }
  settled(keys);
}

/** Entries in order of the corpus's tables. */
export function sorted() {
  const rank = ([, entry]) => ORDER.indexOf(entry.kind);
  return [...entries].sort((a, b) => rank(a) - rank(b) || (a[1].id < b[1].id ? -1 : 1));
}

export function count() {
  return entries.size;
}

export function getAuthor() {
  return author;
}

export function setAuthor(name) {
  author = wellFormed(name.trim());
  save();
}

export function patch() {
  const held = { format: "duizhao-corrections", version: 1, author, entries: sorted().map(([, entry]) => entry) };
  return `${JSON.stringify(held, null, 1)}\n`;
}

export function downloadPatch() {
  download(`corrections-${call.id}.json`, patch());
}

export function watch(act) {
  watchers.push(act);
}

const places = new Map([...turns.map((row, at) => [`turn ${row.id}`, at]), ...beads.map((row, at) => [`pair ${row.id}`, at]),
  ...discrepancies.map((row, at) => [`discrepancy ${row.id}`, at])]);
const segmentPlaces = new Map(segments.map((row, at) => [row.id, at]));

/** Where a segment stands in the page's list. */
export function placeOf(id) {
  return segmentPlaces.get(id);
}

function settled(keys) {
  for (const key of keys) settle(key);
  save();
  for (const act of watchers) act(keys.map((key) => [key.split(" ", 1)[0], places.get(key)]));
}

/** Bring the sides of a bead and the sentences of a turn to what is corrected. */
function settle(key) {
  const at = places.get(key);
  if (at === undefined) return;
  if (key.startsWith("turn ")) {
    for (const [place, turn] of moved) if (turn === at) moved.delete(place);
    for (const place of now("turn", at, "segments").map(placeOf)) if (segments[place].turn !== at) moved.set(place, at);
  }
  if (!key.startsWith("pair ")) return;
  for (const side of ["source", "target"]) {
    sides[at][side] = now("pair", at, `${side}_segments`).map((id) => segmentPlaces.get(id));
  }
}

function save() {
  try {
    if (entries.size) localStorage.setItem(KEY, JSON.stringify({ entries: sorted().map(([, entry]) => entry) }));
    else localStorage.removeItem(KEY);
    localStorage.setItem(AUTHOR, author);
  } catch {
    keeps = false;
  }
}

/** Keep of what a browser held only what this page could have written: the rest is somebody else's. */
function sound(entry) {
  const key = `${entry?.kind} ${entry?.id}`;
  const at = places.get(key);
  if (at === undefined || entry.transcript_id !== call.id || !entry.set || !entry.was || typeof entry.note !== "string") return false;
  if (identity(entry.kind, at).digest !== entry.digest) return false;
  return MOVING.every((field) => !(field in entry.set) ||
    (Array.isArray(entry.set[field]) && entry.set[field].every((id) => segmentPlaces.has(id))));
}

/** Leave out what the corpus says by now: it was applied, and the page is made of the corrected corpus. */
function outstanding(entry) {
  const at = places.get(`${entry.kind} ${entry.id}`);
  const left = Object.entries(entry.set).filter(([field, value]) => !same(corpusSays(entry.kind, at, field), value));
  if (left.length === Object.keys(entry.set).length) return entry;
  return left.length ? { ...entry, set: Object.fromEntries(left), was: Object.fromEntries(left.map(([field]) => [field, entry.was[field]])) } : null;
}

try {
  author = localStorage.getItem(AUTHOR) ?? "";
  for (const entry of JSON.parse(localStorage.getItem(KEY) ?? "null")?.entries ?? []) {
    const held = sound(entry) ? outstanding(entry) : null;
    if (held) entries.set(`${held.kind} ${held.id}`, held);
  }
  for (const key of entries.keys()) settle(key);
} catch {
  keeps = false;
}
