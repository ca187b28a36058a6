"""SubRip subtitles (SRT), one language or two.

The extracted text is the text lines of the cues in the order of the file. Two cues with one time range, or two rows of
one cue, in different languages are one utterance twice: their lines are marked as partners.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from duizhao.errors import InputError
from duizhao.language import language_of
from duizhao.reading.decoding import decode
from duizhao.reading.formats import Extract, File
from duizhao.reading.lines import split_lines as physical_lines
from duizhao.records import Line
from duizhao.vocabulary import Lang

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


def read(file: File) -> Extract:
    """Read subtitles; see `lines`.

    Raises:
        InputError: The bytes are not text, or no cue stands in them (``E_NO_CUES``).
    """
    decoded = decode(file.data, name=file.name)
    return Extract(lines(decoded.text), decoded.codec, decoded.warnings)


def lines(text: str) -> tuple[Line, ...]:
    """Return the text lines of the cues with their times (seconds) and partners.

    Raises:
        InputError: No time range stands in the text (``E_NO_CUES``).
    """
    out: list[Line] = []
    at: dict[tuple[float, float], list[list[int]]] = {}
    for cue in _cues(text):
        rows = [Line(len(out) + row, words, cue.begin, cue.finish) for row, words in enumerate(cue.texts, 1)]
        at.setdefault((cue.begin, cue.finish), []).append([line.number - 1 for line in rows])
        out += rows
    if not out:
        raise InputError(
            "no subtitle cue was found",
            code="E_NO_CUES",
            help="an SRT cue has a line 00:00:01,000 --> 00:00:02,000",
        )
    for cues in at.values():
        for first, second in _partners(cues, out):
            out[first] = replace(out[first], partner=second + 1)
            out[second] = replace(out[second], partner=first + 1)
    return tuple(out)


def _partners(cues: list[list[int]], rows: list[Line]) -> list[tuple[int, int]]:
    """Pair the rows that say one thing in two languages: of two cues at one time, or of one cue with two rows.

    Two people who speak at once say two things in one language, and are not paired.
    """
    two = cues if len(cues) == 2 else [[row] for row in cues[0]] if len(cues) == 1 else []  # noqa: PLR2004
    if len(two) != 2 or len(two[0]) != len(two[1]):  # noqa: PLR2004
        return []
    pairs = list(zip(*two, strict=True))
    return pairs if all(_is_chinese(rows[first]) != _is_chinese(rows[second]) for first, second in pairs) else []


def _is_chinese(line: Line) -> bool:
    return language_of(line.text) is Lang.ZH


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
