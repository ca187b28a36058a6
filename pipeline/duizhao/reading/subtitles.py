"""SubRip subtitles (SRT), one language or two.

The extracted text is the text lines of the cues in the order of the file. Two cues with one time range are two
languages of one utterance: their lines are marked as partners.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from duizhao.errors import InputError
from duizhao.reading.plain import lines as physical_lines
from duizhao.records import Line

_TIME = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[,.](\d{1,3})"
_RANGE = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_FEWEST_RANGES = 3
_INDEX = re.compile(r"^\s*\d+\s*$")


@dataclass(frozen=True, slots=True)
class _Cue:
    begin: float
    finish: float
    texts: tuple[str, ...]


def looks_like(text: str) -> bool:
    """Whether a text file holds subtitles: three time ranges and more."""
    return sum(1 for line in physical_lines(text) if _RANGE.match(line.text)) >= _FEWEST_RANGES


def lines(text: str) -> tuple[Line, ...]:
    """Return the text lines of the cues with their times (seconds) and partners.

    Raises:
        InputError: No time range stands in the text (``E_NO_CUES``).
    """
    out: list[Line] = []
    at: dict[tuple[float, float], list[int]] = {}
    for cue in _cues(text):
        for within, words in enumerate(cue.texts):
            out.append(Line(len(out) + 1, words, cue.begin, cue.finish))
            if within == 0:
                at.setdefault((cue.begin, cue.finish), []).append(len(out) - 1)
    if not out:
        raise InputError(
            "no subtitle cue was found",
            code="E_NO_CUES",
            help="an SRT cue has a line 00:00:01,000 --> 00:00:02,000",
        )
    for same_time in at.values():
        if len(same_time) == 2:  # noqa: PLR2004 - two cues at one time are two languages
            first, second = same_time
            out[first] = replace(out[first], partner=second + 1)
            out[second] = replace(out[second], partner=first + 1)
    return tuple(out)


def _cues(text: str) -> Iterator[_Cue]:
    rows = [line.text for line in physical_lines(text)]
    starts = [row for row in range(len(rows)) if _RANGE.match(rows[row])]
    for start, following in pairwise((*starts, len(rows))):
        end = following
        if following < len(rows) and following > start and _INDEX.match(rows[following - 1]):
            end = following - 1  # the next cue's index
        times = _RANGE.match(rows[start])
        if times is not None:
            numbers = [int(number or 0) for number in times.groups()]
            texts = tuple(row.strip() for row in rows[start + 1 : end] if row.strip())
            yield _Cue(_seconds(numbers[:4]), _seconds(numbers[4:]), texts)


def _seconds(parts: list[int]) -> float:
    hours, minutes, seconds, thousandths = parts
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
