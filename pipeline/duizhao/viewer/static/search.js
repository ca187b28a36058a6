// Full-text search in both languages, whatever the case and the width of the letters.

import { button, el } from "./dom.js";
import { rows, segments, segmentsOf, standing } from "./data.js";
import { plainText } from "./render.js";

const MOST_LIT = 2000;
const PAUSE = 120;
export const searchActs = { found() {}, go() {} };
const texts = new Map();
let words = "";

const fold = (text) => text.normalize("NFKC").toLowerCase();

function textOf(row) {
  if (!texts.has(row.at)) {
    texts.set(row.at, fold(segmentsOf(row).map((at) => `${plainText(at)} ${segments[at].folded ?? ""}`).join(" ")));
  }
  return texts.get(row.at);
}

export function forgetTexts() {
  texts.clear();
}

export const input = el("input", { type: "search", id: "search", placeholder: "Search  /", "aria-label": "Search in both languages" });
export const told = el("span", { class: "soft", role: "status" });
export const box = el("div", { class: "search", role: "search" }, input,
  button("↑", () => searchActs.go(-1), { "aria-label": "Hit before" }), button("↓", () => searchActs.go(1), { "aria-label": "Next hit" }), told);

let waiting;
input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, PAUSE); });
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    if (fold(input.value.trim()) !== words) search();
    searchActs.go(event.shiftKey ? -1 : 1);
  }
  if (event.key === "Escape") { input.value = ""; search(); input.blur(); }
});

export function search() {
  clearTimeout(waiting);
  words = fold(input.value.trim());
  for (const row of standing) row.hit = words !== "" && textOf(row).includes(words);
  for (const row of standing) row.node?.classList.toggle("hit", row.hit);
  searchActs.found();
  tell();
  light();
}

export function tell() {
  const hits = standing.filter((row) => row.hit);
  const hidden = hits.filter((row) => !row.shown).length;
  told.textContent = words === "" ? "" : `${hits.length} hit${hits.length === 1 ? "" : "s"}${hidden ? `, ${hidden} hidden` : ""}`;
}

export function searchBuilt(from, to) {
  for (const row of rows.slice(from, to)) if (row.stands) row.node.classList.toggle("hit", row.hit);
  if (words) light();
}

/** Paint the words without touching the text; a browser that cannot still marks the rows. */
export function light() {
  if (!("highlights" in CSS)) return;
  const ranges = [];
  for (const row of standing) {
    if (words && row.hit && row.node && ranges.length < MOST_LIT) ranges.push(...rangesIn(row.node));
  }
  CSS.highlights.set("hits", new Highlight(...ranges));
}

function rangesIn(row) {
  const out = [];
  for (const place of row.querySelectorAll(".segment, .loop")) {
    const nodes = [];
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("sup")) nodes.push(walk.currentNode);
    const text = nodes.map((node) => node.data).join("");
    const folded = fold(text);
    // Folding may lengthen a text: then places in it are not those of the page.
    if (folded.length !== text.length) continue;
    for (let at = folded.indexOf(words); at >= 0; at = folded.indexOf(words, at + words.length)) {
      const range = new Range();
      range.setStart(...spot(nodes, at));
      range.setEnd(...spot(nodes, at + words.length));
      out.push(range);
    }
  }
  return out;
}

function spot(nodes, at) {
  let left = at;
  for (const node of nodes) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [nodes.at(-1), nodes.at(-1).length];
}
