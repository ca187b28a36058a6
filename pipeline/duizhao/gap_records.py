"""What a comparison of the two sides of an alignment works with: quantities, clauses, discrepancies, measures."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class Unrendered:
    """A clause of a two-sided bead that nothing on the other side renders.

    Attributes:
        alignment: Position of the bead.
        segment: Index of its segment.
        start: First code point in the segment's line.
        end: One past the last.
        in_target: Whether it stands in the target: added, not left out.
        chance: That it is rendered by nothing, 0 to 1.
    """

    alignment: int
    segment: int
    start: int
    end: int
    in_target: bool
    chance: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount, share, multiple, count, measure, date or period as said.

    Attributes:
        segment: Index of its segment.
        start: First code point in the segment's line.
        end: One past the last.
        text: As in the source.
        value: In base units; of a range its lower end; of a date the year and the share of it that is gone when it
            begins, null where nobody says the year.
        unit: ``CNY``, ``USD``, ``percent``, ``pp``, ``times``, ``count``, ``date`` ...; all are listed in
            `duizhao.quantities.units`.
        approximate: Said with about, nearly, over ...
        direction: ``up``, ``down`` or null: which way the words of its clause say that it went.
        high: Upper end of a range, else null.
        normalized: The exact value as a decimal, two of them with a slash for a range, ISO 8601 for a date.
        role: ``change``, ``level``, ``base`` (what it is compared with) or null.
        alternative_value: Of another reading, where the text does not decide between two; else null.
        alternative_unit: Its unit; empty where there is none.
        said: The number before its unit: 600 of 600公里; null for dates.
    """

    segment: int
    start: int
    end: int
    text: str
    value: float | None
    unit: str
    approximate: bool = False
    direction: str | None = None
    high: float | None = None
    normalized: str = ""
    role: str | None = None
    alternative_value: float | None = None
    alternative_unit: str = ""
    said: float | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A place where the two sides of a bead disagree.

    Attributes:
        relation: What joins the two sides.
        type: ``quantity``, ``direction``, ``entity``, ``omission`` or ``addition``.
        source: Segments of the original or text; may be empty.
        target: Segments of the rendition or translation; may be empty.
        source_value: What the source says; empty where it says nothing of it.
        target_value: The same of the target.
        confidence: That it is one, 0 to 1.
        explanation: One sentence that a person can check.
        kind: What exactly: ``scale``, ``unit``, ``value``, ``sign``, ``level-change``, ``period``, ``basis`` ...
        source_span: Where in the line of the (first) source segment the value stands, half-open; null where nowhere.
        target_span: The same of the target.
    """

    relation: Relation
    type: str
    source: tuple[int, ...]
    target: tuple[int, ...]
    source_value: str
    target_value: str
    confidence: float
    explanation: str
    kind: str = ""
    source_span: tuple[int, int] | None = None
    target_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure about a passage, turn, speaker or transcript.

    Attributes:
        scope: ``passage``, ``turn``, ``speaker`` or ``transcript``.
        scope_id: Position of the alignment, turn or speaker; 0 for the transcript.
        measure: Name, see `duizhao.gaps.measures`.
        value: Null where it cannot be computed.
        unit: Of the value.
        n: Beads that it rests on.
        numerator: What was found.
        denominator: What it was found in.
    """

    scope: str
    scope_id: int
    measure: str
    value: float | None
    unit: str
    n: int
    numerator: float = 0.0
    denominator: float = 0.0
