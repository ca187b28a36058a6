"""Booster shift: whether the rendition sounds surer, or more emphatic, than the original.

Formula, over beads with both sides: boosters / words * 1,000 of the target, less the same of the source (how numerator
and denominator are kept: `densities.shift`).
Unit and range: per 1,000 words; any number, above 0 where the rendition boosts more.
Literature: Holmes (1984), Journal of Pragmatics 8(3), on boosting and attenuating; Hyland (2005), Metadiscourse, on
boosters. As with hedges, compare shifts of one direction: the machine translation of four earnings calls from
English shows +1.0.
Null: no bead has both sides.
"""

from __future__ import annotations

from functools import partial

from duizhao.gaps.measures.counting import Words
from duizhao.gaps.measures.definition import INTERPRETATION, Definition
from duizhao.gaps.measures.densities import compared, shift
from duizhao.gaps.measures.lists import BOOSTERS


def definitions(words: Words = BOOSTERS) -> tuple[Definition, ...]:
    """Return the measure of a list of boosters."""
    return (
        Definition(
            name="booster_shift",
            unit="per 1,000 words",
            formula="boosters per 1,000 words of the target - those of the source, in two-sided beads",
            literature="Holmes (1984); Hyland (2005)",
            null="no bead has both sides",
            relations=INTERPRETATION,
            over=partial(shift, words),
            speaks=compared,
            factor=1000.0,
        ),
    )


DEFINITIONS = definitions()
