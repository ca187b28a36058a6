"""Put a transcript's text and its discrepancies into styled text that a terminal can show as it is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duizhao.corpus.reader import Row

SIGN = "‡"
FOUND = "bold reverse red"
WARN = "bold reverse yellow"

# Escape sequences would reach the terminal and direction overrides would reorder the line: controls are shown
# as their pictures, overrides as the replacement character. Tabs and line ends become spaces.
_CONTROLS = {
    **{code: 0x2400 + code for code in range(0x20)},
    0x7F: 0x2421,
    **dict.fromkeys((0x09, 0x0A, 0x0D, 0x2028, 0x2029), 0x20),
    **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
}

_CJK = r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CJK_EDGE = re.compile(rf"{_CJK}\Z|\A{_CJK}")


@dataclass(frozen=True, slots=True)
class Mark:
    """One discrepancy as it stands at one segment.

    Attributes:
        number: Number of the discrepancy in this transcript, from 1.
        value: Text to be highlighted; None puts the sign at the segment's end.
    """

    number: int
    value: str | None


@dataclass(frozen=True, slots=True)
class Marks:
    """The discrepancies of a transcript, numbered in order of the text.

    Attributes:
        rows: Rows of the table; number n is ``rows[n - 1]``.
        at: Marks per segment id.
    """

    rows: tuple[Row, ...]
    at: Mapping[str, Sequence[Mark]]

    def numbers(self, segments: Iterable[Row]) -> tuple[int, ...]:
        """Return the numbers of the discrepancies that these segments take part in, ascending."""
        return tuple(sorted({mark.number for row in segments for mark in self.at.get(row["segment_id"], ())}))

    def unplaced(self) -> tuple[int, ...]:
        """Return the numbers of the discrepancies that no segment of the transcript shows."""
        placed = {mark.number for marks in self.at.values() for mark in marks}
        return tuple(number for number in range(1, len(self.rows) + 1) if number not in placed)


def find_marks(segments: Sequence[Row], discrepancies: Sequence[Row]) -> Marks:
    """Number a transcript's discrepancies and find where their values stand."""
    spoken = {row["segment_id"]: row for row in segments if row["kind"] == "speech"}
    place = {key: (row["line"], row["start"]) for key, row in spoken.items()}

    def first(row: Row) -> tuple[int, int]:
        keys = [key for key in (*row["source_segments"], *row["target_segments"]) if key in place]
        return min((place[key] for key in keys), default=(0, 0))

    ordered = tuple(sorted(discrepancies, key=first))
    at: defaultdict[str, list[Mark]] = defaultdict(list)
    for number, row in enumerate(ordered, 1):
        for side in ("source", "target"):
            keys = [key for key in row[f"{side}_segments"] if key in spoken]
            value = row[f"{side}_value"]
            hits = [key for key in keys if value and find_value(plain_text(spoken[key]), visible(value))]
            for key in hits:
                at[key].append(Mark(number, value))
            if keys and not hits:
                at[keys[-1]].append(Mark(number, None))
    return Marks(ordered, dict(at))


def visible(text: str) -> str:
    """Replace what would steer the terminal by signs that can be seen."""
    return text.translate(_CONTROLS)


def plain_text(segment: Row) -> str:
    """Return a segment's text for reading, without marks; empty where a loop was folded away."""
    return visible(segment["text"] if segment["clean"] is None else segment["clean"]).strip()


def marked_text(segments: Sequence[Row], marks: Marks, style: str = "") -> Text:
    """Join segments into running text with their marks; a new physical line begins a new line."""
    out = Text(style=style)
    last: Row | None = None
    for segment in segments:
        text, found = plain_text(segment), marks.at.get(segment["segment_id"], ())
        if not text and not found:
            continue
        if last is not None:
            out.append("\n" if last["line"] != segment["line"] else space_between(plain_text(last), text))
        out.append_text(_marked(text, found))
        last = segment
    return out


def _marked(text: str, marks: Sequence[Mark]) -> Text:
    spans = {mark: find_value(text, visible(mark.value)) if mark.value else None for mark in marks}
    out, at = Text(), 0
    for mark, span in sorted(spans.items(), key=lambda item: (item[1] or (len(text),) * 2)[1]):
        end = span[1] if span else len(text)
        begin = max(span[0], at) if span else end
        out.append(text[at:begin])
        out.append(text[begin:end], FOUND)
        out.append(f"{SIGN}{mark.number}", FOUND)
        at = end
    out.append(text[at:])
    return out


def find_value(text: str, value: str) -> tuple[int, int] | None:
    """Find a value that is not part of a longer number: 12 is not in 2012, nor in 12.5."""
    before = r"(?<!\d)(?<!\d[.,])" if value[:1].isdecimal() else ""
    after = r"(?!\d|[.,]\d)" if value[-1:].isdecimal() else ""
    found = re.search(f"{before}{re.escape(value)}{after}", text)
    return found.span() if found else None


def space_between(before: str, after: str) -> str:
    """Return what stands between two sentences: Chinese sets them without a space."""
    joint = _CJK_EDGE.search(before[-1:]) or _CJK_EDGE.search(after[:1])
    return "" if joint else " "
