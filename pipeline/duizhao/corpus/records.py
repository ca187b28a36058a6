"""The rows of a call's tables as typed records, and how one is made of a row."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")
_ADDED = "machine-translation"
#: Attributes whose column is a word of Python.
_COLUMNS = {"pass_number": "pass"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in a call; attributes as the columns of ``speakers``."""

    speaker_id: str
    name: str
    name_zh: str
    aliases: tuple[str, ...]
    role: str
    title: str | None
    firm: str | None
    evidence: str | None

    @property
    def full_name(self) -> str:
        """The Latin name, else the Chinese one; empty where nobody says it."""
        return self.name or self.name_zh

    @property
    def called(self) -> str:
        """A name to show: the full one, else the role."""
        return self.full_name or self.role


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence-like piece of a line; attributes as the columns of ``segments``.

    Unlike in the table, `voice` and `delivery` are the turn's where the segment has none of its own.
    """

    segment_id: str
    turn_id: str | None
    line: int
    start: int
    end: int
    kind: str
    lang: str
    text: str
    clean: str
    delivery: str | None
    voice: str | None
    speaker_id: str | None
    role: str | None
    section: str | None
    pass_number: int
    flags: tuple[str, ...]
    begin: float | None
    finish: float | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's floor; attributes as the columns of ``turns``, with the speaker and what was said."""

    turn_id: str
    pass_number: int
    section: str
    speaker: Speaker | None
    label: str | None
    role: str
    voice: str
    delivery: str
    confidence: float
    evidence: str | None
    question_id: str | None
    segments: tuple[Segment, ...] = field(repr=False)

    @property
    def called(self) -> str:
        """Who speaks, to show: a name or the role."""
        return self.speaker.called if self.speaker else self.role

    @property
    def spoken(self) -> tuple[Segment, ...]:
        """The segments that were said: a machine translation that stands under them was not."""
        own = tuple(one for one in self.segments if one.delivery != _ADDED)
        return own or self.segments

    @property
    def translation(self) -> str:
        """The machine translation that stands under what was said, for reading; empty where none does."""
        if len(self.spoken) == len(self.segments):
            return ""
        return running_text(one.clean for one in self.segments if one.delivery == _ADDED)

    @property
    def text(self) -> str:
        """What was said, as it stands in the source but for line ends."""
        return running_text(one.text for one in self.spoken)

    @property
    def clean(self) -> str:
        """What was said, for reading."""
        return running_text(one.clean for one in self.spoken)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A point where two sides differ; attributes as the columns of ``discrepancies``."""

    discrepancy_id: str
    relation: str
    type: str
    kind: str | None
    source_segments: tuple[str, ...]
    target_segments: tuple[str, ...]
    source_value: str | None
    target_value: str | None
    confidence: float
    explanation: str
    source_start: int | None
    source_end: int | None
    target_start: int | None
    target_end: int | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount that is said; attributes as the columns of ``quantities``."""

    segment_id: str
    start: int
    end: int
    text: str
    value: float | None
    unit: str
    approximate: bool
    direction: str | None
    value_high: float | None
    normalized: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value; attributes as the columns of ``measures``."""

    scope: str
    scope_id: str
    measure: str
    value: float | None
    unit: str
    n: int | None
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides of an alignment.

    Attributes:
        alignment_id: The bead.
        relation: ``interpretation``, ``translation`` or ``repetition``.
        level: ``passage`` or ``sentence``.
        source: Segments of the original, the text or the first pass; may be empty.
        target: Segments of the rendition, the translation or the later pass; may be empty, but not both.
        score: Probability that the two belong together, 0 to 1.
        rendition: ``close``, ``expanded``, ...; null outside interpretation.
        discrepancies: Where the two differ.
        speaker: Whose remarks they are.
    """

    alignment_id: str
    relation: str
    level: str
    source: tuple[Segment, ...] = field(repr=False)
    target: tuple[Segment, ...] = field(repr=False)
    score: float
    rendition: str | None
    discrepancies: tuple[Discrepancy, ...]
    speaker: Speaker | None

    @property
    def source_text(self) -> str:
        """The original side, for reading."""
        return running_text(one.clean for one in self.source if one.kind == "speech")

    @property
    def target_text(self) -> str:
        """The other side, for reading."""
        return running_text(one.clean for one in self.target if one.kind == "speech")


def made(kind: type[T], row: Mapping[str, Any]) -> T:
    """Return a record of a row's columns; lists become tuples."""
    values = {name: row[column] for name, column in _columns_of(cast("Any", kind))}
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


@cache
def _columns_of(kind: Any) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, _COLUMNS.get(one.name, one.name)) for one in fields(kind))


def running_text(pieces: Iterable[str]) -> str:
    """Join pieces of text: with a blank, but for two of which one ends and the other begins in a wide script."""
    out = ""
    for piece in filter(None, (one.strip() for one in pieces)):
        between = "" if not out or (_wide(out[-1]) and _wide(piece[0])) else " "
        out = f"{out}{between}{piece}"
    return out


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}
