"""What is marked in a segment's text: amounts, and where two sides differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from duizhao.reading_view.marks import Mark, Marks, find_value, plain_text, visible

Row = dict[str, Any]
#: A text without marks; or its pieces, each a text, the numbers of discrepancies and the place of an amount or -1.
Pieces = str | list[list[Any]]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    number: int = 0
    quantity: int = -1


def pieces(segment: Row, marks: Marks, quantities: Sequence[tuple[int, Row]]) -> Pieces:
    """Cut a segment's text for reading where marks begin and end.

    Offsets stay here: a browser counts other units than Python does.

    Args:
        segment: Its row.
        marks: The call's discrepancies.
        quantities: The amounts in the segment, in order of the text, with their places in the page's list.
    """
    text = plain_text(segment)
    found = marks.at.get(segment["segment_id"], ())
    spans = [*_differences(segment, text, found, marks.rows), *_amounts(segment, text, quantities)]
    held = {one.number for one in spans}
    unplaced = sorted({mark.number for mark in found} - held)
    if not spans and not unplaced:
        return text
    edges = sorted({0, len(text), *(edge for one in spans for edge in (one.start, one.end))})
    out: list[list[Any]] = []
    for start, end in pairwise(edges):
        over = [one for one in spans if one.start <= start and end <= one.end]
        numbers = sorted({one.number for one in over if one.number})
        amount = next((one.quantity for one in over if one.quantity >= 0), -1)
        out.append([text[start:end], numbers, amount])
    return [*out, ["", unplaced, -1]] if unplaced else out


def _differences(segment: Row, text: str, found: Sequence[Mark], rows: Sequence[Row]) -> Iterator[_Span]:
    for mark in found:
        row = rows[mark.number - 1]
        side = "source" if segment["segment_id"] in row["source_segments"] else "target"
        span = _exact(segment, text, row.get(f"{side}_start"), row.get(f"{side}_end"), row[f"{side}_value"])
        if span is None and mark.value:
            span = find_value(text, visible(mark.value))
        if span is not None and span[0] < span[1]:
            yield _Span(*span, number=mark.number)


def _amounts(segment: Row, text: str, quantities: Sequence[tuple[int, Row]]) -> Iterator[_Span]:
    after = 0
    for place, row in quantities:
        wanted = visible(row["text"])
        span = _exact(segment, text, row["start"], row["end"], row["text"])
        if span is None and wanted and (at := text.find(wanted, after)) >= 0:
            span = at, at + len(wanted)
        if span is not None:
            after = span[1]
            yield _Span(*span, quantity=place)


def _exact(segment: Row, text: str, start: int | None, end: int | None, value: str | None) -> tuple[int, int] | None:
    """Return where a stretch of the line stands in the text that is shown, if it is there as it is in the line."""
    if start is None or end is None or not value:
        return None
    raw = visible(segment["text"])
    lead = segment["start"] + len(raw) - len(raw.lstrip())
    span = start - lead, end - lead
    return span if 0 <= span[0] < span[1] <= len(text) and text[slice(*span)] == visible(value) else None


def by_segment(rows: Sequence[Row]) -> Mapping[str, list[tuple[int, Row]]]:
    """Group amounts by segment; each with its place among all."""
    out: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(rows):
        out.setdefault(row["segment_id"], []).append((place, row))
    return out
