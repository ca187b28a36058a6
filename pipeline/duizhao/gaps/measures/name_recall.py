"""Name recall: the share of the source's names that the rendition has.

Formula: names of people, firms and places in the source that the target has, in whatever form / those in the source.
Unit and range: ratio, 0 to 1.
Literature: Gile (1995), Basic Concepts and Models: proper names among the problem triggers.
Null: the source names nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Check, Definition, Pair


def found(checks: Sequence[Check]) -> Pair | None:
    """Return how many were found, and how many there are; null where there are none."""
    return (sum(check.found for check in checks), len(checks)) if checks else None


def count(context: BeadContext) -> Pair | None:
    """Return the names rendered and the names said."""
    return None if context.lost else found(context.names)


DEFINITION = Definition(
    name="name_recall",
    unit="ratio",
    formula="names of the source that the target has / names of the source",
    literature="Gile (1995), problem triggers",
    null="the source has no name",
    relations=INTERPRETATION,
    count=count,
)
