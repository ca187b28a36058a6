"""Addition rate: the share of the rendition that nothing said answers for.

Formula: target words in beads without a source / target words in all beads; a Chinese character counts 1/1.48 word.
Unit and range: ratio, 0 to 1.
Literature: Barik (1971), Meta 16(4), (1975), Language and Speech 18(3): additions of a qualifier, of elaboration, of
a relationship, of closure. What stands inside a two-sided bead is not seen: a bead's length ratio shows that.
Null: nothing was said in the target, or the recording lost the original.
"""

from __future__ import annotations

from duizhao.gaps.measures.counting import length
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair


def count(context: BeadContext) -> Pair | None:
    """Return the target's words if they render nothing, and the target's words."""
    words = length(context.view.target.text)
    if context.lost or not words:
        return None
    return (0.0 if context.view.source.segments else words), words


DEFINITION = Definition(
    name="addition_rate",
    unit="ratio",
    formula="target words in beads without a source / target words",
    literature="Barik (1971, 1975)",
    null="the target says nothing, or the recording lost the original",
    relations=INTERPRETATION,
    needs_human=True,
    count=count,
)
