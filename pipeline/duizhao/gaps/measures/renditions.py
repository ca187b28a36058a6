"""Renditions: what share of the beads is of each of Wadensjö's types.

Formula: beads of the type / beads that have a type; the seven shares of a scope add up to 1.
Unit and range: ratio, 0 to 1.
Literature: Wadensjö (1998), Interpreting as Interaction, chapter 6: close, expanded, reduced, substituted,
summarised, zero (an original without rendition), non-rendition (a rendition without original). Her types are a
reader's judgement; the alignment's are drawn by length and shared words, and are candidates.
Null: no bead has a type.
"""

from __future__ import annotations

from functools import partial

from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair

#: The measure's name, and the type as alignments name it.
TYPES = {
    "rendition_close": "close",
    "rendition_expanded": "expanded",
    "rendition_reduced": "reduced",
    "rendition_substituted": "substituted",
    "rendition_summarised": "summarised",
    "rendition_zero": "zero",
    "non_rendition": "non-rendition",
}


def count(kind: str, context: BeadContext) -> Pair | None:
    """Return 1 if the bead is of a type, and 1 if it has any."""
    return None if context.rendition is None or context.lost else (float(context.rendition == kind), 1.0)


DEFINITIONS = tuple(
    Definition(
        name=name,
        unit="ratio",
        formula=f"beads of type {kind} / beads with a type",
        literature="Wadensjö (1998), chapter 6",
        null="no bead has a type",
        relations=INTERPRETATION,
        needs_human=True,
        count=partial(count, kind),
    )
    for name, kind in TYPES.items()
)
