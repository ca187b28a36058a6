// What a mark means, on hover and on focus.

import { el, figure } from "./dom.js";
import { discrepancies, quantities } from "./data.js";

const MARKS = ".found, .amount";
const GAP = 6;
export const tip = el("div", { class: "tip", id: "tip", role: "tooltip", hidden: true });

function amount(one) {
  const value = one.value === undefined ? null : figure(one.value, 4);
  const range = one.value_high === undefined ? value : `${value} to ${figure(one.value_high, 4)}`;
  const told = one.unit === "date" || one.normalized ? one.normalized ?? range : `${range ?? "–"} ${one.unit}`;
  return [told, one.unit === "date" ? "date" : null, one.approximate ? "approximate" : null, one.direction].filter(Boolean).join(", ");
}

function show(mark) {
  const numbers = (mark.dataset.numbers ?? "").split(" ").filter(Boolean).map(Number);
  const lines = numbers.map((number) => {
    const one = discrepancies[number - 1];
    return el("p", {}, el("strong", {}, `‡${number} ${one.type}`), ` ${figure(one.confidence, 2)}: `, el("bdi", {}, one.explanation));
  });
  const place = Number(mark.dataset.amount ?? -1);
  if (place >= 0) lines.push(el("p", {}, amount(quantities[place])));
  if (!lines.length) return;
  tip.replaceChildren(...lines);
  tip.hidden = false;
  mark.setAttribute("aria-describedby", "tip");
  const at = mark.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - size.width - GAP));
  const below = at.bottom + GAP;
  const top = below + size.height > window.innerHeight ? Math.max(GAP, at.top - size.height - GAP) : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}

export function hideTip() {
  tip.hidden = true;
  for (const one of document.querySelectorAll("[aria-describedby=tip]")) one.removeAttribute("aria-describedby");
}

export function watchMarks(place) {
  for (const [event, act] of [["mouseover", show], ["focusin", show], ["mouseout", hideTip], ["focusout", hideTip]]) {
    place.addEventListener(event, (found) => {
      const mark = found.target.closest?.(MARKS);
      if (mark) act(mark);
    });
  }
  window.addEventListener("scroll", hideTip, { passive: true });
}
