// A table that is sorted by its heads and searched; long ones are shown a page at a time.

import { button, el } from "./dom.js";

const PAGE = 200;

/** columns: [{name, value(row), cell(row), number, start}]; returns the element and what narrows it. */
export function sortable(caption, columns, rows, text) {
  const state = { column: null, down: false, words: [], shown: PAGE };
  const body = el("tbody");
  const more = button("Show more", () => { state.shown += PAGE; draw(); }, { class: "more" });
  const count = el("p", { class: "soft", role: "status" });
  const heads = columns.map((column) => el("th", { scope: "col", class: column.number ? "number" : null },
    column.value ? button(column.name, () => sort(column)) : column.name));
  const texts = new Map(rows.map((row) => [row, fold(text(row))]));

  function sort(column) {
    state.down = state.column === column ? !state.down : Boolean(column.number);
    state.column = column;
    draw();
  }

  function ordered() {
    const kept = rows.filter((row) => state.words.every((word) => texts.get(row).includes(word)));
    if (!state.column) return kept;
    const { value } = state.column;
    const sign = state.down ? -1 : 1;
    // What is absent stands last, whichever way the rest is sorted.
    return kept.map((row) => [value(row), row]).sort(([a], [b]) => {
      if (a === null || b === null || a === "" || b === "") return (a === null || a === "") - (b === null || b === "");
      return sign * (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
    }).map(([, row]) => row);
  }

  function draw() {
    const found = ordered();
    body.replaceChildren(...found.slice(0, state.shown).map((row) => el("tr", {}, columns.map((column, at) =>
      el(at ? "td" : "th", { scope: at ? null : "row", class: column.number ? "number" : null }, column.cell(row))))));
    heads.forEach((head, at) => {
      const sorted = columns[at] === state.column;
      if (sorted) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    more.hidden = found.length <= state.shown;
    count.textContent = `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} calls`;
  }

  const search = el("input", { type: "search", placeholder: "Company, title, file, date …", "aria-label": "Search calls",
    on: { input: () => { state.words = fold(search.value).split(/\s+/).filter(Boolean); state.shown = PAGE; draw(); } } });
  const table = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", { class: "unseen" }, caption), el("thead", {}, el("tr", {}, heads)), body));
  draw();
  return { search, node: el("div", {}, count, table, more) };
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase();
}
