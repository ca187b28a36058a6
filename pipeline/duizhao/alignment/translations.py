"""Which lines belong together: a text and the translation that was put under it.

That the translation stands under its line is evidence, no more: one line missing or doubled, and a reading by parity
is wrong from there on. Lines are aligned as if each were a sentence, and those that meet have a head start.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from duizhao.alignment.band import Ints
from duizhao.alignment.engine import Beside
from duizhao.alignment.passages import Link, Passage, delivery_of, links
from duizhao.alignment.reading import Reading, read
from duizhao.alignment.resources import Resources
from duizhao.alignment.texts import align_sides
from duizhao.records import Attribution, Document, Segment
from duizhao.similarity import Floats
from duizhao.tokens import size
from duizhao.vocabulary import Delivery, Kind, Lang

# In nats, for a translation right under its line: outweighed by a dozen words that fit elsewhere, not by two.
_BENEATH = 4.0
# For each line beyond one a side: lines are translated one by one, and a line without a translation lost it.
_WIDER = 4.0
# A call in two languages, one after the other: so many lines at least, and so much of the words in either half.
_TWO = (Lang.EN, Lang.ZH)
_FEWEST_LINES, _WHOLE_SHARE = 6, 0.3
# Share of each half that must find its partner.
_PAIRED = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """What a turn holds of a line (several speakers may share one)."""

    number: int
    segments: tuple[int, ...]
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Translated:
    """Lines and their translations, and what was read to pair them, where that was needed."""

    links: tuple[Link, ...] = ()
    reading: Reading | None = None


def translation_passages(
    document: Document, segments: Sequence[Segment], attribution: Attribution, held: Resources
) -> Translated:
    """Pair each line with the line that translates it: by their times where they have such, by words otherwise."""
    partners = {
        line.number: line.partner for line in document.lines if line.partner is not None and line.partner > line.number
    }
    if partners:
        return Translated(tuple(_by_partner(partners, segments)))
    lines, translations = _sides(segments, attribution)
    if lines and translations:
        return _by_words(lines, translations, segments, held)
    halves = _halves(lines, segments)
    if translations or not all(halves) or any(one.delivery is Delivery.INTERPRETATION for one in attribution.turns):
        return Translated()
    found = _by_words(*halves, segments, held)
    return found if _say_the_same(found.links, halves) else Translated()


def _by_partner(partners: Mapping[int, int], segments: Sequence[Segment]) -> Iterator[Link]:
    by_line: dict[int, list[int]] = defaultdict(list)
    for one in segments:
        if one.kind in (Kind.SPEECH, Kind.MARKER):
            by_line[one.line].append(one.index)
    for number, partner in partners.items():
        if by_line[number] and by_line[partner]:
            yield Link(Passage(tuple(by_line[number])), Passage(tuple(by_line[partner])))


def _sides(segments: Sequence[Segment], attribution: Attribution) -> tuple[list[_Line], list[_Line]]:
    """Return the lines that are translated, and the translations; a line copied right under itself counts once."""
    sides: tuple[list[_Line], list[_Line]] = ([], [])
    last: tuple[bool, str] | None = None
    place = 0
    for turn in attribution.turns:
        held: dict[int, list[int]] = defaultdict(list)
        told: dict[int, bool] = {}
        for index in turn.segments:
            one = segments[index]
            held[one.line].append(index)
            if one.kind is Kind.SPEECH:
                told.setdefault(one.line, delivery_of(index, turn, attribution) is Delivery.MACHINE_TRANSLATION)
        for number, translated in told.items():
            text = " ".join(segments[index].clean or segments[index].text for index in held[number])
            if last != (translated, text):
                sides[translated].append(_Line(number, tuple(held[number]), text, place))
            last = (translated, text)
            place += 1
    return sides


def _halves(lines: Sequence[_Line], segments: Sequence[Segment]) -> tuple[list[_Line], list[_Line]]:
    """Split a call that stands first in one language and then in the other; two empty sides where it does not.

    Neither half follows the other line by line: no line meets its translation.
    """
    languages = [_language(line, segments) for line in lines]
    found = [lang for lang, _ in groupby(lang for lang in languages if lang in _TWO)]
    if len(lines) < _FEWEST_LINES or len(found) != len(_TWO):
        return [], []
    split = max(at for at, lang in enumerate(languages) if lang is found[0]) + 1
    sizes = [sum(size(line.text) for line in half) for half in (lines[:split], lines[split:])]
    if min(sizes) < _WHOLE_SHARE * sum(sizes):
        return [], []
    return list(lines[:split]), [replace(line, place=line.place + len(lines)) for line in lines[split:]]


def _say_the_same(found: Sequence[Link], halves: Sequence[Sequence[_Line]]) -> bool:
    """Tell whether most of two halves was paired: remarks in one language and questions in the other are no pair."""
    sure = [link for link in found if link.chance is not None and link.chance > 0.5]  # noqa: PLR2004
    paired = (
        {index for link in sure for index in link.source.segments},
        {index for link in sure for index in link.target.segments},
    )
    whole = [{index for line in half for index in line.segments} for half in halves]
    return all(len(one) > _PAIRED * len(other) for one, other in zip(paired, whole, strict=True))


def _language(line: _Line, segments: Sequence[Segment]) -> Lang:
    counts: Counter[Lang] = Counter()
    for index in line.segments:
        counts[segments[index].lang] += len(segments[index].text)
    return counts.most_common(1)[0][0]


def _by_words(
    lines: Sequence[_Line], translations: Sequence[_Line], segments: Sequence[Segment], held: Resources
) -> Translated:
    sides = [one.segments for one in lines], [one.segments for one in translations]
    reading = read(*sides, segments, held.lexicon)
    beside = Beside(lambda rows, columns: _meeting(lines, translations, rows, columns), wider=_WIDER)
    found = align_sides(reading.lines(), held.model, turned=reading.turned, beside=beside)
    return Translated(tuple(links(found, *sides)), reading)


def _meeting(lines: Sequence[_Line], translations: Sequence[_Line], rows: Ints, columns: Ints) -> Floats:
    texts = np.array([one.place for one in lines])
    under = np.array([one.place for one in translations])
    return np.where(under[columns] == texts[rows] + 1, _BENEATH, 0.0)
