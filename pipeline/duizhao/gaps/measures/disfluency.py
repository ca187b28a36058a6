"""Disfluency: how often the original and the rendition hesitate, repeat and mend themselves.

Formula: hesitations (uh, um, 嗯), repeats ("we, we"; a run counts once), words cut off and editing terms ("or rather",
不对) / words of the side * 100; a Chinese character counts 1/1.48 word.
Unit and range: per 100 words, 0 and more. For verbatim transcripts alone: vendors clean them, and a 0 there says
nothing of the speaker. A recogniser's loops are folded before.
Literature: Tissi (2000), The Interpreters' Newsletter 10; Petite (2005), Interpreting 7(1), on repairs; Bakti (2009);
editing terms as in Levelt (1983), Cognition 14(1).
Null: nothing was said on the side.
"""

from __future__ import annotations

from functools import partial

from duizhao.gaps.measures.counting import Words, length
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair
from duizhao.gaps.measures.lists import DISFLUENCIES


def of_text(words: Words, text: str) -> Pair | None:
    """Return a text's disfluencies and words."""
    size = length(text)
    return (float(words.count(text)), size) if size else None


def of_source(words: Words, context: BeadContext) -> Pair | None:
    """Return the source's disfluencies and words."""
    return of_text(words, context.view.source.text)


def of_target(words: Words, context: BeadContext) -> Pair | None:
    """Return the target's disfluencies and words."""
    return of_text(words, context.view.target.text)


def definitions(words: Words = DISFLUENCIES) -> tuple[Definition, ...]:
    """Return the two measures of a list of disfluencies."""
    return tuple(
        Definition(
            name=f"disfluency_{side}",
            unit="per 100 words",
            formula=f"hesitations, repeats, words cut off and editing terms of the {side} / {side} words * 100",
            literature="Tissi (2000); Petite (2005); Bakti (2009)",
            null=f"the {side} says nothing",
            relations=INTERPRETATION,
            count=partial(count, words),
            factor=100.0,
        )
        for side, count in (("source", of_source), ("target", of_target))
    )


DEFINITIONS = definitions()
