"""Sites: the places where a grammar finds labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duizhao.labels import parse_label
from duizhao.layouts.attestation import FEWEST_TIMES, attested
from duizhao.layouts.details import with_detail
from duizhao.layouts.grammar import Grammar, Place, Shape
from duizhao.layouts.page import LONGEST, Page, Site, is_strong
from duizhao.layouts.running import find_running
from duizhao.markers import is_marker_line
from duizhao.names import fold
from duizhao.records import Label

# What a user's pattern calls a time may be none.
_TIME = re.compile(r"\d{1,4}(?::\d{1,2}){1,2}", re.ASCII)


def find_sites(page: Page, grammar: Grammar) -> list[Site]:
    """Return the labels that a grammar finds, in order of the text."""
    whole = [shape for shape in grammar.shapes if shape.place in (Place.LINE, Place.START)]
    candidates = [
        site for index, head in page.heads.items() if (site := _in_line(page, index, head, whole, grammar)) is not None
    ]
    taken = attested(candidates, page, grammar)
    loose = [shape for shape in grammar.shapes if shape.place in (Place.END, Place.INSIDE)]
    if loose:
        own = {site.index for site in taken}
        unproven = [site for site in candidates if site.index not in own]
        running = find_running(page, taken, loose, unproven=unproven)
        taken = _apart(sorted([*taken, *running], key=lambda site: (site.index, site.start)))
    details = {site.detail for site in taken if site.detail >= 0}
    # A title below its name is part of that label, not the label of whoever bears it.
    taken = [
        site for site in taken if site.index not in details or fold(page.lines[site.index].text) not in page.titles
    ]
    keys = [shape for shape in grammar.shapes if shape.key]
    if any(not _shown(page, [site for site in taken if site.shape is key]) for key in keys):
        return []
    return taken


def _apart(sites: Sequence[Site]) -> list[Site]:
    """Return sites that do not overlap: of two the first."""
    out: list[Site] = []
    for site in sites:
        if not out or out[-1].index != site.index or out[-1].end <= site.start:
            out.append(site)
    return out


def _shown(page: Page, sites: Sequence[Site]) -> bool:
    """Whether a layout's own shape is found twice, or once with a listed name."""
    return len(sites) >= FEWEST_TIMES or any(fold(site.label.name) in page.roster for site in sites)


def _in_line(page: Page, index: int, head: str, shapes: Sequence[Shape], grammar: Grammar) -> Site | None:
    text, offset = page.lines[index].text, page.offsets.get(index, 0)
    for shape in shapes:
        if shape.place is Place.LINE:
            found = shape.pattern.fullmatch(head) if len(text) - offset <= LONGEST else None
        else:
            found = shape.pattern.match(head)
        if found and is_marker_line(found[0]):
            continue  # "[Interpreted] Thank you ...": a stage direction before the speech
        label = _label(page, found, grammar, sure=shape.sure) if found else None
        if found is None or label is None:
            continue
        site = Site(
            index=index,
            start=offset,
            end=len(text) if shape.place is Place.LINE else offset + found.end(),
            label=label,
            place=shape.place,
            sure=shape.sure or is_strong(label),
            begin=_seconds(found.groupdict().get("time")),
            shape=shape,
        )
        return with_detail(page, site, shape)
    return None


def _label(page: Page, found: re.Match[str], grammar: Grammar, *, sure: bool) -> Label | None:
    """Take what a shape found apart: by the pattern's own groups, as a listed title, or as labels are."""
    groups = found.groupdict()
    if groups.get("name"):
        spans = [found.span(key) for key in ("name", "title", "firm") if groups.get(key)]
        printed = found.string[min(start for start, _ in spans) : max(end for _, end in spans)].strip()
        label = Label(printed, groups["name"].strip(), groups.get("title") or "", groups.get("firm") or "")
        return label if sure or parse_label(label.name) is not None else None
    text = groups.get("label") or ""
    known = page.titles.get(fold(text))
    if known is not None:
        return replace(known, text=text.strip())
    return parse_label(text.title() if grammar.lower_case else text)


def _seconds(time: str | None) -> float | None:
    if not time or not _TIME.fullmatch(time):
        return None
    out = 0.0
    for part in time.split(":"):
        out = 60 * out + int(part)
    return out
