// The index: every call, sorted and searched.

import { button, download, el, figure, pageData, said, svg } from "./dom.js";
import { ROLES } from "./words.js";
import { sortable } from "./table.js";

const BAR = 120;

function named(call) {
  return call.company || call.title || call.source;
}

function rolesBar(call) {
  const total = Object.values(call.roles).reduce((a, b) => a + b, 0) || 1;
  const order = Object.keys(ROLES).filter((role) => call.roles[role]);
  let at = 0;
  const told = order.map((role) => `${ROLES[role]} ${Math.round((100 * call.roles[role]) / total)} %`).join(", ");
  const parts = order.map((role) => {
    const width = (BAR * call.roles[role]) / total;
    at += width;
    return svg("rect", { x: at - width, y: 0, width, height: 14, class: `fill-${role}` });
  });
  return svg("svg", { viewBox: `0 0 ${BAR} 14`, width: BAR, height: 14, preserveAspectRatio: "none", role: "img", "aria-label": told, class: "bar" },
    svg("title", {}, told), parts);
}

function length(call) {
  if (call.seconds) return `${Math.round(call.seconds / 60)} min`;
  return call.characters.toLocaleString("en");
}

/** What was corrected in the pages of this corpus, as far as the browser lets one page see what another kept. */
function kept() {
  const found = new Map();
  try {
    for (const call of pageData.calls) {
      const held = JSON.parse(localStorage.getItem(`duizhao:${pageData.corpus}:${call.id}`) ?? "null");
      if (held?.entries?.length) found.set(call.id, held.entries);
    }
    found.author = localStorage.getItem("duizhao:author") ?? "";
  } catch {
    found.clear();
  }
  return found;
}

const corrected = kept();
const columns = [
  { name: "Call", value: named, cell: (call) => [el("a", { href: `calls/${call.id}.html` }, said(named(call))),
      named(call) === call.source ? null : el("span", { class: "soft" }, said(call.source))].filter(Boolean) },
  { name: "Period", value: (call) => call.period, cell: (call) => call.period || "–" },
  { name: "Date", value: (call) => call.date, cell: (call) => call.date || "–" },
  { name: "Languages", value: (call) => call.languages.join(" "), cell: (call) => call.languages.join(" ") || "–" },
  { name: "Length", number: true, value: (call) => call.seconds ? call.seconds * 15 : call.characters, cell: length },
  { name: "Turns", number: true, value: (call) => call.turns, cell: (call) => figure(call.turns) },
  { name: "Who speaks", cell: rolesBar },
  { name: "Interpretation gaps", number: true, value: (call) => call.discrepancies.interpretation,
    cell: (call) => figure(call.discrepancies.interpretation) },
  { name: "Translation errors", number: true, value: (call) => call.discrepancies.translation,
    cell: (call) => figure(call.discrepancies.translation) },
  { name: "Confidence", number: true, value: (call) => call.confidence,
    cell: (call) => [call.confidence === null ? "–" : call.confidence.toFixed(2), call.low ? el("span", { class: "low" }, ` ${call.low} low`) : null] },
  { name: "Corrected", number: true, value: (call) => corrected.get(call.id)?.length ?? 0,
    cell: (call) => figure(corrected.get(call.id)?.length ?? 0) },
];
const table = sortable("Calls", columns, pageData.calls,
  (call) => [call.company, call.title, call.source, call.period, call.date, call.id, ...call.languages].join(" "));

const all = button("Download all corrections", () => {
  const entries = [...corrected.values()].flat();
  const held = { format: "duizhao-corrections", version: 1, author: corrected.author, entries };
  download("corrections.json", `${JSON.stringify(held, null, 1)}\n`);
});
all.hidden = corrected.size === 0;

const legend = el("ul", { class: "legend", "aria-label": "Colours of roles" }, Object.entries(ROLES).map(([role, text]) =>
  el("li", { class: `role-${role}` }, el("i", { class: "swatch", "aria-hidden": "true" }), text)));
document.body.append(
  el("header", { class: "top" }, el("h1", {}, "Calls"),
    el("nav", { "aria-label": "Pages" }, el("a", { href: "corpus.html" }, "Corpus: plots"))),
  el("main", {}, el("div", { class: "tools" }, table.search, all), legend, table.node,
    el("p", { class: "soft" }, "Length is minutes where the source tells times, else characters of speech. Gaps and ",
      "errors are candidates that a person judges; – where there is nothing to compare. Confidence is that of turns, weighed by their length; low is below 0.5. Sort by a head of the table.")),
);
document.documentElement.dataset.ready = "true";
