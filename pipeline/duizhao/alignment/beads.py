"""The dynamic programme: the best sequence of beads over two sequences of sentences.

A bead joins `a` sentences of one side with `b` of the other. The scorer gives each possible bead a score; the
programme finds the sequence of beads that covers both sides once, in order, with the largest sum. Rows are computed
whole in numpy; only the 0-1 bead depends on the same row, and a running maximum resolves it.

References:
    Gale & Church (1993), "A Program for Aligning Sentences in Bilingual Corpora", Computational Linguistics 19(1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from duizhao.similarity import Floats

#: Bead types (sentences of the source, of the target). Nothing wider was seen to help on the development calls.
SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2), (1, 4), (4, 1), (5, 1), (6, 1))


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of every bead.

    Attributes:
        joined: Shape ``(a, b)`` of a bead to an array whose cell ``[i, j]`` is the score of joining source sentences
            ``i .. i + a - 1`` with target sentences ``j .. j + b - 1``; array shape ``(n - a + 1, m - b + 1)``.
        omitted: Score of leaving each source sentence alone, shape ``(n,)``.
        added: Score of leaving each target sentence alone, shape ``(m,)``.
    """

    joined: Mapping[tuple[int, int], Floats]
    omitted: Floats
    added: Floats


def best_beads(scores: Scores) -> list[tuple[range, range]]:
    """Return the best sequence of beads: pairs of ranges over source and target, in order, covering both once.

    Empty sides give an empty list, or one-sided beads for what stands on the other side.
    """
    count, width = len(scores.omitted), len(scores.added)
    shapes = [(1, 0), (0, 1), *(shape for shape in SHAPES if shape in scores.joined)]
    best = np.full((count + 1, width + 1), -np.inf)
    move = np.zeros((count + 1, width + 1), dtype=np.int8)
    skipped = np.concatenate([[0.0], np.cumsum(scores.added)])
    for row in range(count + 1):
        values = np.full(width + 1, -np.inf)
        if row == 0:
            values[0] = 0.0
        for number, (a, b) in enumerate(shapes):
            if a == 0 or a > row:
                continue
            gain = scores.omitted[row - 1] if b == 0 else scores.joined[a, b][row - a]
            if b and not len(gain):
                continue
            candidate = np.full(width + 1, -np.inf)
            candidate[b:] = best[row - a, : width + 1 - b] + gain
            better = candidate > values
            values[better] = candidate[better]
            move[row, better] = number
        level = values - skipped  # a 0-1 bead extends the row; constant in this frame
        reached = np.maximum.accumulate(level)
        best[row] = reached + skipped
        move[row, 1:][reached[:-1] >= level[1:]] = 1
    return _trace(move, shapes, count, width)


def _trace(
    move: np.ndarray[tuple[int, int], np.dtype[np.int8]], shapes: list[tuple[int, int]], row: int, column: int
) -> list[tuple[range, range]]:
    beads: list[tuple[range, range]] = []
    while row or column:
        a, b = shapes[move[row, column]]
        beads.append((range(row - a, row), range(column - b, column)))
        row, column = row - a, column - b
    return beads[::-1]
