"""Character-weighted agreement of the segments' fields, and agreement on where turns start."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from duizhao.evaluation.measures import FIELDS, Agreement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from duizhao.evaluation.gold import GoldDocument, GoldSpan, Place
    from duizhao.evaluation.predicted import Predicted, Row

#: Characters that a turn's start may be off: a quotation mark, a dash, a space.
NEAR = 3

_WORDS = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")


def fold(name: str) -> str:
    """Return the key on which names are compared: lower case, letters only, words sorted.

    >>> fold("LIN, Mei") == fold("Mei Lin")
    True
    """
    words: list[str] = _WORDS.findall(unicodedata.normalize("NFKC", name).lower())
    return " ".join(sorted(words))


def field_shares(predicted: Predicted, gold: GoldDocument) -> dict[str, float]:
    """Measure, per field, the share of gold's characters on which the covering segment agrees.

    White space is not counted, nor are characters whose field gold leaves open. A field that gold never gives
    is left out of the result.
    """
    speakers = _Speakers(predicted, gold)
    right, total = Counter[str](), Counter[str]()
    # A whole call may stand on one line: its prefix sums are made once, not per span.
    inks = {number: _Ink(gold.lines[number - 1]) for number in {span.place[0] for span in gold.spans}}
    for span in gold.spans:
        ink = inks[span.place[0]]
        for field in span.fields:
            total[field] += ink.between(span.place[1], span.place[2])
        for row, start, end in _covering(predicted, span.place):
            count = ink.between(start, end)
            for field, value in span.fields.items():
                if speakers.same(value, row) if field == "speaker" else _same(row.get(field), value):
                    right[field] += count
    return {field: right[field] / total[field] for field in FIELDS if total[field]}


def turn_agreement(predicted: Predicted, gold: GoldDocument) -> Agreement:
    """Compare where turns start; a start within `NEAR` characters on the same line agrees."""
    want, got = set(_gold_starts(gold.spans)), set(predicted.turn_starts)
    return Agreement.of(
        sum(_near(start, want) for start in got),
        len(got),
        sum(_near(start, got) for start in want),
        len(want),
    )


class _Ink:
    """Counts of the non-blank characters of a line, by prefix."""

    __slots__ = ("_upto",)

    def __init__(self, line: str) -> None:
        self._upto = list(accumulate((not char.isspace() for char in line), initial=0))

    def between(self, start: int, end: int) -> int:
        last = len(self._upto) - 1
        return max(self._upto[min(end, last)] - self._upto[min(start, last)], 0)


class _Speakers:
    """Whether a segment's speaker is the one that gold names; names are folded only once."""

    __slots__ = ("_aliases", "_names")

    def __init__(self, predicted: Predicted, gold: GoldDocument) -> None:
        self._names: Mapping[str, AbstractSet[str]] = {
            speaker: {fold(form) for form in forms} for speaker, forms in predicted.names.items()
        }
        self._aliases: Mapping[str, AbstractSet[str]] = {
            name: {fold(form) for form in (name, *aliases)} for name, aliases in gold.aliases.items()
        }

    def same(self, value: str | int, row: Row) -> bool:
        name = str(value)
        found = self._names.get(row.get("speaker_id") or "", set())
        return not found.isdisjoint(self._aliases.get(name) or {fold(name)})


def _same(found: object, wanted: str | int) -> bool:
    return found is not None and found == wanted


def _covering(predicted: Predicted, place: Place) -> Iterator[tuple[Row, int, int]]:
    """Yield the segments that cover a place, each with its share of it.

    Segments of a corpus never overlap; should they, the one that starts first owns the characters, so that
    none counts twice.
    """
    line, start, end = place
    owned = start
    for row in predicted.lines.get(line, ()):
        first, last = max(row["start"], owned), min(row["end"], end)
        if first < last:
            yield row, first, last
            owned = last


def _gold_starts(spans: tuple[GoldSpan, ...]) -> tuple[tuple[int, int], ...]:
    starts: dict[int | str, tuple[int, int]] = {}
    for span in spans:
        if span.turn is not None and span.fields.get("kind") == "speech":
            starts.setdefault(span.turn, span.place[:2])
    return tuple(starts.values())


def _near(start: tuple[int, int], pool: set[tuple[int, int]]) -> bool:
    return any((start[0], start[1] + off) in pool for off in range(-NEAR, NEAR + 1))
