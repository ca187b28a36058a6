"""Labels in running text: names glued to the end of a line, or in the middle of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from duizhao.labels import is_generic, is_placeholder, parse_label
from duizhao.layouts.attestation import FEWEST_TIMES
from duizhao.layouts.details import with_detail
from duizhao.layouts.grammar import Place, Shape
from duizhao.layouts.page import LONGEST, Page, Site, is_strong
from duizhao.names import fold
from duizhao.records import Label

# What a label in the middle of a line follows.
_SENTENCE_END = re.compile(r"(?:[.?!…。？！]['\"”’)\]]?|[\]\)]|--)\s+")
# The end of a sentence, its quotation marks and blanks are no longer.
_END = 80
# A name after the last sentence of a line.
_TAIL = re.compile(r"[.?!…][\"”’)\]]*\s+((?:[A-Z][\w.'\u2019-]*\s){1,3}[A-Z][\w'\u2019-]+)\s*$")


def find_running(page: Page, taken: Sequence[Site], shapes: Sequence[Shape]) -> Iterator[Site]:
    """Find attested names that are glued to the ends of lines, or stand in the middle after a sentence.

    Args:
        page: The document.
        taken: Labels found at the starts of lines; their names are attested, as the roster's are.
        shapes: Of the places ``end`` and ``inside``.
    """
    known: dict[str, Label] = _at_ends(page)
    known |= {site.label.name: site.label for site in taken}
    known |= {label.name: label for label in page.roster.values()}
    names = [name for name in known if " " in name or is_generic(name) or is_placeholder(name)]
    ends = next((shape for shape in shapes if shape.place is Place.END), None)
    inside = next((shape for shape in shapes if shape.place is Place.INSIDE), None)
    if inside is not None and "label" in inside.pattern.groupindex and inside.pattern.pattern != "(?P<label>.+)":
        yield from _by_colon(page, taken, inside)
        return
    if not names:
        return
    whole = {site.index for site in taken if site.place is Place.LINE}
    starts = {site.index: site.end for site in taken if site.place is Place.START}
    pattern = re.compile(
        "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")(?!\w)"
    )
    for index, line in enumerate(page.lines):
        if index in page.skipped or index in whole:
            continue
        for found in pattern.finditer(line.text, starts.get(index, 0)):
            site = _glued(page, index, found, known, ends=ends, inside=inside is not None)
            if site is not None:
                yield with_detail(page, site, ends) if site.place is Place.END and ends else site


def _at_ends(page: Page) -> dict[str, Label]:
    """Return the names that are glued to the ends of several lines."""
    found = [
        tail[1]
        for index, line in enumerate(page.lines)
        if index not in page.skipped and (tail := _TAIL.search(line.text[-LONGEST:]))
    ]
    out: dict[str, Label] = {}
    for name, times in Counter(found).items():
        label = parse_label(name) if times >= FEWEST_TIMES else None
        if label is not None and label.name == name:
            out[name] = label
    return out


def _glued(
    page: Page, index: int, found: re.Match[str], known: Mapping[str, Label], *, ends: Shape | None, inside: bool
) -> Site | None:
    text = page.lines[index].text
    before, after = text[: found.start()], text[found.end() :]
    opens = not before.strip()
    if not opens and not _follows_sentence(before[-_END:]):
        return None
    if not after.strip():
        if ends is None or opens:
            return None
        return Site(index, found.start(), len(text), known[found[0]], Place.END, sure=True, shape=ends)
    # In the middle a sentence of the next speaker must open: "... thank you. Ines Falk Yes, we did."
    if not inside or not re.match(r"\s+[\[(]?[A-Z\u4e00-\u9fff]", after) or is_generic(found[0]):
        return None
    if opens and not re.match(r"\s+(?:[\[(]|[A-Z][a-z']*[,.!? ])", after):
        return None
    return Site(index, found.start(), found.end(), known[found[0]], Place.INSIDE, sure=False)


def _follows_sentence(before: str) -> bool:
    ends = re.search(r"(?:[.?!…。？！\])]|--)['\"”’)\]]*\s+$", before)
    return ends is not None and re.search(r"\b(?:Mr|Ms|Mrs|Dr|St|Jr|Sr|[A-Z])\.\s+$", before) is None


def _by_colon(page: Page, taken: Sequence[Site], shape: Shape) -> Iterator[Site]:
    starts = {(site.index, site.start) for site in taken}
    candidates: list[Site] = []
    for index, line in enumerate(page.lines):
        if index in page.skipped:
            continue
        for end in _SENTENCE_END.finditer(line.text):
            head = line.text[end.end() : end.end() + LONGEST]
            found = shape.pattern.match(head)
            label = parse_label(found["label"]) if found else None
            if found and label is not None and (index, end.end()) not in starts:
                candidates.append(
                    Site(index, end.end(), end.end() + found.end(), label, Place.INSIDE, is_strong(label))
                )
    times = Counter(fold(site.label.name) for site in [*taken, *candidates])
    for site in candidates:
        if site.sure or times[fold(site.label.name)] >= FEWEST_TIMES or fold(site.label.name) in page.roster:
            yield site
