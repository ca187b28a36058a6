// Elements without markup: text becomes text nodes, so nothing that a transcript holds can become an element.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function el(name, props, ...children) {
  return fill(document.createElement(name), props, children);
}

export function svg(name, props, ...children) {
  return fill(document.createElementNS(SVG, name), props, children);
}

export function button(text, act, props) {
  return el("button", { type: "button", ...props, on: { click: act } }, text);
}

export function options(select, chosen) {
  return ([value, text]) => el("option", { value, selected: value === chosen }, text);
}

export function pick(label, name, choices, chosen) {
  return el("label", {}, label, el("select", { name }, choices.map(options(null, chosen))));
}

/** Text of a transcript: its own direction, and its language where it is known. */
export function said(text, lang) {
  return el("bdi", { lang: { zh: "zh", en: "en", other: "" }[lang] ?? null }, text);
}

/** The same where no element can stand, as in options: isolated by characters, so that it turns no neighbour around. */
export function isolated(text) {
  return `\u2068${text}\u2069`;
}

export const pageData = JSON.parse(document.getElementById("data").textContent);

export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A figure for people; what is absent is a dash, never 0. */
export function figure(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
