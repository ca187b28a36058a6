"""Number fidelity: the share of the source's figures that the rendition keeps.

Formula: amounts and shares of the source that the target has, exact or rounded / amounts and shares of the source.
Figures in beads that nothing renders count as lost.
Unit and range: ratio, 0 to 1.
Literature: Braun & Clarici (1996), The Interpreters' Newsletter 7; Mazza (2001), ibid. 11; Cheung (2009),
Forum 7(2); Frittella (2019), Translation & Interpreting 11(1).
Null: the source gives no amount and no share.
"""

from __future__ import annotations

from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair


def count(context: BeadContext) -> Pair | None:
    """Return the quantities kept and the quantities said."""
    kept, said = context.fidelity
    return (kept, said) if said and not context.lost else None


DEFINITION = Definition(
    name="number_fidelity",
    unit="ratio",
    formula="amounts and shares of the source that the target keeps / those of the source",
    literature="Braun & Clarici (1996); Mazza (2001); Cheung (2009); Frittella (2019)",
    null="the source gives no amount and no share",
    relations=INTERPRETATION,
    count=count,
)
