"""IBM Model 1 in both directions at once, over pairs of words that stand in one bead; sparse, in batches.

Both directions see the same pairs of tokens, and what neither explains goes to a word of running text that stands on
every other side. A pair's weight is the geometric mean of its expected counts in both: a rare word that explains
whatever else stands in its bead ("garbage collector") is explained by nothing in turn.

References:
    Brown et al. (1993), Computational Linguistics 19(2), section 4.1; Moore (2004), "Improving IBM Word-Alignment
    Model 1", ACL, for rare words; Dunning (1993), Computational Linguistics 19(1), for the log-likelihood ratio.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.alignment.band import Ints
from duizhao.alignment.lexicon import Entries
from duizhao.similarity import Floats

#: The Chinese words and the English keys of a bead.
Words = tuple[Sequence[str], Sequence[str]]
Batches = Iterable[Sequence[Words]]
#: A word that begins so takes part, and is not kept. Without words of structure, what they would explain goes to their
#: neighbours (strict F1 of calls left out, parts dropped: without them .924, with them .931).
ASIDE = " "
# One bead's pairs are chance. Association by chance in one pair of a thousand: chi-squared, one degree of freedom.
_LEAST_TOGETHER, _LEAST_RATIO = 2, 10.83
# Fainter renderings are mostly neighbours of the right one. With .02 sentences that have no counterpart are melted into
# their neighbours (strict F1 of a call left out, parts dropped: .02 .920, .1 .929).
_LEAST_PROBABILITY = 0.1
_SHIFT = 32


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands where.

    Attributes:
        chinese: Word to number, in order of appearance.
        english: Key to number.
        tokens: How often each stands in the beads: Chinese words, English keys.
        beads: In how many beads each stands.
        codes: Pairs that stand together often enough, ascending: Chinese number times 2**32, plus English number.
        together: In how many beads each pair stands.
        total: Beads in all.
    """

    chinese: dict[str, int]
    english: dict[str, int]
    tokens: tuple[Ints, Ints]
    beads: tuple[Ints, Ints]
    codes: Ints
    together: Ints
    total: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected counts of each pair, shape ``(pairs,)``: English given Chinese, Chinese given English."""

    forward: Floats
    backward: Floats


def count(batches: Batches) -> Counted:
    """Number the words, and count how often they stand in beads, alone and together.

    Memory grows with the pairs of words that stand in one bead, not with the beads.
    """
    names: tuple[dict[str, int], dict[str, int]] = ({}, {})
    codes, together, total = np.zeros(0, np.int64), np.zeros(0, np.int64), 0
    tokens: list[Ints] = [np.zeros(0, np.int64), np.zeros(0, np.int64)]
    beads: list[Ints] = [np.zeros(0, np.int64), np.zeros(0, np.int64)]
    for batch in batches:
        sides = [_numbered(batch, side, names[side]) for side in (0, 1)]
        for side in (0, 1):
            tokens[side] = _added(tokens[side], sides[side], len(names[side]))
            beads[side] = _added(beads[side], [np.unique(one) for one in sides[side]], len(names[side]))
        found = [_outer(np.unique(a), np.unique(b)) for a, b in zip(*sides, strict=True)]
        codes, together = _summed(codes, together, np.concatenate(found) if found else codes[:0])
        total += len(batch)
    kept = together >= _LEAST_TOGETHER
    return Counted(*names, (tokens[0], tokens[1]), (beads[0], beads[1]), codes[kept], together[kept], total)


def _numbered(batch: Sequence[Words], side: int, names: dict[str, int]) -> list[Ints]:
    return [np.array([names.setdefault(key, len(names)) for key in one[side]], dtype=np.int64) for one in batch]


def _added(counts: Ints, found: Sequence[Ints], size: int) -> Ints:
    out = np.bincount(np.concatenate([np.zeros(0, np.int64), *found]), minlength=size)
    out[: len(counts)] += counts
    return out.astype(np.int64)


def _outer(chinese: Ints, english: Ints) -> Ints:
    return ((chinese[:, None] << _SHIFT) | english[None, :]).ravel()


def _summed(codes: Ints, counts: Ints, found: Ints) -> tuple[Ints, Ints]:
    """Add pairs to the counts of pairs, each once in ascending order."""
    out, where = np.unique(np.concatenate([codes, found]), return_inverse=True)
    weights = np.concatenate([counts, np.ones(len(found), np.int64)])
    return out, np.bincount(where, weights, len(out)).astype(np.int64)


def iterate(batches: Batches, counted: Counted, before: Expected | None) -> Expected:
    """Run one iteration of expectation-maximisation.

    Args:
        batches: The beads that were counted.
        counted: Their counts.
        before: Expected counts of the iteration before; None for the first, where every rendering is as likely.

    Returns:
        Expected counts of this iteration.
    """
    size = len(counted.codes)
    tables = _tables(counted, before)
    noise = [share / max(share.sum(), 1) if before else np.ones(len(share)) for share in counted.tokens[::-1]]
    out = (np.zeros(size), np.zeros(size))
    if not size:
        return Expected(*out)
    for batch in batches:
        pairs, given, own = _shared(batch, counted)
        for side in (0, 1):
            values = tables[side][pairs]
            whole = np.bincount(given[side], values, len(own[side])) + noise[side][own[side]]
            out[side][:] += np.bincount(pairs, values / whole[given[side]], size)
    return Expected(*out)


def _tables(counted: Counted, before: Expected | None) -> tuple[Floats, Floats]:
    """Return the probability of each pair: of the English key given the Chinese word, and the other way."""
    if before is None:
        return np.ones(len(counted.codes)), np.ones(len(counted.codes))
    one, other = counted.codes >> _SHIFT, counted.codes & ((1 << _SHIFT) - 1)
    return _normal(before.forward, one), _normal(before.backward, other)


def _normal(values: Floats, groups: Ints) -> Floats:
    sums = np.bincount(groups, values)[groups] if len(values) else values
    return np.divide(values, sums, out=np.zeros_like(values), where=sums > 0)


def _shared(batch: Sequence[Words], counted: Counted) -> tuple[Ints, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return a batch's pairs of tokens that are counted: pair, token that is given (English, Chinese), the tokens."""
    sides = [_numbered(batch, side, names) for side, names in enumerate((counted.chinese, counted.english))]
    starts = [np.cumsum([0, *map(len, side)]) for side in sides]
    codes, left, right = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for at, (a, b) in enumerate(zip(*sides, strict=True)):
        codes.append(_outer(a, b))
        left.append(np.repeat(np.arange(len(a)) + starts[0][at], len(b)))
        right.append(np.tile(np.arange(len(b)) + starts[1][at], len(a)))
    joined = np.concatenate(codes)
    pairs = np.minimum(np.searchsorted(counted.codes, joined), len(counted.codes) - 1)
    known = counted.codes[pairs] == joined
    tokens = [np.concatenate([np.zeros(0, np.int64), *side]) for side in sides]
    return pairs[known], (np.concatenate(right)[known], np.concatenate(left)[known]), (tokens[1], tokens[0])


def entries(counted: Counted, found: Expected) -> Entries:
    """Keep the pairs that are no chance, as a table.

    Returns:
        Words in the order of their spelling, with their occurrences as counts; the weights of each sum to 1.
    """
    words, keys = counted.codes >> _SHIFT, counted.codes & ((1 << _SHIFT) - 1)
    weights = np.sqrt(found.forward * found.backward)
    weights = np.where(_ratio(counted, words, keys) >= _LEAST_RATIO, weights, 0.0)
    weights = _normal(weights, words)
    aside = [np.array([name.startswith(ASIDE) for name in names], dtype=bool) for names in _names(counted)]
    kept = (weights >= _LEAST_PROBABILITY) & ~aside[0][words] & ~aside[1][keys]
    weights = _normal(np.where(kept, weights, 0.0), words)
    chinese, english = _names(counted)
    used = sorted({int(one) for one in words[kept]}, key=lambda one: chinese[one])
    names = sorted({int(one) for one in keys[kept]}, key=lambda one: english[one])
    place = {one: at for at, one in enumerate(used)}
    number = {one: at for at, one in enumerate(names)}
    rows = sorted(np.nonzero(kept)[0], key=lambda at: (place[int(words[at])], number[int(keys[at])]))
    return Entries(
        chinese=[chinese[one] for one in used],
        english=[english[one] for one in names],
        counts=counted.tokens[0][used].astype(np.float64),
        starts=np.searchsorted([place[int(words[at])] for at in rows], np.arange(len(used) + 1)).astype(np.int64),
        keys=np.array([number[int(keys[at])] for at in rows], dtype=np.int64),
        weights=weights[rows],
    )


def _names(counted: Counted) -> tuple[list[str], list[str]]:
    return list(counted.chinese), list(counted.english)


def _ratio(counted: Counted, words: Ints, keys: Ints) -> Floats:
    """Return the log-likelihood ratio of each pair standing together, 0 where they avoid each other."""
    both, total = counted.together.astype(np.float64), float(counted.total)
    one, other = counted.beads[0][words].astype(np.float64), counted.beads[1][keys].astype(np.float64)
    cells = (both, one - both, other - both, total - one - other + both)
    rows, columns = (one, one, total - one, total - one), (other, total - other, other, total - other)
    sums = np.zeros(len(both))
    for cell, row, column in zip(cells, rows, columns, strict=True):
        filled = np.maximum(cell, 1e-300)
        sums += np.where(cell > 0, cell * np.log(filled * total / np.maximum(row * column, 1e-300)), 0.0)
    return np.where(both * total > one * other, 2 * sums, 0.0)
