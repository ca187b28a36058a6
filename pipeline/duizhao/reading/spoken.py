"""From stretches of talk, as structured sources give them, to lines.

A line of the extracted text reads ``LABEL: words``: whoever reads the text sees who speaks, and `Line.label` says it
to the stages without any label grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from duizhao.records import Label, Line

# A line ends where `duizhao.reading.lines` ends it.
_ROW = re.compile(r"[^\r\n]+")
# JSON may escape half a surrogate pair, which no encoding can write; the audit of characters reports what replaces it.
_SURROGATE = re.compile("[\ud800-\udfff]")
# Names that recognisers give: a bare number or letter is no name on a line.
_NUMBER = re.compile(r"[0-9]{1,4}|[A-Z]{1,2}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of talk by one speaker.

    Attributes:
        text: What was said; may hold line breaks.
        label: Who said it; null where the source does not say.
        begin: Seconds from the start of the recording; null where the source does not say.
        finish: Seconds from the start of the recording; null where the source does not say.
        words: Offset in `text`, begin and finish (seconds) of each timed word, in order.
        translation: The same in the other language, where the source has it.
    """

    text: str
    label: Label | None = None
    begin: float | None = None
    finish: float | None = None
    words: tuple[tuple[int, float, float], ...] = ()
    translation: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """The stretches of a source in order, and what a user should know of them (``W_...`` codes with a message)."""

    stretches: tuple[Spoken, ...]
    warnings: tuple[str, ...] = ()


def speaker_label(name: str | None, title: str = "", firm: str = "") -> Label | None:
    """Make a label of what a source says of a speaker.

    Returns:
        The label, printed as "Name", "Name - Title" or "Name - Firm - Title"; a bare number or letter is printed as
        "Speaker 1". Null where nothing is said.
    """
    name, title, firm = (" ".join(_sound(part).split()) for part in (name or "", title, firm))
    if _NUMBER.fullmatch(name):
        name = f"Speaker {name}"
    text = " - ".join(part for part in (name, firm, title) if part)
    return Label(text, name or text, title, firm) if text else None


def lay_out(stretches: Iterable[Spoken]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Lay stretches out as lines, one each and one for each line break inside.

    Returns:
        The lines, and warnings: blank stretches, which are left out (``W_BLANK_STRETCHES``), times that cannot be
        (``W_TIME_ORDER``), translations that do not pair line by line (``W_TRANSLATION_LINES``).
    """
    lines: list[Line] = []
    blank = 0
    odd: list[str] = []
    unpaired: list[int] = []
    for spoken in stretches:
        number = len(lines) + 1
        own = rows(spoken, number)
        other = rows(replace(spoken, text=spoken.translation, words=()), number + len(own), printed=not own)
        if len(own) == len(other):
            own, other = _partners(own, other)
        elif own and other:
            unpaired.append(number)
        lines += (*own, *other)
        blank += not own and not other
        if is_odd(spoken):
            odd.append(f"line {number}: {spoken.begin} to {spoken.finish} seconds")
    warnings = time_warnings(odd)
    if blank:
        warnings += (f"W_BLANK_STRETCHES: {blank:,} without text",)
    if unpaired:
        warnings += (f"W_TRANSLATION_LINES: {len(unpaired):,}, first in line {unpaired[0]}",)
    return tuple(lines), warnings


def is_odd(spoken: Spoken) -> bool:
    """Whether a stretch finishes before it begins, or begins before the recording does."""
    begin, finish = spoken.begin, spoken.finish
    return (begin is not None and begin < 0) or (begin is not None and finish is not None and finish < begin)


def time_warnings(places: Sequence[str]) -> tuple[str, ...]:
    """Return the warning about times that cannot be, empty where there are none."""
    return (f"W_TIME_ORDER: {len(places):,}, first {places[0]}",) if places else ()


def rows(spoken: Spoken, number: int, *, printed: bool = True) -> tuple[Line, ...]:
    """Return the lines of one stretch.

    Args:
        spoken: The stretch; blank rows of its text and blanks around the others are left out.
        number: Of the first line.
        printed: Whether the first line prints the label.
    """
    lines: list[Line] = []
    words = iter(sorted(spoken.words))
    word = next(words, None)
    for found in _ROW.finditer(_sound(spoken.text)):
        text = found[0].strip()
        if not text:
            continue
        head = f"{spoken.label.text}: " if spoken.label and printed and not lines else ""
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        timed: list[tuple[int, float, float]] = []
        while word is not None and word[0] < start + len(text):
            if word[0] >= start:
                timed.append((word[0] - start + len(head), word[1], word[2]))
            word = next(words, None)
        lines.append(
            Line(
                number + len(lines),
                head + text,
                spoken.begin,
                spoken.finish,
                label=spoken.label,
                label_end=len(head),
                words=tuple(timed),
            )
        )
    return tuple(lines)


def _partners(one: tuple[Line, ...], other: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    pairs = list(zip(one, other, strict=True))
    return (
        tuple(replace(line, partner=partner.number) for line, partner in pairs),
        tuple(replace(partner, partner=line.number) for line, partner in pairs),
    )


def _sound(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
