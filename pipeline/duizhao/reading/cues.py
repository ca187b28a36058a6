"""Cues: what SubRip (.srt) and WebVTT (.vtt) have in common.

A cue is a time range, the rows under it, and an index or identifier before it. Files in the wild lack blank rows,
indices and endings; every row is read as text, or is markup, or stands in a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from duizhao.reading.clock import CLOCK, total
from duizhao.reading.spoken import Spoken, is_odd, rows, time_warnings
from duizhao.records import Line

RANGE = re.compile(rf"\s*{CLOCK}\s*--?>\s*{CLOCK}(?![0-9:])")
# A row that was meant for a time range; an arrow between words is text.
_BROKEN = re.compile(r"\s*(?:[0-9:.,]+\s*--?>|--?>\s*[0-9:.,]+).*")
_INDEX = re.compile(r"\s*([0-9]{1,9})\s*")
# What is left of a cue where a file breaks off: its index, or its index and the head of its time range.
_HEAD_OF_RANGE = re.compile(r"\s*[0-9]{1,6}:[0-9:.,]*\s*(?:--?>?\s*[0-9:.,]*)?")
# Share of Han characters by which a row is more Chinese than its partner; names and formulas leave .2 and more.
_FURTHER = 0.1


@dataclass(frozen=True, slots=True)
class Cue:
    """Rows at a time.

    Attributes:
        line: 1-based line of the time range in the file.
        begin: Seconds; null where the time range cannot be read.
        finish: Seconds.
        rows: As they stand, with their line in the file; blank ones left out.
    """

    line: int
    begin: float | None
    finish: float | None
    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of a file in its order, the rows outside them (line, text), and warnings."""

    cues: tuple[Cue, ...]
    outside: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()


def find_cues(texts: Sequence[str], *, identifiers: bool) -> Cues:
    """Find the cues among the rows of a file.

    Args:
        texts: The rows.
        identifiers: Whether any row before a time range and after a blank one is the cue's identifier (WebVTT); in
            SubRip only a number is.

    Returns:
        The cues; rows before the first; ``W_CUE_FORM`` for time ranges that cannot be read (their rows are read
        without times), ``W_TRUNCATED`` where the file breaks off inside its last cue.
    """
    end, broken_off = _end(texts)
    starts = [row for row in range(end) if RANGE.match(texts[row]) or _BROKEN.fullmatch(texts[row])]
    heads: list[int] = []
    index: int | None = None
    for start in starts:
        head, index = _head(texts, start, index, identifiers=identifiers, is_first=not heads)
        heads.append(head)
    ends = [*heads[1:], end]
    cues = tuple(_cue(texts, start, ends[at]) for at, start in enumerate(starts))
    warnings: list[str] = []
    if bad := [cue for cue in cues if cue.begin is None]:
        found = texts[bad[0].line - 1].strip()
        warnings.append(
            f"W_CUE_FORM: {len(bad):,} time ranges cannot be read, first in line {bad[0].line}: {found!r:.60}"
        )
    if broken_off:
        warnings.append(f"W_TRUNCATED: the file ends inside the cue of line {end + 1}")
    elif cues and not cues[-1].rows:
        warnings.append(f"W_TRUNCATED: the last cue (line {cues[-1].line}) has no text")
    return Cues(cues, _filled(texts, 0, heads[0] if heads else end), tuple(warnings))


def _cue(texts: Sequence[str], start: int, end: int) -> Cue:
    found = RANGE.match(texts[start])
    times = found.groups() if found else None
    return Cue(
        start + 1,
        total(times[:4]) if times else None,
        total(times[4:]) if times else None,
        _filled(texts, start + 1, end),
    )


def _filled(texts: Sequence[str], start: int, end: int) -> tuple[tuple[int, str], ...]:
    return tuple((row + 1, texts[row]) for row in range(start, end) if texts[row].strip())


def _head(
    texts: Sequence[str], start: int, index: int | None, *, identifiers: bool, is_first: bool
) -> tuple[int, int | None]:
    """Return the row where a cue opens, its index or identifier included, and the index."""
    before = texts[start - 1] if start else ""
    found = _INDEX.fullmatch(before)
    after_blank = start < 2 or not texts[start - 2].strip()  # noqa: PLR2004
    number = int(found[1]) if found else None
    # Without a blank row before it a number is the index only where it counts on: "1250" may be what was said.
    counts_on = number is not None and (is_first if index is None else number in {index, index + 1})
    if before.strip() and ((after_blank and (number is not None or identifiers)) or counts_on):
        return start - 1, index if number is None else number
    return start, None if index is None else index + 1


def _end(texts: Sequence[str]) -> tuple[int, bool]:
    """Return where the rows end that can be read, and whether the head of a broken cue follows."""
    end = len(texts)
    while end and not texts[end - 1].strip():
        end -= 1
    cut = end
    if cut and _HEAD_OF_RANGE.fullmatch(texts[cut - 1]) and not RANGE.match(texts[cut - 1]):
        cut -= 1
    if _opens(texts, cut - 1):
        return cut - 1, True
    # "12:30" under a time range was said.
    return (cut, True) if 0 < cut < end and not texts[cut - 1].strip() else (end, False)


def _opens(texts: Sequence[str], row: int) -> bool:
    """Whether a row is the index of a further cue: after a blank row, and one more than the last index."""
    if row < 1 or texts[row - 1].strip():
        return False
    found = _INDEX.fullmatch(texts[row])
    before = next((one for text in reversed(texts[:row]) if (one := _INDEX.fullmatch(text))), None)
    return found is not None and before is not None and int(found[1]) - int(before[1]) in {0, 1}


def lay_out(cues: Iterable[Cue], speak: Callable[[Cue], Sequence[Spoken]]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return the lines of cues with their partners.

    Args:
        cues: In the order of the file.
        speak: From a cue to its stretches, without markup.

    Returns:
        The lines; warnings about cues without text (``W_BLANK_STRETCHES``) and times that cannot be
        (``W_TIME_ORDER``).
    """
    lines: list[Line] = []
    at: dict[tuple[float | None, float | None], list[list[int]]] = {}
    blank: list[int] = []
    odd: list[str] = []
    for cue in cues:
        begin = len(lines)
        for spoken in speak(cue):
            lines += rows(spoken, len(lines) + 1)
        if len(lines) == begin:
            blank.append(cue.line)
        if is_odd(Spoken("", None, cue.begin, cue.finish)):
            odd.append(f"in the file's line {cue.line}: {cue.begin} to {cue.finish} seconds")
        at.setdefault((cue.begin, cue.finish), []).append(list(range(begin, len(lines))))
    # Without times, cues have nothing in common.
    for group in (found for times, found in at.items() if times[0] is not None):
        for first, second in _partners(group, lines):
            lines[first] = replace(lines[first], partner=second + 1)
            lines[second] = replace(lines[second], partner=first + 1)
    warnings = time_warnings(odd)
    if blank:
        warnings += (f"W_BLANK_STRETCHES: {len(blank):,} cues without text, first in the file's line {blank[0]}",)
    return tuple(lines), warnings


def outside_warning(outside: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Return the warning about rows that stand in no cue, empty where there are none."""
    if not outside:
        return ()
    line, text = outside[0]
    return (f"W_OUTSIDE_CUES: {len(outside):,} rows, first in the file's line {line}: {text.strip()!r:.60}",)


def _partners(cues: list[list[int]], lines: list[Line]) -> list[tuple[int, int]]:
    """Pair the rows that say one thing in two languages: of two cues at one time, or of one cue with two rows.

    Two people who speak at once say two things in one language, and are not paired.
    """
    two = cues if len(cues) == 2 else [[row] for row in cues[0]] if len(cues) == 1 else []  # noqa: PLR2004
    if len(two) != 2 or len(two[0]) != len(two[1]):  # noqa: PLR2004
        return []
    pairs = list(zip(*two, strict=True))
    return pairs if all(_two_languages(lines[first], lines[second]) for first, second in pairs) else []


def _two_languages(one: Line, other: Line) -> bool:
    """Whether one row is Chinese and the other is not; formulas and names put Latin letters into Chinese rows too."""
    shares = [_chinese_share(line.text[line.label_end :]) for line in (one, other)]
    return max(shares) - min(shares) > _FURTHER


def _chinese_share(text: str) -> float:
    letters = [character for character in text if character.isalpha()]
    return sum("\u3400" <= character <= "\u9fff" for character in letters) / len(letters) if letters else 0.0
