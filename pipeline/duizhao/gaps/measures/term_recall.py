"""Term recall: the share of the source's glossary terms that the rendition renders as the glossary says.

Formula: terms of the source with a known rendering in the target / terms of the source.
Unit and range: ratio, 0 to 1. It can be no better than the glossary: a good rendering that the glossary does not know
counts as none.
Literature: Gile (1995), Basic Concepts and Models: technical terms among the problem triggers.
Null: the source has no term of the glossary, or no glossary was given.
"""

from __future__ import annotations

from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair
from duizhao.gaps.measures.name_recall import found


def count(context: BeadContext) -> Pair | None:
    """Return the terms rendered and the terms said."""
    return None if context.lost else found(context.terms)


DEFINITION = Definition(
    name="term_recall",
    unit="ratio",
    formula="glossary terms of the source rendered in the target / glossary terms of the source",
    literature="Gile (1995), problem triggers",
    null="the source has no term of the glossary",
    relations=INTERPRETATION,
    count=count,
)
