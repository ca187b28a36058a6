"""Hedges: how guardedly the original and the rendition speak, and the shift from one to the other.

Formulas, over beads with both sides: density = hedges / words * 1,000 on each side; shift = density of the target
less density of the source (how its numerator and denominator are kept: `densities.shift`).
Unit and range: per 1,000 words; densities 0 and more, the shift any number, above 0 where the rendition hedges more.
Literature: Hyland (1998), Hedging in Scientific Research Articles; Magnifico & Defrancq (2017),
Interpreting 19(1), on hedges in conference interpreting.
Two languages have two lists, and no list finds all: a shift of 0 is not "as guarded as the original". The machine
translation of four earnings calls from English (344 pairs of lines), which drops no hedge on purpose, shows -1.2.
Compare shifts of one direction, between speakers or over time.
Null: no bead has both sides.
"""

from __future__ import annotations

from functools import partial

from duizhao.gaps.measures.counting import Words
from duizhao.gaps.measures.definition import INTERPRETATION, Definition
from duizhao.gaps.measures.densities import compared, of_source, of_target, shift
from duizhao.gaps.measures.lists import HEDGES

_LITERATURE = "Hyland (1998); Magnifico & Defrancq (2017)"
_NULL = "no bead has both sides"
_UNIT, _FACTOR = "per 1,000 words", 1000.0


def definitions(words: Words = HEDGES) -> tuple[Definition, ...]:
    """Return the three measures of a list of hedges."""
    return (
        Definition(
            name="hedge_density_source",
            unit=_UNIT,
            formula="hedges in the source / source words * 1,000, in two-sided beads",
            literature=_LITERATURE,
            null=_NULL,
            relations=INTERPRETATION,
            count=partial(of_source, words),
            factor=_FACTOR,
        ),
        Definition(
            name="hedge_density_target",
            unit=_UNIT,
            formula="hedges in the target / target words * 1,000, in two-sided beads",
            literature=_LITERATURE,
            null=_NULL,
            relations=INTERPRETATION,
            count=partial(of_target, words),
            factor=_FACTOR,
        ),
        Definition(
            name="hedge_shift",
            unit=_UNIT,
            formula="hedge_density_target - hedge_density_source",
            literature=_LITERATURE,
            null=_NULL,
            relations=INTERPRETATION,
            over=partial(shift, words),
            speaks=compared,
            factor=_FACTOR,
        ),
    )


DEFINITIONS = definitions()
