// Plots as SVG: a row for each call or speaker, a mark for each value, an axis with its unit.

import { button, el, figure, isolated, svg } from "./dom.js";
import { measureName, RELATIONS, ROLES } from "./words.js";

const HEIGHT = 22;
const MOST = 30;
/** A shape for each role: colours alone are lost in print and on some eyes. */
const SHAPES = {
  operator: "M-4-4H4V4H-4Z", ir: "M0-5L5 4H-5Z", ceo: "M0-5.5L5.5 0L0 5.5L-5.5 0Z", cfo: "M-4.5-4.5H4.5V4.5H-4.5Z",
  executive: "M-5-4H5L0 5Z", analyst: "M-2-5H2V-2H5V2H2V5H-2V2H-5V-2H-2Z",
};
const ROUND = "M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0-4.5 0Z";

function ticks(top) {
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, at) => at * step);
}

function mark(dot, x, y) {
  const told = `${isolated(dot.label)}: ${figure(dot.value)}`;
  const shape = dot.role ? SHAPES[dot.role] ?? ROUND : "M0-7V7";
  const kind = dot.role ? `dot fill-${dot.role in ROLES ? dot.role : "other"}` : "dot whole";
  return svg("path", { d: shape, transform: `translate(${x} ${y})`, class: kind }, svg("title", {}, told));
}

/** A label as far as there is room; Chinese takes twice as much. */
export function clipped(text, most) {
  let room = most;
  let out = "";
  for (const one of text) {
    room -= one > "\u2e7f" ? 2 : 1;
    if (room < 0) return `${out}…`;
    out += one;
  }
  return out;
}

/** What tells rows apart stays: of a company's calls that is the period. */
function named(row, most) {
  return row.tail ? `${isolated(clipped(row.name, most - row.tail.length - 2))} ${row.tail}` : clipped(row.label, most);
}

function chart(plot, rows) {
  const narrow = document.documentElement.clientWidth < 700;
  const [width, left] = narrow ? [330, 110] : [680, 210];
  const values = rows.flatMap((row) => row.dots.map((dot) => dot.value)).concat(plot.all?.high ?? 0);
  const top = Math.max(plot.unit === "ratio" ? 0.1 : 1e-9, ...values) * 1.02;
  const bottom = rows.length * HEIGHT + 8;
  const x = (value) => left + ((width - left - 14) * value) / top;
  const every = narrow ? 2 : 1;
  const axis = ticks(top).filter((_, at) => at % every === 0).map((value) => [
    svg("line", { x1: x(value), x2: x(value), y1: 0, y2: bottom, class: "grid" }),
    svg("text", { x: x(value), y: bottom + 15, "text-anchor": "middle" }, figure(value)),
  ]);
  const band = plot.all && [
    plot.all.low !== null && svg("rect", { x: x(plot.all.low), width: x(plot.all.high) - x(plot.all.low), y: 0,
      height: bottom, class: "band" }),
    svg("line", { x1: x(plot.all.value), x2: x(plot.all.value), y1: 0, y2: bottom, class: "mean" }),
  ];
  const lines = rows.map((row, at) => {
    const y = at * HEIGHT + HEIGHT / 2 + 4;
    return [
      // A picture in the picture: what overflows it is cut.
      svg("svg", { x: 0, y: y - HEIGHT / 2, width: left - 4, height: HEIGHT }, svg("text", { x: left - 8, y: HEIGHT / 2 + 4, "text-anchor": "end" },
        named(row, narrow ? 13 : 28), svg("title", {}, row.label))),
      svg("line", { x1: left, x2: width - 14, y1: y, y2: y, class: "track" }),
      row.dots.map((dot) => mark(dot, x(dot.value), y)),
    ];
  });
  const unit = svg("text", { x: width - 14, y: bottom + 31, "text-anchor": "end", class: "unit" }, `${measureName(plot.measure)} (${plot.unit})`);
  return svg("svg", { viewBox: `0 0 ${width} ${bottom + 36}`, role: "img", class: "plot",
    "aria-label": `${measureName(plot.measure)}, ${rows.length} rows; the values stand in the table below` }, axis, band, lines, unit);
}

function table(plot, rows) {
  const body = rows.flatMap((row) => row.dots.map((dot) => el("tr", {},
    el("th", { scope: "row" }, el("bdi", {}, dot.label)), el("td", { class: "number" }, figure(dot.value)),
    el("td", { class: "number" }, figure(dot.over, 1)))));
  return el("details", { class: "values" }, el("summary", {}, "Values"), el("div", { class: "scroll", tabindex: "0" }, el("table", {},
    el("thead", {}, el("tr", {}, ["Of", plot.unit || "value", "measured on"].map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, body))));
}

/** plot: {relation, measure, unit, all, rows: [{label, dots: [{label, role, value, over}]}]} */
export function dotPlot(plot) {
  const node = el("figure", {});
  function draw(most) {
    const rows = plot.rows.slice(0, most);
    const rest = plot.rows.length - rows.length;
    const over = plot.all && ` · all calls ${figure(plot.all.value)}${plot.all.low === null ? "" :
      `, 95 % interval ${figure(plot.all.low)} to ${figure(plot.all.high)}`}`;
    node.replaceChildren(
      el("figcaption", {}, el("strong", {}, measureName(plot.measure)), ` · ${RELATIONS[plot.relation]}`, over),
      chart(plot, rows), table(plot, rows));
    if (rest > 0) node.append(button(`Show ${rest} more`, () => draw(most + 10 * MOST)));
  }
  draw(MOST);
  return node;
}

export function plotLegend(rows) {
  const roles = new Set(rows.flatMap((row) => row.dots.map((dot) => dot.role)).filter(Boolean));
  return el("ul", { class: "legend", "aria-label": "Marks" },
    el("li", {}, svg("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" },
      svg("path", { d: "M0-7V7", class: "dot whole" })), "the call"),
    [...roles].map((role) => el("li", {}, svg("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" },
      svg("path", { d: SHAPES[role] ?? ROUND, class: `dot fill-${role}` })), ROLES[role] ?? role)));
}
