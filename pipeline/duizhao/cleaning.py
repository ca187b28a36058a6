"""Text for reading: spacing and full-width forms normalised, loops found and folded.

A loop is a group of words, or of lines, said three times or more in a row. Speech recognisers stuck in one repeat up to
a dozen words; people do say things twice ("very, very good", "yes, yes").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from duizhao.records import Segment
from duizhao.vocabulary import Kind

# Full-width letters and digits, what stands between them, and the blank as wide.
_WIDE = re.compile("[０-ｚ\u3000]")
_WORD = re.compile(r"[A-Za-z0-9][\w.'\u2019%-]*|[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_LOOP = 16
_FEWEST_COPIES = 3
# One or two words three times are emphasis ("no, no, no"); a recogniser's loop of them runs longer.
_MOST_WORDS_OF_EMPHASIS = 6
# Sentences that come back together over lines.
_LONGEST_ROUND = 4
# Words that come back soon, in a row, of the shortest loop: all but its last copy.
_FEWEST_RETURNS = min(
    period * max(_FEWEST_COPIES - 1, _MOST_WORDS_OF_EMPHASIS // period) for period in range(1, _LONGEST_LOOP + 1)
)


def clean_text(text: str) -> str:
    """Return text for reading: full-width letters and digits normalised, runs of blanks made one.

    Full-width punctuation stays: it is right in Chinese.
    """
    return " ".join(_WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).split())


def fold_loops(segments: Sequence[Segment], labels: Mapping[int, str]) -> tuple[Segment, ...]:
    """Flag the segments that a loop runs through, and fold its later copies in `clean`.

    Args:
        segments: Of one document, in order.
        labels: Block index to the name on its label; empty where it has none.
    """
    words = {one.index: _words(one.text) for one in segments if one.kind is Kind.SPEECH}
    inside = [one for group in _grouped(segments, lambda one: one.line) for one in _folded_in_line(group, words)]
    out = {one.index: one for one in inside}
    spoken = [one for one in inside if one.kind is Kind.SPEECH]
    for group in _grouped(spoken, lambda one: labels.get(one.block, "")):
        for first, period, end in _rounds(group, words):
            for at in range(first, end):
                later = at >= first + period
                one = group[at]
                out[one.index] = replace(one, clean="" if later else one.clean, flags=one.flags | {"loop"})
    return tuple(out[one.index] for one in segments)


def _words(text: str) -> list[str]:
    """Return the words of a text as loops repeat them: in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def _folded_in_line(group: list[Segment], words: Mapping[int, list[str]]) -> Iterator[Segment]:
    folded = _loops(group, words)
    if not folded:
        yield from group
        return
    for one in group:
        cut = [(start, end) for first, start, end in folded if start < one.end and end > one.start and first < end]
        touched = any(first < one.end and end > one.start for first, _, end in folded)
        yield _fold(one, cut) if touched else one


def _grouped(segments: Sequence[Segment], key: Callable[[Segment], Hashable]) -> Iterator[list[Segment]]:
    for _, group in groupby(segments, key):
        yield list(group)


def _rounds(group: Sequence[Segment], words: Mapping[int, list[str]]) -> Iterator[tuple[int, int, int]]:
    """Yield the loops of whole sentences over lines: (first sentence, sentences a round, one past the last).

    Subtitles and turns cut into lines print a recogniser's loop one copy to a line.
    """
    keys = [words[one.index] or [one.text] for one in group]
    at = 0
    while at < len(keys):
        period = _round_period(keys, at)
        end = at + period
        while period and end < len(keys) and keys[end] == keys[end - period]:
            end += 1
        end -= (end - at) % period if period else 0
        count = sum(map(len, keys[at:end]))
        over_lines = period and group[at].line != group[end - 1].line
        if over_lines and count > _MOST_WORDS_OF_EMPHASIS and _LETTER.search(group[at].text):
            yield at, period, end
        at = end if period else at + 1


def _round_period(keys: list[list[str]], at: int) -> int:
    """Return how many sentences come back together from here on, three times and more; 0 where none do."""
    for period in range(1, _LONGEST_ROUND + 1):
        if at + period * _FEWEST_COPIES > len(keys):
            return 0
        if keys[at + period] != keys[at]:
            continue
        unit = keys[at : at + period]
        if keys[at : at + _FEWEST_COPIES * period] == unit * _FEWEST_COPIES:
            return period
    return 0


def _fold(one: Segment, cuts: list[tuple[int, int]]) -> Segment:
    kept = "".join(
        character
        for at, character in enumerate(one.text, one.start)
        if not any(start <= at < end for start, end in cuts)
    )
    return replace(one, clean=clean_text(kept).strip(" ,") if cuts else one.clean, flags=one.flags | {"loop"})


def _loops(group: list[Segment], words: Mapping[int, list[str]]) -> list[tuple[int, int, int]]:
    """Find loops in a line: (start of the first copy, start of the second, end of the last), code points."""
    spoken = [one for one in group if one.kind is Kind.SPEECH]
    keys = [word for one in spoken for word in words[one.index]]
    near, run = _repeated_soon(keys), b"\1" * _FEWEST_RETURNS
    at = near.find(run)
    if at < 0:
        return []
    found: list[tuple[int, int, int]] = []
    places = [(one.start + word.start(), one.start + word.end()) for one in spoken for word in _WORD.finditer(one.text)]
    sentences_start = {one.start for one in group}
    starts = {number for number, (start, _) in enumerate(places) if start in sentences_start}
    while at >= 0:
        period = _loop_period(keys, at)
        if period:
            first, last = _settle(keys, at, period, starts)
            found.append((places[first][0], places[first + period][0], places[last - 1][1]))
        at = near.find(run, last if period else at + 1)
    return found


def _repeated_soon(keys: list[str]) -> bytearray:
    """Mark the words that come back within the longest loop; a loop starts with `_FEWEST_RETURNS` of them in a row."""
    out = bytearray(len(keys))
    last: dict[str, int] = {}
    for at, key in enumerate(keys):
        before = last.get(key)
        if before is not None and at - before <= _LONGEST_LOOP:
            out[before] = 1
        last[key] = at
    return out


def _loop_period(keys: list[str], at: int) -> int:
    """Return how many words the loop starting here repeats, 0 where none starts."""
    for period in range(1, _LONGEST_LOOP + 1):
        if at + period * _FEWEST_COPIES > len(keys):
            return 0
        if keys[at + period] != keys[at]:
            continue
        unit = keys[at : at + period]
        if keys[at + period : at + 2 * period] != unit:
            continue
        copies = 2
        while keys[at + period * copies : at + period * (copies + 1)] == unit:
            copies += 1
        if copies >= _FEWEST_COPIES and period * copies > _MOST_WORDS_OF_EMPHASIS:
            return period
    return 0


def _settle(keys: list[str], at: int, period: int, starts: set[int]) -> tuple[int, int]:
    """Move a loop's first copy to where a sentence starts, when one starts inside it; whole copies only."""
    end = at + period
    while end < len(keys) and keys[end] == keys[end - period]:
        end += 1
    first = next((shifted for shifted in range(at, at + period) if shifted in starts), at)
    if (end - first) // period < _FEWEST_COPIES - 1:
        first = at
    return first, first + (end - first) // period * period
