"""Chunk size: how much the interpreter lets the speaker say before the rendition starts.

Formula: words of the source's beads that stand before the passage's first word of rendition / passages; counted on the
first bead of each passage, so that passages add up. A Chinese character counts 1/1.48 word.
Unit and range: words, above 0. It stands for the lag where no times are known; in a document that has the whole call in
one language first, it says how the document is laid out.
Literature: Timarová, Dragsted & Hansen (2011) and Defrancq (2015), Interpreting 17(1), on lag.
Null: no passage has a rendition after its source.
"""

from __future__ import annotations

import math

from duizhao.gaps.measures.counting import length
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair


def count(context: BeadContext) -> Pair | None:
    """Return, of a passage's first bead, the words before the passage's rendition, and 1."""
    beads = context.passage.beads
    if not beads or context.view.index != beads[0].index:
        return None
    start = min((bead.target.segments[0] for bead in beads if bead.target.segments), default=None)
    if start is None:
        return None
    words = math.fsum(
        length(bead.source.text) for bead in beads if bead.source.segments and bead.source.segments[-1] < start
    )
    return (words, 1.0) if words else None


DEFINITION = Definition(
    name="chunk_size",
    unit="words",
    formula="source words before the rendition starts / passages",
    literature="Timarová, Dragsted & Hansen (2011); Defrancq (2015)",
    null="no passage has a rendition after its source",
    relations=INTERPRETATION,
    count=count,
)
