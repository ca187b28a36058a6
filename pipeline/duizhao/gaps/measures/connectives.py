"""Connective explicitation: how often the rendition says a connection that the original leaves to be understood.

Formula: beads whose target has a connective of a class (additive, adversative, causal, temporal) of which the source
has none / beads with both sides. What is counted are beads, however many classes one adds.
Unit and range: ratio, 0 to 1.
Literature: Shlesinger (1995), The Translator 1(2), on shifts in cohesion; Gumul (2006), Across Languages and Cultures
7(2), on explicitation in interpreting; Hu & Tao (2013), Meta 58(3), on Chinese-English; classes of Halliday & Hasan
(1976), Cohesion in English, chapter 5. A connective of the source that the list lacks makes a false candidate.
Null: no bead has both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from duizhao.gaps.measures.counting import Words
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair
from duizhao.gaps.measures.lists import CONNECTIVES


def classes(text: str, lists: Mapping[str, Words] = CONNECTIVES) -> frozenset[str]:
    """Return the classes of the connectives in a text."""
    return frozenset(name for name, words in lists.items() if words.count(text))


def count(lists: Mapping[str, Words], context: BeadContext) -> Pair | None:
    """Return 1 if the target connects in a way that the source does not, and 1 if there are both sides."""
    if not context.two_sided:
        return None
    return float(bool(classes(context.view.target.text, lists) - classes(context.view.source.text, lists))), 1.0


DEFINITION = Definition(
    name="connective_explicitation",
    unit="ratio",
    formula="beads whose target has a connective of a class that the source lacks / two-sided beads",
    literature="Shlesinger (1995); Gumul (2006); Hu & Tao (2013)",
    null="no bead has both sides",
    relations=INTERPRETATION,
    needs_human=True,
    count=partial(count, CONNECTIVES),
)
