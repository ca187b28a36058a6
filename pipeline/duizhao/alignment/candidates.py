"""Where partners may be: all cells of short texts, a band around the chain of best partners of long ones.

The chain is found on likeness of words weighted by rarity; long texts are first read in groups of sentences, then in
a band around what the groups found, so that nothing is ever as large as the product of both sides.
"""

from __future__ import annotations

import numpy as np

from duizhao.alignment.band import Band, Ints, band_around, best_chain, full_band
from duizhao.alignment.lexical import KINDS, Expectation, Stream, gather
from duizhao.alignment.pairing import Direction, Pair
from duizhao.similarity import Floats

#: Both sides up to here are searched whole.
WHOLE = 60
# Cells on either side of the chain; sentences over which its course is smoothed.
_REACH, _SMOOTH = 20, 15
# Sentences that are compared all with all; longer texts are grouped down to it.
_MOST = 1000
_DAMPED = 2.0


def candidates(pair: Pair) -> Band:
    """Return the band of cells in which beads are sought."""
    direction = pair.directions[0]
    count, width = len(direction.expected.rows), len(direction.stream.bounds) // KINDS
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
    rows = direction.expected.rows
    groups = [gather(rows[start : start + step]) for start in range(0, len(rows), step)]
    ends = [*range(0, len(direction.stream.bounds) - 1, KINDS * step), len(direction.stream.bounds) - 1]
    # Kinds do not matter for likeness: each group is one sentence of one kind.
    bounds = np.repeat(direction.stream.bounds[ends], KINDS)[: KINDS * (len(ends) - 1) + 1]
    bounds[1:] = np.repeat(direction.stream.bounds[ends[1:]], KINDS)
    stream = Stream(direction.stream.tokens, bounds, direction.stream.background, direction.stream.vocabulary)
    sizes = np.array([direction.expected.sizes[start : start + step].sum() for start in range(0, len(rows), step)])
    return Direction(direction.name, direction.kinds, Expectation(groups, sizes), stream, columns=direction.columns)


def _likeness(direction: Direction, band: Band) -> Floats:
    """Return the damped cosine of expected and found tokens, weighted by rarity, per cell."""
    stream = direction.stream
    bounds = stream.bounds[::KINDS]
    sentence = np.repeat(np.arange(band.width), np.diff(bounds))
    rarity = _rarity(stream, sentence, band.width)
    found = rarity[stream.tokens] ** 2
    norms = np.sqrt(np.bincount(sentence, found, band.width)) + _DAMPED
    out = np.zeros(len(band.rows))
    line = np.zeros(len(stream.vocabulary))
    for row in range(band.count):
        numbers, values = direction.expected.rows[row]
        np.add.at(line, numbers, values)
        line[numbers] = np.minimum(line[numbers], 1.0)
        own = np.unique(numbers)
        norm = float(np.sqrt(((line[own] * rarity[own]) ** 2).sum())) + _DAMPED
        low, high = int(band.low[row]), int(band.high[row])
        first, last = int(bounds[low]), int(bounds[high])
        hits = line[stream.tokens[first:last]] * found[first:last]
        sums = np.bincount(sentence[first:last] - low, hits, high - low)
        out[band.starts[row] : band.starts[row + 1]] = sums / norm / norms[low:high]
        line[numbers] = 0.0
    return out


def _rarity(stream: Stream, sentence: Ints, count: int) -> Floats:
    """Return the inverse frequency of each token among the sentences, 0 and more."""
    pairs = np.unique(np.stack([sentence, stream.tokens]), axis=1)
    frequency = np.bincount(pairs[1], minlength=len(stream.vocabulary))
    return np.asarray(np.maximum(np.log((count + 1) / (frequency + 0.5)), 0.0))
