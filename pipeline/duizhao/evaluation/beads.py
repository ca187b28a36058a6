"""Agreement of aligned beads and of discrepancies with gold.

Both sides are compared as places in the text, never by ids: gold knows nothing of a corpus's segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duizhao.evaluation.measures import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from duizhao.evaluation.gold import GoldDiscrepancy, GoldDocument, Place
    from duizhao.evaluation.predicted import Predicted, Sides

#: Characters that the edge of a run may be off in a strict match.
NEAR = 3
#: Characters between two places on one line that are still one run: a space, a closing quotation mark.
GAP = 2

_Runs = tuple[list["Place"], list["Place"]]


@dataclass(frozen=True, slots=True)
class BeadAgreement:
    """Strict and lax agreement of the beads of one relation and level."""

    strict: Agreement
    lax: Agreement


def bead_agreement(predicted: Predicted, gold: GoldDocument, *, relation: str, level: str) -> BeadAgreement | None:
    """Compare the beads of one relation and level.

    Beads with an empty side are counted on neither side. None when gold has no bead to find.

    References:
        Veronis & Langlais (2000) for strict; Sennrich & Volk (2010) for lax.
    """
    want = [
        (bead.source, bead.target)
        for bead in gold.beads
        if (bead.relation, bead.level) == (relation, level) and bead.source and bead.target
    ]
    if not want:
        return None
    rows = (row for row in predicted.alignments if (row["relation"], row["level"]) == (relation, level))
    got = [sides for sides in map(predicted.sides, rows) if sides[0] and sides[1]]
    return BeadAgreement(strict=_strict(got, want), lax=_lax(got, want))


def discrepancy_agreement(predicted: Predicted, gold: GoldDocument, types: AbstractSet[str]) -> Agreement | None:
    """Compare the discrepancies of some types; None when gold has none of them.

    A reported one meets one of gold's when they overlap on every side that both have; their types and values
    may differ, so that a wrong figure which gold calls a direction counts.
    """
    want = [item for item in gold.discrepancies if item.type in types]
    if not want:
        return None
    got = [predicted.sides(row) for row in predicted.discrepancies if row["type"] in types]
    hits_got = sum(any(_meets(item, sides) for item in want) for sides in got)
    hits_want = sum(any(_meets(item, sides) for sides in got) for item in want)
    return Agreement.of(hits_got, len(got), hits_want, len(want))


def runs(places: Iterable[Place]) -> list[Place]:
    """Join neighbouring places of a line into runs: a side must not depend on how it was segmented.

    >>> runs([(1, 6, 9), (1, 0, 5), (2, 0, 4)])
    [(1, 0, 9), (2, 0, 4)]
    """
    out: list[Place] = []
    for line, start, end in sorted(places):
        if out and out[-1][0] == line and start - out[-1][2] <= GAP:
            out[-1] = (line, out[-1][1], max(end, out[-1][2]))
        else:
            out.append((line, start, end))
    return out


def overlap(a: Sequence[Place], b: Sequence[Place]) -> bool:
    """Say whether two sides share a character."""
    return any(x[0] == y[0] and x[1] < y[2] and y[1] < x[2] for x in a for y in b)


def _strict(got: Sequence[Sides], want: Sequence[Sides]) -> Agreement:
    got_runs, want_runs = ([(runs(source), runs(target)) for source, target in side] for side in (got, want))

    def found(bead: _Runs, pool: Sequence[_Runs]) -> bool:
        return any(_equal(bead[0], other[0]) and _equal(bead[1], other[1]) for other in pool)

    return Agreement.of(
        sum(found(bead, want_runs) for bead in got_runs),
        len(got),
        sum(found(bead, got_runs) for bead in want_runs),
        len(want),
    )


def _lax(got: Sequence[Sides], want: Sequence[Sides]) -> Agreement:
    def hit(bead: Sides, pool: Sequence[Sides]) -> bool:
        return any(overlap(bead[0], other[0]) and overlap(bead[1], other[1]) for other in pool)

    return Agreement.of(sum(hit(bead, want) for bead in got), len(got), sum(hit(bead, got) for bead in want), len(want))


def _equal(a: Sequence[Place], b: Sequence[Place]) -> bool:
    return len(a) == len(b) and all(
        x[0] == y[0] and abs(x[1] - y[1]) <= NEAR and abs(x[2] - y[2]) <= NEAR for x, y in zip(a, b, strict=True)
    )


def _meets(item: GoldDiscrepancy, sides: Sides) -> bool:
    pairs = ((item.source, sides[0]), (item.target, sides[1]))
    return any(sides) and all(not want or not got or overlap(want, got) for want, got in pairs)
