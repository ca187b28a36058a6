"""Omission rate: the share of what was said that no rendition answers.

Formula: source words in beads without a target / source words in all beads; a Chinese character counts 1/1.48 word.
Unit and range: ratio, 0 to 1.
Literature: Barik (1971), Meta 16(4), (1975), Language and Speech 18(3): omissions of skipping, of comprehension, of
delay, compounding. Which of them it is, and whether anything that matters was lost, a person decides.
Null: nothing was said in the source, or the recording lost what is missing.
"""

from __future__ import annotations

from duizhao.gaps.measures.counting import length
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair


def count(context: BeadContext) -> Pair | None:
    """Return the source's words if nothing renders them, and the source's words."""
    words = length(context.view.source.text)
    if context.lost or not words:
        return None
    return (0.0 if context.view.target.segments else words), words


DEFINITION = Definition(
    name="omission_rate",
    unit="ratio",
    formula="source words in beads without a target / source words",
    literature="Barik (1971, 1975)",
    null="the source says nothing, or the recording lost the rendition",
    relations=INTERPRETATION,
    needs_human=True,
    count=count,
)
