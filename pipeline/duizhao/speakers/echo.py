"""What says the same again: a rendition after its original, and a second recording of the whole call.

A rendition keeps its original's order, so the sentences of the two lie on a diagonal of the likeness matrix, some
five to twenty sentences apart. Likeness of single sentences is noisy (a CFO repeats himself); along a diagonal it is
not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from duizhao.records import Segment
from duizhao.similarity import Floats, cosines, rarity, terms, weigh

# Sentences between an original's and its rendition's: at most one long passage. The longest seen is 24.
_WINDOW = 45
_NEAREST = 2
_SMOOTH = 2
_CHUNK = 256


@dataclass(frozen=True, slots=True)
class Echo:
    """How much each sentence is said again later, and how much it says again what was said before; 0 to 1 each."""

    later: Floats
    before: Floats


def echoes(segments: Sequence[Segment]) -> Echo:
    """Measure echoes among the sentences of one pass.

    Args:
        segments: Speech, in order of the text. Later copies of a loop (empty `clean`) echo nothing.

    Returns:
        One figure per segment and direction, smoothed over five sentences along the best diagonal.
    """
    bags = [terms(one.clean) for one in segments]
    weighed = weigh(bags, rarity(bags))
    count = len(bags)
    offsets = np.zeros((count, _WINDOW + 2))  # offsets[i, o]: likeness of sentence i and i - o
    for start in range(0, count, _CHUNK):
        end = min(count, start + _CHUNK)
        low = max(0, start - _WINDOW - 1)
        block = cosines(weighed[start:end], weighed[low:end])
        for offset in range(1, _WINDOW + 2):
            rows = np.arange(max(start, offset), end)
            if rows.size:
                offsets[rows, offset] = block[rows - start, rows - offset - low]
    slack = offsets.copy()
    slack[:, 1:] = np.maximum(slack[:, 1:], 0.8 * offsets[:, :-1])
    slack[:, :-1] = np.maximum(slack[:, :-1], 0.8 * offsets[:, 1:])
    before = _smooth(slack)
    later = np.zeros_like(slack)
    for offset in range(1, min(_WINDOW + 1, count)):
        later[: count - offset, offset] = slack[offset:, offset]
    return Echo(later=_best(_smooth(later)), before=_best(before))


def _smooth(values: Floats) -> Floats:
    """Average each column over neighbouring sentences."""
    padded = np.pad(values, ((_SMOOTH, _SMOOTH), (0, 0)))
    width = 2 * _SMOOTH + 1
    total = sum(padded[shift : shift + len(values)] for shift in range(width))
    return np.asarray(total) / width


def _best(values: Floats) -> Floats:
    return values[:, _NEAREST : _WINDOW + 1].max(axis=1) if len(values) else np.zeros(0)


def order(first: Sequence[Segment], second: Sequence[Segment]) -> float:
    """Tell whether two passages say the same in the same order.

    Returns:
        ``(f - r) / (f + r)``, -1 to 1, where ``f`` is the likeness along the best monotone path through the two
        passages and ``r`` that with one of them reversed. Passages on one subject are about as alike in either order
        (near 0); a rendition follows its original.
    """
    bags = [terms(one.clean) for one in (*first, *second)]
    weighed = weigh(bags, rarity(bags))
    likeness = cosines(weighed[: len(first)], weighed[len(first) :])
    forward, backward = _best_path(likeness), _best_path(likeness[::-1])
    return (forward - backward) / (forward + backward) if forward + backward else 0.0


def _best_path(likeness: Floats) -> float:
    """Return the largest sum over cells of a path that goes down and right only, each row and column used once."""
    best = np.zeros(likeness.shape[1] + 1)
    for row in likeness:
        best[1:] = np.maximum(best[1:], best[:-1] + row)
        best = np.maximum.accumulate(best)
    return float(best[-1])


# Where runs of words stand, the words of a run parted by blanks.
Runs = Mapping[str, Sequence[int]]

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")
_SHINGLE = 5
#: Words of a run that a sentence and its counterpart share.
COUNTERPART = 4
# More recordings of one call in one file were never seen; runs of words that stand more often are formulas.
_MOST_PASSES = 4
# A later recording repeats most sentences nearly word for word; boilerplate that two parts share is far below half.
_REPEATED = 0.4
_SHORTEST = 0.2


def pass_starts(segments: Sequence[Segment]) -> tuple[int, ...]:
    """Find where the call starts over.

    Args:
        segments: Speech of the whole document.

    Returns:
        Index of the first segment of each pass; ``(0,)`` where the call stands once.
    """
    starts = [0] if segments else []
    again_said = [places for places in word_runs(segments, _SHINGLE).values() if len(places) > 1]
    while starts:
        again = _repetition(segments, starts[-1], starts, again_said)
        if again is None:
            break
        starts.append(again)
    return tuple(starts)


def _repetition(
    segments: Sequence[Segment], low: int, starts: Sequence[int], again_said: Sequence[Sequence[int]]
) -> int | None:
    pairs = _twins(again_said, low, len(segments))
    if not pairs:
        return None
    # A split after s puts pair (i, j) astride when i < s <= j; the best split has most pairs astride.
    count = len(segments)
    astride = np.zeros(count + 1)
    for first, second in pairs:
        astride[first + 1] += 1
        astride[min(second + 1, count)] -= 1
    running = np.cumsum(astride)
    best = running.max()
    split = int(np.nonzero(running == best)[0][-1])
    crossing = [(first, second) for first, second in pairs if first < split <= second]
    start = _paragraph_start(segments, min(second for _, second in crossing))
    later, before = count - start, start - low
    words = sum(1 for one in segments[start:] if len(one.text) > 30)  # noqa: PLR2004 - sentences long enough to have twins
    matched = len({second for _, second in crossing})
    first_of_pass = min(first for first, _ in crossing) - low
    if matched < _REPEATED * max(words, 1) or later < _SHORTEST * before or first_of_pass > _SHORTEST * before:
        return None
    return start if start not in starts else None


def _twins(again_said: Sequence[Sequence[int]], low: int, count: int) -> set[tuple[int, int]]:
    """Pair sentences that share runs of five words, the first two places of each run that few sentences share.

    Args:
        again_said: Places of each run that stands twice and more.
        low: Sentences from here on are paired.
        count: How many sentences there are.
    """
    later = (places[bisect_left(places, low) :] for places in again_said)
    pairs = {(found[0], found[1]) for found in later if 2 <= len(found) <= _MOST_PASSES}  # noqa: PLR2004
    # Neighbours share runs when a speaker repeats himself; a pass is longer than that.
    return {pair for pair in pairs if pair[1] - pair[0] > max(10, 0.15 * (count - low))}


def word_runs(segments: Sequence[Segment], length: int = COUNTERPART) -> Runs:
    """Return where each run of so many words stands: positions of sentences, in order."""
    at: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(segments):
        tokens = _tokens(one.clean)
        # As text: ten thousands of tuples would be gone through again and again by the collection of garbage.
        runs = map(" ".join, zip(*(tokens[k:] for k in range(length)), strict=False))
        for run in dict.fromkeys(runs):
            at[run].append(position)
    return at


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text: runs of two lengths are made of them, and from two places on."""
    return tuple(_WORD.findall(text.lower()))


def counterparts(first: Runs, second: Runs) -> dict[int, int]:
    """Find the sentences of one recording in another of the same call.

    Args:
        first: Runs of four words of the one, by `word_runs`.
        second: Of the other.

    Returns:
        Position in the second to the position in the first of the sentence that shares most runs with it, runs that
        stand once in each recording. Sentences too short or too differently heard are left out.
    """
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for run, places in second.items():
        if len(places) == 1 and len(first.get(run, ())) == 1:
            votes[places[0]][first[run][0]] += 1
    return {position: min(found, key=lambda place: (-found[place], place)) for position, found in sorted(votes.items())}


def _paragraph_start(segments: Sequence[Segment], index: int) -> int:
    """Go back to the start of the line: a recording starts with a line."""
    while index > 0 and segments[index - 1].line == segments[index].line:
        index -= 1
    return index
