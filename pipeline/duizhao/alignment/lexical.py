"""How well the words of a bead fit: each token of one side against all words of the other, a Model-1 mixture.

A token of the target scores, against a run of source sentences, the logarithm of how much more likely it is than in
running text when the source's words may have produced it; once as a mean over the source's words (long beads dilute
it), and once as coverage, which length does not dilute. Tokens are summed by sentence and kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.band import Band, Ints
from duizhao.alignment.lexicon import Row
from duizhao.alignment.words import Kind
from duizhao.similarity import Floats

Table = NDArray[np.float32]
#: Most sentences of one side in a bead.
WIDEST = 6
KINDS = len(Kind)
# Share of a token that the other side accounts for; the rest is noise of running text. Chosen on MAC-Dev.
_TRANSLATED = 0.7
# Coverage of a token stops growing at three nats.
_COVERED, _MOST_COVERED = 30.0, 3.0
# Running text of the document counts against that of the language as if it were so many tokens long.
_PRIOR = 500.0
_RAREST, _UNKNOWN = 1e-5, 1e-6


@dataclass(frozen=True, slots=True)
class Stream:
    """The tokens of one side, sentence by sentence, in each sentence by kind.

    Attributes:
        tokens: Number in the document's vocabulary, shape ``(tokens,)``.
        bounds: First token of each sentence and kind, and the number of tokens, shape ``(sentences * 4 + 1,)``.
        background: Probability of each token in running text.
        vocabulary: Key to number.
    """

    tokens: Ints
    bounds: Ints
    background: Floats
    vocabulary: dict[str, int]


def make_stream(sentences: Sequence[Sequence[tuple[str, Kind]]], common: dict[str, float]) -> Stream:
    """Number the tokens of one side.

    Args:
        sentences: Keys with their kinds.
        common: Share of a key in running text of the language, for the keys that are known.
    """
    vocabulary: dict[str, int] = {}
    tokens: list[int] = []
    sizes: list[int] = []
    for sentence in sentences:
        for kind in Kind:
            held = [vocabulary.setdefault(key, len(vocabulary)) for key, what in sentence if what is kind]
            tokens += held
            sizes.append(len(held))
    counts = Counter(tokens)
    total = len(tokens) + _PRIOR
    share = np.array(
        [(counts[number] + _PRIOR * common.get(key, _UNKNOWN)) / total for key, number in vocabulary.items()]
    )
    numbers = np.array(tokens, dtype=np.int64)
    background = np.maximum(share, _RAREST)[numbers] if tokens else np.zeros(0)
    return Stream(numbers, np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]), background, vocabulary)


def gather(rows: Iterable[Row]) -> Row:
    """Put rows of (numbers, values) together."""
    kept = [(numbers, values) for numbers, values in rows if len(numbers)]
    if not kept:
        return np.zeros(0, np.int64), np.zeros(0)
    return np.concatenate([numbers for numbers, _ in kept]), np.concatenate([values for _, values in kept])


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the sentences of one side would be rendered as.

    Attributes:
        rows: For each sentence, tokens of the other side's vocabulary and how many of each are expected.
        sizes: Words of each sentence.
    """

    rows: Sequence[Row]
    sizes: Floats


def token_fit(expected: Expectation, stream: Stream, band: Band) -> Table:
    """Score the sentences of a stream against runs of sentences on the other side.

    Args:
        expected: Of the side that gives, one per row of the band.
        stream: The side that is given, one sentence per column of the band.
        band: The cells.

    Returns:
        Shape ``(2, 4, 6, cells)``: fit and coverage; kind of token; rows 1 to 6 from the cell's row downwards; summed
        over the tokens of the cell's column. Runs that leave the band hold what stands at its edge.
    """
    out = np.zeros((2, KINDS, WIDEST, len(band.rows)), dtype=np.float32)
    table = _Window(expected, len(stream.vocabulary))
    ends = np.concatenate([[0.0], np.cumsum(expected.sizes), np.full(WIDEST, expected.sizes.sum())])
    for row in range(band.count):
        low, high = int(band.low[row]), int(band.high[row])
        first, last = int(stream.bounds[KINDS * low]), int(stream.bounds[KINDS * high])
        if first == last:
            continue
        hits = np.cumsum(table.expected(row, stream.tokens[first:last]), axis=0) / stream.background[first:last]
        words = np.maximum(ends[row + 1 : row + 1 + WIDEST] - ends[row], 1.0)[:, None]
        fit = np.log((1 - _TRANSLATED) + _TRANSLATED * hits / words)
        coverage = np.minimum(np.log1p(hits / _COVERED), _MOST_COVERED)
        bounds = stream.bounds[KINDS * low : KINDS * high + 1] - first
        cells = slice(int(band.starts[row]), int(band.starts[row + 1]))
        for number, values in enumerate((fit, coverage)):
            sums = _sums(values, bounds).reshape(WIDEST, high - low, KINDS)
            out[number, :, :, cells] = sums.transpose(2, 0, 1)
    return out


def _sums(values: Floats, bounds: Ints) -> Floats:
    """Add up along the last axis between bounds."""
    padded = np.concatenate([values, np.zeros((len(values), 1))], axis=1)
    sums = np.add.reduceat(padded, bounds[:-1], axis=1)
    sums[:, bounds[1:] == bounds[:-1]] = 0.0  # reduceat gives the next element for an empty run
    return np.asarray(sums)


class _Window:
    """Rows of expected counts over the vocabulary, as many as a bead is wide; rows are asked for in order."""

    def __init__(self, expected: Expectation, vocabulary: int) -> None:
        self._rows = expected.rows
        self._held = np.zeros((WIDEST, max(vocabulary, 1)))
        self._next = 0

    def expected(self, row: int, tokens: Ints) -> Floats:
        """Return how many of each token rows ``row .. row + 5`` expect; nothing is expected beyond the last row."""
        while self._next < row + WIDEST:
            line = self._held[self._next % WIDEST]
            line[:] = 0.0
            if self._next < len(self._rows):
                numbers, values = self._rows[self._next]
                np.add.at(line, numbers, values)
            self._next += 1
        return np.asarray(self._held[(np.arange(row, row + WIDEST) % WIDEST)[:, None], tokens])
