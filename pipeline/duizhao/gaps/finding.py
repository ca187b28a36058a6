"""A discrepancy made from what its two sides are: quantities, words, or segments where one of them is silent."""

from __future__ import annotations

from duizhao.gap_records import Discrepancy, Quantity
from duizhao.gaps.wording import Word
from duizhao.vocabulary import Relation

#: What stands on a side: something said, or the segments where it would have been.
Place = Quantity | Word | tuple[int, ...]


def finding(
    relation: Relation, kind: str, detail: str, source: Place, target: Place, *, confidence: float, text: str
) -> Discrepancy:
    """Make a discrepancy.

    Args:
        relation: What joins the two sides.
        kind: ``quantity``, ``direction``, ``entity``, ``omission`` or ``addition``.
        detail: What exactly: ``scale``, ``unit``, ``sign``, ``value``, ``period``, ``basis`` ...
        source: What the source says, or the segments that hold nothing of it.
        target: The same of the target.
        confidence: 0 to 1.
        text: One sentence that a person can check.
    """
    return Discrepancy(
        relation=relation,
        type=kind,
        kind=detail,
        source=_segments(source),
        target=_segments(target),
        source_value=_text(source),
        target_value=_text(target),
        confidence=confidence,
        explanation=text,
        source_span=_span(source),
        target_span=_span(target),
    )


def _segments(place: Place) -> tuple[int, ...]:
    return place if isinstance(place, tuple) else (place.segment,)


def _text(place: Place) -> str:
    return "" if isinstance(place, tuple) else place.text


def _span(place: Place) -> tuple[int, int] | None:
    return None if isinstance(place, tuple) else (place.start, place.end)
