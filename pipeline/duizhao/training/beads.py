"""Fit the weights of beads: the weights under which hand-made alignments are most likely.

A conditional random field over readings (`duizhao.alignment.lattice`): the gradient is what the readings expect of
each feature less what gold has of it. Weights are few, and the prior is weak.

References:
    Lafferty, McCallum & Pereira (2001), ICML; L-BFGS as in scipy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.band import Band
from duizhao.alignment.candidates import candidates
from duizhao.alignment.features import OPENING, SHAPES, Fitting, alone, columns, fittings, lexical_tables
from duizhao.alignment.lattice import Lattice
from duizhao.alignment.pairing import Pair
from duizhao.alignment.posterior import posterior
from duizhao.similarity import Floats
from duizhao.training.alignments import Unit, path
from duizhao.training.numeric import optimize

# Prior precision of every weight; 0.3 and 3 move strict F1 on MAC-Dev by less than .003.
_PRIOR = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with its gold.

    Attributes:
        pair: Both sides.
        gold: Units in any order; what no unit holds stands alone.
    """

    pair: Pair
    gold: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    fitting: Fitting
    features: NDArray[np.float32]
    names: NDArray[np.int64]


class Problem:
    """An example with its features worked out: what a fit asks for again and again."""

    def __init__(self, example: Example, names: Mapping[str, int]) -> None:
        """Work out the features of an example.

        Args:
            example: With gold.
            names: Feature to its number.
        """
        self.band = candidates(example.pair)
        self._count = len(names)
        tables = lexical_tables(example.pair, self.band)
        self._shapes = [self._shape(example.pair, tables, one, names) for one in fittings(self.band, SHAPES)]
        self._alone = [
            (values, np.array([names[name] for name in labels])) for labels, values in alone(example.pair, tables)
        ]
        self._opening = names[OPENING]
        self._gold = self._observed(path(example.gold, self.band.count, self.band.width))

    def _shape(self, pair: Pair, tables: object, fitting: Fitting, names: Mapping[str, int]) -> _Shape:
        found: dict[int, Floats] = {}
        for labels, several in columns(pair, self.band, tables, fitting):  # type: ignore[arg-type]
            for label, values in zip(labels, several, strict=True):
                at = names[label]
                found[at] = found[at] + values if at in found else values
        return _Shape(fitting, np.stack(list(found.values()), axis=1).astype(np.float32), np.array(list(found)))

    def lattice(self, weights: Floats) -> Lattice:
        """Score every bead."""
        joined = {}
        for one in self._shapes:
            scores = np.full(len(self.band.rows), -np.inf)
            scores[one.fitting.cells] = one.features @ weights[one.names]
            joined[one.fitting.shape] = scores
        omitted, added = (values @ weights[names] for values, names in self._alone)
        return Lattice(self.band, joined, omitted, added, float(weights[self._opening]))

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """Return minus the log-probability of gold, and its gradient."""
        likely = posterior(self.lattice(weights))
        expected = np.zeros(self._count)
        for one in self._shapes:
            expected[one.names] += likely.joined[one.fitting.shape][one.fitting.cells] @ one.features
        for (values, names), share in zip(self._alone, (likely.omitted, likely.added), strict=True):
            np.add.at(expected, names, share @ values)
        expected[self._opening] += likely.openings
        return likely.total - float(self._gold @ weights), expected - self._gold

    def _observed(self, beads: Iterable[tuple[range, range]]) -> Floats:
        """Add up the features of gold; beads outside the band are passed by."""
        out = np.zeros(self._count)
        shapes = {one.fitting.shape: one for one in self._shapes}
        alone_before = False
        for rows, cols in beads:
            lonely = not (rows and cols)
            if lonely:
                values, names = self._alone[0 if rows else 1]
                np.add.at(out, names, values[rows.start if rows else cols.start])
                out[self._opening] += not alone_before
            else:
                one = shapes.get((len(rows), len(cols)))
                at = _cell(self.band, one, rows.start, cols.start)
                if one is not None and at is not None:
                    out[one.names] += one.features[at]
            alone_before = lonely
        return out


def _cell(band: Band, one: _Shape | None, row: int, column: int) -> int | None:
    if one is None or not band.low[row] <= column < band.high[row]:
        return None
    cell = band.starts[row] + column - band.low[row]
    at = int(np.searchsorted(one.fitting.cells, cell))
    return at if at < len(one.fitting.cells) and one.fitting.cells[at] == cell else None


def first_weights(names: Sequence[str]) -> Floats:
    """Return weights to start from: words that fit count, wide beads and sentences alone cost."""
    weights = np.zeros(len(names))
    for at, name in enumerate(names):
        if name.endswith("content fit"):
            weights[at] = 0.4
        elif name.startswith("shape: "):
            a, b = name.removeprefix("shape: ").split("-")
            weights[at] = -1.5 * (int(a) + int(b) - 2)
        elif name.endswith(" each"):
            weights[at] = -4.0
    return weights


def fit(
    problems: Sequence[Problem],
    start: Floats,
    *,
    steps: int = 60,
) -> Floats:
    """Fit the weights.

    Args:
        problems: With gold.
        start: Weights to start from.
        steps: Steps of L-BFGS at most.
    """

    def loss(weights: Floats) -> tuple[float, Floats]:
        parts = [one.loss(weights) for one in problems]
        value = sum(part[0] for part in parts) + 0.5 * _PRIOR * float(weights @ weights)
        return value, np.sum([part[1] for part in parts], axis=0) + _PRIOR * weights

    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return np.asarray(found.x, dtype=np.float64)
