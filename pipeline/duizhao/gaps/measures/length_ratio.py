"""Length ratio: how long the rendition is against a full one.

Formula: target words / source words over beads with both sides, in English words; a Chinese character counts 1/1.48
of one, the mean of full renditions, so that 1 is a full rendition in either direction.
Unit and range: ratio, above 0.
Literature: Dam (1995, 1996) on text condensation in consecutive interpreting.
Null: no bead has both sides.
"""

from __future__ import annotations

from duizhao.gaps.measures.counting import length
from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair

#: Percentiles 5 and 95 of full renditions: 373 pairs of an English line and its machine translation in four earnings
#: calls have 1.18 to 1.80 Chinese characters per English word, which is divided by the mean, 1.48. Machine
#: translation condenses nothing, which is why it is the baseline; it is no interpreter's.
FULL_RENDITION = (0.80, 1.22)


def count(context: BeadContext) -> Pair | None:
    """Return the lengths of target and source."""
    if not context.two_sided:
        return None
    source = length(context.view.source.text)
    return (length(context.view.target.text), source) if source else None


DEFINITION = Definition(
    name="length_ratio",
    unit="ratio",
    formula="target words / source words in two-sided beads, a Chinese character 1/1.48 word; full: .80 to 1.22",
    literature="Dam (1995, 1996), text condensation",
    null="no bead has both sides",
    relations=INTERPRETATION,
    count=count,
)
