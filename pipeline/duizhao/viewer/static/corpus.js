// The page of plots: each measure, by call and speaker.

import { el, isolated, pageData, pick } from "./dom.js";
import { dotPlot, plotLegend } from "./plots.js";
import { RELATIONS } from "./words.js";

function rowsOf(plot, order) {
  const rows = plot.calls.flatMap((values, at) => {
    if (!values.length) return [];
    const call = pageData.calls[at];
    const name = call.company || call.title || call.source;
    const label = [name, call.period].filter(Boolean).join(" ");
    const dots = values.map((one) => ({ ...one, label: one.role ? `${isolated(label)}, ${isolated(one.name)}` : label }));
    return [{ label, name, tail: call.period, dots }];
  });
  const whole = (row) => row.dots.find((dot) => !dot.role)?.value ?? -1;
  return order === "value" ? rows.sort((a, b) => whole(b) - whole(a)) : rows;
}

const held = el("div");
const order = pick("Order of calls ", "order", [["corpus", "as in the corpus"], ["value", "highest first"]], "corpus");
order.querySelector("select").addEventListener("change", draw);

function draw() {
  const by = order.querySelector("select").value;
  held.replaceChildren(...Object.entries(RELATIONS).flatMap(([relation, heading]) => {
    const plots = pageData.plots.filter((plot) => plot.relation === relation)
      .map((plot) => ({ ...plot, rows: rowsOf(plot, by) }));
    if (!plots.length) return [];
    return [el("section", {}, el("h2", {}, heading), plotLegend(plots.flatMap((plot) => plot.rows)),
      el("div", { class: "plots" }, plots.map(dotPlot)))];
  }));
  if (!held.childNodes.length) held.append(el("p", {}, "Nothing was measured: no call holds both sides of an alignment."));
}

document.body.append(
  el("header", { class: "top" }, el("h1", {}, "Corpus"),
    el("nav", { "aria-label": "Pages" }, el("a", { href: "index.html" }, "Calls"))),
  el("main", {}, el("p", { class: "soft" }, "A row is a call: the upright line is its value, the other marks are its ",
    "speakers. The dashed line is the value over all calls, the band its 95 % interval by resampling calls. What an ",
    "interpreter loses and what a translation of the text gets wrong are two things, and never one figure."),
  el("div", { class: "tools" }, order), held));
draw();
document.documentElement.dataset.ready = "true";
