"""Where partners may be: all cells of short texts, a band around the chain of best partners of long ones.

The chain is found on likeness of words weighted by rarity; long texts are first read in groups of sentences, then in
a band around what the groups found, so that nothing is ever as large as the product of both sides. Where the place of
a sentence speaks for its partner too, a long run of partners is believed: its cells are anchors, and only what lies
between anchors is searched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.band import Band, Ints, band_around, best_chain, full_band, make_band
from duizhao.alignment.lexical import KINDS, Stream
from duizhao.alignment.lexicon import runs
from duizhao.alignment.pairing import Direction, Pair
from duizhao.similarity import Floats

#: Given rows and columns of cells, shape ``(cells,)`` each, what each cell is worth.
Meeting = Callable[[Ints, Ints], Floats]
#: Both sides up to here are searched whole.
WHOLE = 60
# Cells on either side of the chain; sentences over which its course is smoothed.
_REACH, _SMOOTH = 20, 15
# Sentences that are compared all with all; longer texts are grouped down to it.
_MOST = 1000
_DAMPED = 2.0
# Between cells that are as like, the place decides: of one line said a thousand times, which is which.
_MET = 0.01
# Rows that are compared at once; tokens of either side that are: 8 MB.
_MOST_ROWS, _MOST_PAIRS = 64, 250_000
# Partners on either side of an anchor: at the edge of a run a sentence may be lost or doubled. With 5, beads and
# chances of the development calls, and of a call with a line lost and one doubled, are those of the whole band; with 3
# a chance moved by .08.
_MARGIN = 5


def candidates(pair: Pair, meeting: Meeting | None = None) -> Band:
    """Return the band of cells in which beads are sought.

    Args:
        pair: The two sides.
        meeting: What the places of rows and columns speak for, above 0 where they meet. Where it is known, a row inside
            a long run of best partners that meet has a single cell.
    """
    band = _around(pair)
    return band if meeting is None or not len(band.rows) else _anchored(pair, band, meeting)


def _around(pair: Pair) -> Band:
    """Return all cells of short texts, and those near the chain of best partners of long ones."""
    direction = pair.directions[0]
    count, width = len(direction.expected.rows), direction.stream.count
    if min(count, width) == 0 or max(count, width) <= WHOLE:
        return full_band(count, width)
    step = -(-max(count, width) // _MOST)
    wide = full_band(-(-count // step), -(-width // step))
    path = _smooth(best_chain(_likeness(_grouped(direction, step), wide), wide), wide.width)
    if step > 1:
        at = np.interp(np.arange(count), step * np.arange(len(path)) + step / 2, step * path + step / 2)
        wide = band_around(np.clip(at, 0, width), width, 3 * step + _REACH)
        path = _smooth(best_chain(_likeness(direction, wide), wide), width)
    return band_around(path, width, _REACH)


def _anchored(pair: Pair, band: Band, meeting: Meeting) -> Band:
    met = meeting(band.rows, band.columns) > 0
    chain = best_chain(_likeness(pair.directions[0], band) + _MET * met, band).astype(np.int64)
    linked = np.nonzero(chain >= 0)[0]
    meets = np.zeros(band.count, dtype=np.bool_)
    meets[linked] = meeting(linked, chain[linked]) > 0
    rows = _inside_runs(chain, meets, band.width)
    # Nobody's partner lies beyond an anchor.
    after, before = band.low.copy(), band.high.copy()
    after[rows], before[rows] = chain[rows], chain[rows] + 1
    return make_band(np.maximum.accumulate(after), np.minimum.accumulate(before[::-1])[::-1], band.width)


def _inside_runs(chain: Ints, meets: NDArray[np.bool_], width: int) -> Ints:
    """Return the rows well inside runs of rows whose columns follow each other; an edge of both sides is no end."""
    follows = np.diff(chain, prepend=-1) == 1  # of the first row: its partner is the first column
    broken = np.concatenate([~(follows & meets), [chain[-1] != width - 1]])
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(broken, _MARGIN), 2 * _MARGIN + 1)
    near = np.asarray(windows.any(axis=1))
    return np.nonzero(~(near[:-1] | near[1:]))[0]


def _smooth(chain: Floats, width: int) -> Floats:
    """Fill the gaps of a chain and take running medians: single wrong links do not bend the path."""
    count = len(chain)
    linked = np.nonzero(chain >= 0)[0]
    path = np.interp(
        np.arange(count), np.concatenate([[-1], linked, [count]]), np.concatenate([[-1.0], chain[linked], [width]])
    )
    padded = np.pad(path, _SMOOTH, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _SMOOTH + 1)
    return np.asarray(np.maximum.accumulate(np.clip(np.median(windows, axis=1), 0, width)))


def _grouped(direction: Direction, step: int) -> Direction:
    """Read several sentences as one."""
    if step == 1:
        return direction
    rows, columns = (_every(step, count) for count in (len(direction.expected.rows), direction.stream.count))
    return replace(direction, expected=direction.expected.grouped(rows), stream=direction.stream.grouped(columns))


def _every(step: int, count: int) -> Ints:
    return np.array([*range(0, count, step), count], dtype=np.int64)


def _likeness(direction: Direction, band: Band) -> Floats:
    """Return the damped cosine of expected and found tokens, weighted by rarity, per cell."""
    stream = direction.stream
    bounds = stream.bounds[::KINDS]
    sentence = np.repeat(np.arange(band.width), np.diff(bounds))
    rarity = _rarity(stream, sentence, band.width)
    found = rarity[stream.tokens] ** 2
    norms = np.sqrt(np.bincount(sentence, found, band.width)) + _DAMPED
    out = np.zeros(len(band.rows))
    first, reach, places = 0, slice(0, 0), _places(stream, slice(0, 0))
    while first < band.count:
        low = int(band.low[first])
        wide = int(bounds[band.high[first]] - bounds[low])
        last = min(first + max(1, min(_MOST_ROWS, _MOST_PAIRS // max(wide, 1))), band.count)
        high = int(band.high[last - 1])
        if reach != slice(int(bounds[low]), int(bounds[high])):  # in a full band all rows have the same
            reach = slice(int(bounds[low]), int(bounds[high]))
            places = _places(stream, reach)
        expected = np.minimum(direction.expected.rows.counts(first, last, len(stream.vocabulary)), 1.0)
        rows, numbers = np.nonzero(expected)
        values = expected[rows, numbers]
        norm = np.sqrt(np.bincount(rows, (values * rarity[numbers]) ** 2, last - first)) + _DAMPED
        at, sizes = runs(places[1], numbers)
        slots = np.repeat(rows * (high - low) - low, sizes)
        slots += sentence[places[0][at]]
        sums = np.bincount(slots, np.repeat(values * rarity[numbers] ** 2, sizes), (last - first) * (high - low))
        cells = slice(int(band.starts[first]), int(band.starts[last]))
        row, column = band.rows[cells] - first, band.columns[cells]
        out[cells] = sums[row * (high - low) + column - low] / norm[row] / norms[column]
        first = last
    return out


def _places(stream: Stream, reach: slice) -> tuple[Ints, Ints]:
    """Return the places of some tokens, sorted by number, and the first of each number."""
    held = stream.tokens[reach]
    order = np.argsort(held, kind="stable")
    return order + reach.start, np.searchsorted(held[order], np.arange(len(stream.vocabulary) + 1))


def _rarity(stream: Stream, sentence: Ints, count: int) -> Floats:
    """Return the inverse frequency of each token among the sentences, 0 and more."""
    pairs = np.unique(np.stack([sentence, stream.tokens]), axis=1)
    frequency = np.bincount(pairs[1], minlength=len(stream.vocabulary))
    return np.asarray(np.maximum(np.log((count + 1) / (frequency + 0.5)), 0.0))
