"""Sentence length: how long the sentences of the originals and of the renditions are.

Formula: words / sentences of all beads of the side; a Chinese character counts 1/1.48 word. A segment is a sentence;
several are counted anew, because a sentence may stand on two lines.
Unit and range: words, above 0. Where sentences end is the transcriber's doing as much as the speaker's.
Literature: Sandrelli & Bendazzoli (2005) and Plevoets & Defrancq (2016), Translation and Interpreting Studies 11(2),
on what makes interpreted speech simpler or denser.
Null: nothing was said on the side.
"""

from __future__ import annotations

from duizhao.gaps.measures.counting import length, sentence_count
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair
from duizhao.gaps.views import Side


def of_side(side: Side) -> Pair | None:
    """Return a side's words and sentences."""
    words = length(side.text)
    if not words:
        return None
    return words, float(1 if len(side.segments) == 1 else max(sentence_count(side.text), 1))


def of_source(context: BeadContext) -> Pair | None:
    """Return the source's words and sentences."""
    return of_side(context.view.source)


def of_target(context: BeadContext) -> Pair | None:
    """Return the target's words and sentences."""
    return of_side(context.view.target)


DEFINITIONS = tuple(
    Definition(
        name=f"sentence_length_{side}",
        unit="words",
        formula=f"{side} words / {side} sentences",
        literature="Sandrelli & Bendazzoli (2005); Plevoets & Defrancq (2016)",
        null=f"the {side} says nothing",
        relations=INTERPRETATION,
        count=count,
    )
    for side, count in (("source", of_source), ("target", of_target))
)
