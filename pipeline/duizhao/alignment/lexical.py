"""How well the words of a bead fit: each token of one side against all words of the other, a Model-1 mixture.

A token of the target scores, against a run of source sentences, the logarithm of how much more likely it is than in
running text when the source's words may have produced it; once as a mean over the source's words (long beads dilute
it), and once as coverage, which length does not dilute. Tokens are summed by sentence and kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.band import Band, Ints
from duizhao.alignment.lexicon import Row, runs
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
# Rows of a band that are scored at once, and expected counts that are held for them: 16 MB. Counts of more rows leave
# the processor's cache: with 64 they take half as long again.
_MOST_ROWS, _MOST_COUNTS = 16, 2_000_000
_NOT_EXPECTED = float(np.log(np.array([1 - _TRANSLATED]))[0])


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

    @property
    def count(self) -> int:
        """Number of sentences."""
        return len(self.bounds) // KINDS

    def grouped(self, starts: Ints) -> Stream:
        """Read consecutive sentences as one: given the first of each group, and the number of sentences."""
        slots = np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))
        groups = np.repeat(np.arange(len(starts) - 1), np.diff(starts))[slots // KINDS]
        return self._arranged(KINDS * groups + slots % KINDS, np.arange(len(self.tokens)), len(starts) - 1)

    def part(self, sentences: Ints) -> Stream:
        """Return some of the sentences, in their order."""
        starts = self.bounds[::KINDS]
        places, _ = runs(starts, sentences)
        slots = np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))[places]
        return self._arranged(
            KINDS * np.searchsorted(sentences, slots // KINDS) + slots % KINDS, places, len(sentences)
        )

    def _arranged(self, slots: Ints, places: Ints, count: int) -> Stream:
        order = places[np.argsort(slots, kind="stable")]
        bounds = np.concatenate([[0], np.cumsum(np.bincount(slots, minlength=KINDS * count))])
        return Stream(self.tokens[order], bounds, self.background[order], self.vocabulary)


def make_stream(
    sentences: Sequence[Sequence[str]], kinds: Iterable[int], common: Iterable[tuple[Mapping[str, int], Floats]]
) -> Stream:
    """Number the tokens of one side.

    Args:
        sentences: Keys of each sentence.
        kinds: Kind of each key, one sentence after the other.
        common: Keys with their numbers, and the share of each number in running text of the language; of a key that
            several hold, the last counts.
    """
    keys = list(chain.from_iterable(sentences))
    vocabulary = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    tokens = np.fromiter(map(vocabulary.__getitem__, keys), np.int64, len(keys))
    owners = np.repeat(np.arange(len(sentences)), [len(held) for held in sentences])
    slots = KINDS * owners + np.fromiter(kinds, np.int64, len(keys))
    expected = np.full(len(vocabulary), _UNKNOWN)
    for numbers, shares in common:
        at = np.fromiter((numbers.get(key, -1) for key in vocabulary), np.int64, len(vocabulary))
        expected = np.where(at >= 0, shares[at], expected) if len(shares) else expected
    share = (np.bincount(tokens, minlength=len(vocabulary)) + _PRIOR * expected) / (len(tokens) + _PRIOR)
    order = np.argsort(slots, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(slots, minlength=KINDS * len(sentences)))])
    return Stream(tokens[order], bounds, np.maximum(share, _RAREST)[tokens[order]], vocabulary)


def gather(rows: Iterable[Row]) -> Row:
    """Put rows of (numbers, values) together."""
    kept = [(numbers, values) for numbers, values in rows if len(numbers)]
    if not kept:
        return np.zeros(0, np.int64), np.zeros(0)
    return np.concatenate([numbers for numbers, _ in kept]), np.concatenate([values for _, values in kept])


@dataclass(frozen=True, slots=True)
class Found:
    """What a lexicon has for some keys, one key after the other.

    Attributes:
        places: Key to its place.
        starts: First item of each key, and the number of items.
        numbers: Tokens of the document's vocabulary.
        values: How many of each are expected.
    """

    places: Mapping[str, int]
    starts: Ints
    numbers: Ints
    values: Floats

    @classmethod
    def of(cls, rows: Mapping[str, Row]) -> Found:
        """Put the rows of keys one after the other."""
        starts = np.concatenate([[0], np.cumsum([len(numbers) for numbers, _ in rows.values()], dtype=np.int64)])
        return cls({key: at for at, key in enumerate(rows)}, starts, *gather(rows.values()))


@dataclass(frozen=True, slots=True)
class Rows:
    """What sentences expect, put together when it is asked for: that of a long text would take gigabytes.

    Attributes:
        found: What a lexicon has for the keys of all sentences.
        keys: Place of each key there, one sentence after the other.
        starts: First key of each sentence, and the number of keys.
        more: What each sentence expects besides; empty where none does.
    """

    found: Found
    keys: Ints
    starts: Ints
    more: Sequence[Row] = ()

    @classmethod
    def of(cls, found: Found, keys: Sequence[Sequence[str]], more: Sequence[Row] = ()) -> Rows:
        """Take the keys of each sentence."""
        places = np.array([found.places[key] for side in keys for key in side], dtype=np.int64)
        return cls(found, places, np.concatenate([[0], np.cumsum([len(side) for side in keys], dtype=np.int64)]), more)

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.starts) - 1

    def grouped(self, starts: Ints) -> Rows:
        """Read consecutive sentences as one: given the first of each group, and the number of sentences."""
        more = [gather(self.more[first:last]) for first, last in pairwise(starts)] if self.more else ()
        return Rows(self.found, self.keys, self.starts[starts], more)

    def part(self, sentences: Ints) -> Rows:
        """Return some of the sentences."""
        places, sizes = runs(self.starts, sentences)
        more = [self.more[at] for at in sentences] if self.more else ()
        return Rows(self.found, self.keys[places], np.concatenate([[0], np.cumsum(sizes)]), more)

    def counts(self, first: int, last: int, vocabulary: int) -> Floats:
        """Return how many of each token rows ``first .. last - 1`` expect, shape ``(last - first, vocabulary)``."""
        places, sizes = runs(self.found.starts, self.keys[self.starts[first] : self.starts[last]])
        slots = np.repeat(vocabulary * np.arange(last - first), np.diff(self.starts[first : last + 1]))
        slots = np.repeat(slots, sizes)
        slots += self.found.numbers[places]
        counts = np.bincount(slots, self.found.values[places], (last - first) * vocabulary).astype(
            np.float64, copy=False
        )
        more = self.more[first:last]
        numbers, values = gather(more)
        own = np.repeat(vocabulary * np.arange(len(more)), [len(held) for held, _ in more])
        np.add.at(counts, own + numbers, values)
        return counts.reshape(last - first, vocabulary)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the sentences of one side would be rendered as.

    Attributes:
        rows: For each sentence, tokens of the other side's vocabulary and how many of each are expected.
        sizes: Words of each sentence.
    """

    rows: Rows
    sizes: Floats

    def grouped(self, starts: Ints) -> Expectation:
        """Read consecutive sentences as one: given the first of each group, and the number of sentences."""
        return Expectation(self.rows.grouped(starts), np.add.reduceat(self.sizes, starts[:-1]))

    def part(self, sentences: Ints) -> Expectation:
        """Return some of the sentences."""
        return Expectation(self.rows.part(sentences), self.sizes[sentences])


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
    if not len(stream.tokens):
        return out
    ends = np.concatenate([[0.0], np.cumsum(expected.sizes), np.full(WIDEST, expected.sizes.sum())])
    sizes = np.diff(stream.bounds)
    slots = np.repeat(np.arange(len(sizes)), sizes)  # sentence and kind of each token
    step = max(1, min(_MOST_ROWS, _MOST_COUNTS // len(stream.vocabulary)))
    for first in range(0, band.count, step):
        last = min(first + step, band.count)
        counts = _counts(expected.rows, first, last + WIDEST - 1, len(stream.vocabulary))
        rows, tokens, hits = _met(counts, stream, band, range(first, last))
        words = np.array([ends[first + 1 + more : last + 1 + more] for more in range(WIDEST)]) - ends[first:last]
        fit = np.log((1 - _TRANSLATED) + _TRANSLATED * hits / np.maximum(words, 1.0)[:, rows]) - _NOT_EXPECTED
        coverage = np.minimum(np.log1p(hits / _COVERED), _MOST_COVERED)
        cells = slice(int(band.starts[first]), int(band.starts[last]))
        kinds = KINDS * band.columns[cells][:, None] + np.arange(KINDS)
        place = KINDS * (band.starts[first + rows] - band.low[first + rows] - cells.start) + slots[tokens]
        for number, (values, base) in enumerate(((fit, _NOT_EXPECTED * sizes[kinds]), (coverage, 0.0))):
            for run in range(WIDEST):
                sums = np.bincount(place, values[run], kinds.size).reshape(kinds.shape) + base
                out[number, :, run, cells] = sums.T
    return out


def _met(counts: Floats, stream: Stream, band: Band, rows: range) -> tuple[Ints, Ints, Floats]:
    """Find the tokens in reach of some rows of a band that runs of rows expect; most tokens nobody expects.

    Args:
        counts: How many of each token the rows and five more expect.
        stream: The tokens.
        band: The cells.
        rows: Which rows.

    Returns:
        Of each such token the row, from 0, its place in the stream, and how many runs of 1 to 6 rows expect beside how
        likely it is in running text, shape ``(6, found)``.
    """
    begin, end = (stream.bounds[KINDS * edge[rows.start : rows.stop]] for edge in (band.low, band.high))
    first, last = int(begin[0]), int(end[-1])  # both ends of a band never fall
    there = counts[:, stream.tokens[first:last]]
    reach = len(rows)
    widest = np.add.reduce([there[more : more + reach] for more in range(WIDEST)])
    found, at = np.nonzero(widest)
    tokens = at + first
    inside = (tokens >= begin[found]) & (tokens < end[found])
    found, at, tokens = found[inside], at[inside], tokens[inside]
    hits = np.cumsum([there[found + more, at] for more in range(WIDEST)], axis=0)
    return found, tokens, hits / stream.background[tokens]


def _counts(rows: Rows, first: int, last: int, vocabulary: int) -> Floats:
    """Return what rows expect as `Rows.counts` does; nothing is expected beyond the last row."""
    counts = rows.counts(first, min(last, len(rows)), vocabulary)
    return np.concatenate([counts, np.zeros((max(0, last - len(rows)), vocabulary))]) if last > len(rows) else counts
