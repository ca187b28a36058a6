"""One side of a discrepancy: what it says, where, and which stretch of it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from duizhao.corpus.reader import Row
from duizhao.reading_view.marks import find_value, space_between

_CUT = "…"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a passage.

    Attributes:
        text: As in the source.
        lang: Language of its segment: en, zh, mixed, other or none.
        marked: Whether it is what differs.
    """

    text: str
    lang: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """The original or the rendition of a discrepancy.

    Attributes:
        value: What it says; empty where it says nothing of it.
        segments: Ids; empty where nothing stands on this side at all. With an empty value: what stands in the place.
        lines: Physical lines of the segments, ascending.
        stretches: The segments' text in order.
    """

    value: str
    segments: tuple[str, ...]
    lines: tuple[int, ...]
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """The passage."""
        return "".join(stretch.text for stretch in self.stretches)

    @property
    def langs(self) -> tuple[str, ...]:
        """The passage's languages in order."""
        return tuple(dict.fromkeys(stretch.lang for stretch in self.stretches))


def make_side(discrepancy: Row, side: str, segments: Mapping[str, Row]) -> Side:
    """Read one side, ``source`` or ``target``, of a row; segments that the corpus lacks are passed over."""
    held = [segments[key] for key in discrepancy[f"{side}_segments"] or () if key in segments]
    value = discrepancy[f"{side}_value"] or ""
    spans = _spans(held, value, discrepancy[f"{side}_start"])
    return Side(
        value=value,
        segments=tuple(segment["segment_id"] for segment in held),
        lines=tuple(sorted({segment["line"] for segment in held})),
        stretches=tuple(_stretches(held, spans)),
    )


def shortened(stretches: Sequence[Stretch], most: int) -> tuple[Stretch, ...]:
    """Cut a passage down to about so many characters around what is marked in it; cuts show as ``…``."""
    size = sum(len(stretch.text) for stretch in stretches)
    if size <= most:
        return tuple(stretches)
    places, at = list[Span](), 0
    for stretch in stretches:
        places.append((at, at + len(stretch.text)))
        at = places[-1][1]
    marked = [place for place, stretch in zip(places, stretches, strict=True) if stretch.marked]
    first, last = (marked[0][0], min(marked[-1][1], marked[0][0] + most)) if marked else (0, 0)
    start = max(min(first - (most - (last - first)) // 2, size - most), 0)
    end = start + most
    kept = [
        Stretch(stretch.text[max(start - begin, 0) : max(end - begin, 0)], stretch.lang, stretch.marked)
        for (begin, _), stretch in zip(places, stretches, strict=True)
    ]
    before = [Stretch(_CUT, "none")] if start else []
    after = [Stretch(_CUT, "none")] if end < size else []
    return (*before, *(stretch for stretch in kept if stretch.text), *after)


def line_numbers(lines: Sequence[int]) -> str:
    """Write line numbers for people: ``line 4``, ``lines 4–6, 9``; empty for none."""
    runs = [list(run) for _, run in groupby(enumerate(lines), lambda item: item[1] - item[0])]
    parts = [str(run[0][1]) if len(run) == 1 else f"{run[0][1]}–{run[-1][1]}" for run in runs]
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(parts)}" if parts else ""


def _spans(segments: Sequence[Row], value: str, start: int | None) -> list[Span | None]:
    """Return for each segment which part of it is the value: where the row says so, else where it is found."""
    if start is not None:
        placed = [_at(segment, value, start) for segment in segments]
        if any(placed):
            return placed
    return [_found(segment["text"], value) for segment in segments]


def _at(segment: Row, value: str, start: int) -> Span | None:
    begin = start - segment["start"]
    return (begin, begin + len(value)) if value and begin >= 0 and segment["text"].startswith(value, begin) else None


def _found(text: str, value: str) -> Span | None:
    """Find a value that is no part of a longer number; a text that is a part of the value is all of it."""
    if not value:
        return None
    found = find_value(text, value)
    if found:
        return found
    return (0, len(text)) if text.strip() and len(text.strip()) > 1 and text.strip() in value else None


def _stretches(segments: Sequence[Row], spans: Sequence[Span | None]) -> Iterator[Stretch]:
    last = ""
    for segment, span in zip(segments, spans, strict=True):
        text, lang = segment["text"].strip(), segment["lang"] or "none"
        if not text:
            continue
        blanks = len(segment["text"]) - len(segment["text"].lstrip())
        begin, end = (min(max(at - blanks, 0), len(text)) for at in span or (len(text) + blanks,) * 2)
        joint = space_between(last, text) if last else ""
        parts = [(joint, False), (text[:begin], False), (text[begin:end], True), (text[end:], False)]
        yield from (Stretch(part, lang, marked) for part, marked in parts if part)
        last = text
