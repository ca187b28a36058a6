// The page of a call: its parts put together.

import { button, el, figure, pageData } from "./dom.js";
import { call, discrepancies, numbersOf, rows, segments, segmentsOf, standing } from "./data.js";
import { count, keeps, watch } from "./corrections.js";
import { acts, explained, textPlace, remake, start } from "./render.js";
import { dotPlot, plotLegend } from "./plots.js";
import { tip, watchMarks } from "./tips.js";
import { drawFilters, filterActs, form, hide, refresh } from "./filters.js";
import { box, forgetTexts, light, search, searchActs, searchBuilt, tell } from "./search.js";
import { beadActs, followLink, here, select, step } from "./beads.js";
import { judge, openBead, openCorrections, openHelp, openTurn } from "./dialogs.js";
import { listen } from "./keyboard.js";
import { measureName, RELATIONS } from "./words.js";

const status = el("div", { class: "status", role: "status" });
let fading;
beadActs.tell = (words) => {
  status.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => { status.textContent = ""; }, 4000);
};

const corrections = button("", openCorrections, { class: "corrections" });
const shown = el("p", { class: "soft shown", role: "status" });

function header() {
  const title = call.company || call.title || call.source;
  return el("header", { class: "top call-top" }, el("a", { href: "../index.html" }, "Calls"),
    el("h1", {}, el("bdi", {}, title), call.period ? el("span", {}, `· ${call.period}`) : null), box,
    el("div", { class: "actions" }, corrections, button("?", openHelp, { "aria-label": "Help: keys" })));
}

function about() {
  const facts = [call.company ? call.title : "", call.event, call.date, call.source].filter(Boolean);
  const warnings = call.warnings.length ? el("details", { class: "warnings" }, el("summary", {}, `${call.warnings.length} warning${call.warnings.length === 1 ? "" : "s"}`),
    el("ul", {}, call.warnings.map((one) => el("li", {}, el("bdi", {}, one))))) : null;
  return el("div", { class: "about" }, el("p", { class: "soft" }, facts.map((one, at) => [at ? " · " : "", el("bdi", {}, one)]),
    ` · ${call.languages.join(", ")}${call.passes > 1 ? ` · ${call.passes} passes` : ""}`), warnings);
}

function gapPanel() {
  const counts = Object.keys(RELATIONS).map((relation) => [RELATIONS[relation], discrepancies.filter((one) => one.relation === relation).length]);
  const plots = pageData.figures.map((one) => ({
    relation: one.relation, measure: one.measure, unit: one.values[0].unit, all: null,
    rows: one.values.map((value) => ({ label: value.role ? value.name : "the call", dots: [{ ...value, label: value.role ? value.name : "the call", role: value.role || null }] })),
  }));
  const whole = pageData.figures.map((one) => [one.measure, one.values.find((value) => !value.role)]).filter(([, value]) => value)
    .map(([name, value]) => `${measureName(name).toLowerCase()} ${figure(value.value)}`);
  const told = [...counts.filter(([, many]) => many).map(([heading, many]) => `${heading.toLowerCase()}: ${many}`), ...whole];
  const held = el("div");
  const panel = el("details", { class: "gaps" }, el("summary", {}, el("strong", {}, "Gaps"), ` ${told.join(" · ") || "nothing to measure: no text stands beside another"}`), held);
  // A panel that nobody opens costs nothing.
  panel.addEventListener("toggle", () => {
    if (!panel.open || held.childNodes.length) return;
    held.append(plots.length ? plotLegend(plots.flatMap((plot) => plot.rows)) : "", el("div", { class: "plots" }, plots.map(dotPlot)));
    if (pageData.unplaced.length) held.append(el("h2", {}, "Discrepancies without a place in the text"), el("ul", { class: "differences" }, pageData.unplaced.map(explained)));
  });
  return panel;
}

function tellShown(free) {
  const open = standing.filter((row) => row.shown).length;
  shown.textContent = free ? "" : `${open} of ${standing.length} rows shown`;
  if (here.row && !here.row.shown) here.row.node?.removeAttribute("aria-current");
  tell();
}

function tellCorrected() {
  corrections.replaceChildren(el("span", { class: "long" }, "Corrections: "), el("span", { class: "short", "aria-hidden": "true" }, "✎ "), String(count()));
  corrections.classList.toggle("any", count() > 0);
  window.onbeforeunload = count() && !keeps ? (event) => event.preventDefault() : null;
}

/** After a correction: make anew the rows that show it. */
function afterChange(all) {
  const wanted = { turn: new Set(), pair: new Set(), discrepancy: new Set() };
  for (const [kind, at] of all) wanted[kind].add(at);
  for (const row of rows) {
    if ((row.kind === "turn" && wanted.turn.has(row.turn)) || (row.kind === "sides" && wanted.turn.has(row.target)) ||
      (row.kind === "bead" && wanted.pair.has(row.bead)) || (row.stands && segmentsOf(row).some((at) => wanted.turn.has(segments[at].turn))) || (wanted.discrepancy.size && numbersOf(row).some((one) => wanted.discrepancy.has(one - 1)))) remake(row);
  }
  if (wanted.turn.size) drawFilters();
  if (wanted.pair.size) { forgetTexts(); search(); }
  refresh();
  light();
  tellCorrected();
  if (here.row) for (const mark of here.row.node.querySelectorAll(".amount")) mark.tabIndex = 0;
}

Object.assign(acts, { openTurn, openBead, judge, built: (from, to) => { hide(rows.slice(from, to)); searchBuilt(from, to); } });
filterActs.changed = tellShown;
searchActs.found = refresh;
searchActs.go = (by) => step(by, (row) => row.hit, { focus: false, round: true });
watch(afterChange);

const side = el("details", { class: "aside-filters", open: window.innerWidth >= 900 }, el("summary", {}, "Filters"), form, shown);
drawFilters();
document.body.append(header(), el("div", { class: "layout" }, el("aside", { "aria-label": "Filters" }, side),
  el("main", {}, about(), gapPanel(), textPlace)), status, tip);
start();
watchMarks(textPlace);
listen();
tellCorrected();
textPlace.addEventListener("click", (event) => {
  const node = event.target.closest(".row[data-row]");
  if (node && !event.target.closest("button, select") && String(getSelection()) === "") select(rows[Number(node.dataset.row)], { focus: !event.target.closest("mark, .amount") });
});
window.addEventListener("hashchange", followLink);
if (!followLink() && standing.length) standing[0].node.tabIndex = 0;
if (!keeps) beadActs.tell("this browser keeps no corrections: download them before you leave");
document.documentElement.dataset.ready = "true";
// For a test, and for whoever wants to script the page: which rows there are.
document.documentElement.dataset.rows = String(standing.length);
