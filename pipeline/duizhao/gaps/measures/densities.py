"""Densities of a list's words on the two sides, and their difference.

All are taken over beads with both sides, so that like is compared with like and the shift of a scope is exactly the
difference of its densities; what was omitted or added altogether has measures of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from duizhao.gaps.measures.counting import Words, length
from duizhao.gaps.measures.definition import BeadContext, Pair


def of_source(words: Words, context: BeadContext) -> Pair | None:
    """Return the words of the list in a two-sided bead's source, and the source's words."""
    return _of_text(words, context.view.source.text) if compared(context) else None


def of_target(words: Words, context: BeadContext) -> Pair | None:
    """Return the words of the list in a two-sided bead's target, and the target's words."""
    return _of_text(words, context.view.target.text) if compared(context) else None


def shift(words: Words, contexts: Sequence[BeadContext]) -> Pair | None:
    """Return how many words of the list the target has too many, and the source's words.

    The target's are first scaled to the source's length: ``found(target) * words(source) / words(target) -
    found(source)``. So numerator over denominator is the target's density less the source's, and both can be read:
    how many more the listener would have heard, had the rendition been as long as what was said.
    """
    pairs = [
        (_of_text(words, one.view.source.text), _of_text(words, one.view.target.text))
        for one in contexts
        if compared(one)
    ]
    if not pairs:
        return None
    found, said, rendered, heard = (math.fsum(pair[side][part] for pair in pairs) for side in (0, 1) for part in (0, 1))
    return rendered * said / heard - found, said


def compared(context: BeadContext) -> bool:
    """Say whether a bead has words on both sides."""
    return bool(length(context.view.source.text) and length(context.view.target.text))


def _of_text(words: Words, text: str) -> Pair:
    return float(words.count(text)), length(text)
