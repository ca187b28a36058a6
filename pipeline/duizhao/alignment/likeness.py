"""How alike an encoder finds the two sides of a bead.

Each sentence of a bead is compared with the sum of the other side's vectors, and the mean of both sides' totals counts.
For sums ``X`` and ``Y`` that is their cosine times ``(|X| + |Y|) / 2``. Times the number of sentences instead, a bead
that swallows a sentence without a partner would gain: two vectors at right angles against one of them have the cosine
0.71, twice that is more than 1.

References:
    Thompson & Koehn (2019), Vecalign, EMNLP, section 2: a bead's vector is the sum of its sentences', and its likeness
    is taken relative to that of random pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from duizhao.alignment.band import Band, Ints
from duizhao.similarity import Floats

#: The feature: the cosine of both sides' summed vectors times the mean length of the sums, less that of random pairs.
LIKENESS = "encoder: likeness"
#: Its weight where a model has none, in nats per unit. It is not fitted, nor tried on a real encoder: none was at hand.
#: It assumes that a translation stands half a unit above random pairs, which is then worth 4 nats, odds of 55 to 1. On
#: invented vectors 4 to 12 gave the same beads. To fit it, give the pairs of the training examples vectors
#: (`Pair.vectors`): the feature is then one of `feature_names`, and its weight is fitted with the others. The curve
#: that turns posteriors into confidence was made without it too.
LIKENESS_WEIGHT = 8.0
_LEAST = 1e-9


def vector_products(vectors: tuple[Floats, Floats] | None, band: Band) -> Floats | None:
    """Return the product of the vectors of each cell, shape ``(cells,)``; null where there are no vectors."""
    if vectors is None:
        return None
    rows, columns = vectors
    out = np.zeros(len(band.rows))
    for row in np.nonzero(np.diff(band.starts))[0]:
        held = slice(int(band.starts[row]), int(band.starts[row + 1]))
        out[held] = columns[int(band.low[row]) : int(band.high[row])] @ rows[row]
    return out


def likeness(
    vectors: tuple[Floats, Floats],
    products: Floats,
    down: Sequence[Ints],
    starts: tuple[Ints, Ints],
    shape: tuple[int, int],
) -> Floats:
    """Return the feature of the beads of one shape.

    Args:
        vectors: Of the rows and of the columns.
        products: Of the vectors of each cell of the band.
        down: The first cell of each bead and those below it, one array per row of the bead.
        starts: First row and first column of each bead, shape ``(beads,)`` each.
        shape: Sentences of the rows, of the columns.

    Returns:
        About 0 for sides that have nothing to do with each other, shape ``(beads,)``.
    """
    a, b = shape
    # The product of two sums is the sum of the products.
    summed = np.sum([products[cells + step] for cells in down for step in range(b)], axis=0)
    one, other = _lengths(vectors[0], a)[starts[0]], _lengths(vectors[1], b)[starts[1]]
    alike = summed * (1 / np.maximum(one, _LEAST) + 1 / np.maximum(other, _LEAST)) / 2
    # Some encoders find any two sentences alike: what all pairs of the two texts have in common says nothing.
    centre = float(vectors[0].mean(axis=0) @ vectors[1].mean(axis=0))
    return np.asarray(alike - centre * (a + b) / 2)


def _lengths(vectors: Floats, count: int) -> Floats:
    """Return the length of the sum of each run of so many vectors, shape ``(n - count + 1,)``."""
    sums = np.cumsum(np.concatenate([np.zeros((1, vectors.shape[1])), vectors]), axis=0)
    return np.asarray(np.linalg.norm(sums[count:] - sums[:-count], axis=1))
