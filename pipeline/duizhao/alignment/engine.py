"""The engine: the beads of two sides, each with how likely it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from duizhao.alignment.band import Band, Ints
from duizhao.alignment.candidates import Meeting, candidates
from duizhao.alignment.features import OPENING, alone, lexical_tables, scores
from duizhao.alignment.lattice import Lattice, best_beads
from duizhao.alignment.likeness import LIKENESS, LIKENESS_WEIGHT
from duizhao.alignment.pairing import Pair
from duizhao.alignment.posterior import bead_chance, likeliest_beads, posterior
from duizhao.similarity import Floats


@dataclass(frozen=True, slots=True)
class Aligned:
    """A bead between the rows and the columns of a pair.

    Attributes:
        rows: Its sentences among the rows; either side may be empty, not both.
        columns: Its sentences among the columns.
        chance: How likely it is, 0 to 1: the share of all readings, weighted by their score, that hold it.
    """

    rows: range
    columns: range
    chance: float


@dataclass(frozen=True, slots=True)
class Beside:
    """Evidence from outside the text, in nats.

    Attributes:
        meeting: What it is worth that the last row of a bead meets its first column, such as lines that follow each
            other: given rows and columns of cells, shape ``(cells,)`` each, the worth of each cell.
        wider: Price of each sentence beyond one a side.
        opening: Added to the score of each run of sentences alone: interpreters leave out more than translators do.
    """

    meeting: Meeting | None = None
    wider: float = 0.0
    opening: float = 0.0

    def turned(self) -> Beside:
        """Return the same with rows and columns exchanged."""
        meeting = self.meeting
        if meeting is None:
            return self

        def exchanged(rows: Ints, columns: Ints) -> Floats:
            return meeting(columns, rows)

        return replace(self, meeting=exchanged)


#: Nothing but the text is known.
TEXT_ALONE = Beside()


def make_lattice(pair: Pair, band: Band, weights: Mapping[str, float], beside: Beside = TEXT_ALONE) -> Lattice:
    """Score every bead of a pair inside a band.

    Args:
        pair: The two sides.
        band: The cells.
        weights: Of each feature that the pair has.
        beside: What else is known of the two sides than their text.
    """
    tables = lexical_tables(pair, band, weights)
    known = {LIKENESS: LIKENESS_WEIGHT, **weights, "summed": 1.0}
    meeting = beside.meeting(band.rows, band.columns) if beside.meeting is not None else None
    joined = {}
    for fitting, held in scores(pair, band, tables, known):
        whole = np.full(len(band.rows), -np.inf)
        whole[fitting.cells] = held - beside.wider * (sum(fitting.shape) - 2)
        if meeting is not None:
            whole[fitting.cells] += meeting[fitting.down[-1]]
        joined[fitting.shape] = whole
    lonely = [
        values @ np.array([weights[name] for name in names], dtype=np.float64) for names, values in alone(pair, tables)
    ]
    return Lattice(band, joined, lonely[0], lonely[1], weights[OPENING] + beside.opening)


def align_pair(
    pair: Pair,
    weights: Mapping[str, float],
    *,
    band: Band | None = None,
    beside: Beside = TEXT_ALONE,
    most_likely: bool = False,
) -> list[Aligned]:
    """Align the two sides of a pair.

    Args:
        pair: The two sides.
        weights: Of each feature that the pair has, in nats per unit.
        band: Cells to search; found from the words where none is given.
        beside: What else is known of the two sides than their text.
        most_likely: Return the single likeliest reading (Viterbi) rather than the one with most beads expected right.

    Returns:
        Beads in order that cover both sides once; an empty list for two empty sides.
    """
    lattice = make_lattice(pair, candidates(pair, beside.meeting) if band is None else band, weights, beside)
    likely = posterior(lattice)
    beads = best_beads(lattice) if most_likely else likeliest_beads(lattice, likely)
    return [Aligned(rows, cols, min(1.0, bead_chance(lattice.band, likely, (rows, cols)))) for rows, cols in beads]
