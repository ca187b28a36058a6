"""The type of each rendition, after Wadensjö (1998), *Interpreting as Interaction*, chapter 6.

Labels are candidates for a person to correct. They rest on what was found in the bead first, and on its length second:

* ``zero``: nothing renders the original; ``non-rendition``: nothing is rendered.
* ``substituted``: a figure, direction or name disagrees, or something was left out and something else put in.
* ``summarised``: three sentences and more became one, shorter by two fifths and more.
* ``reduced``: a clause or figure was left out, or two fifths and more of the length.
* ``expanded``: a clause or figure was put in, or the length grew by two thirds and more.
* ``close``: none of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from duizhao.gap_records import Discrepancy
from duizhao.gaps.views import BeadView, Views
from duizhao.records import Alignment

# Lengths of sentences vary more than those of whole paragraphs, 90 % of whose full renditions lie between .80 and 1.22.
_SHORT, _LONG = 0.6, 1.67
_SENTENCES_OF_A_SUMMARY = 3
# Discrepancies less sure than this type nothing.
_SURE = 0.5
_CHANGED = frozenset({"quantity", "direction", "entity"})


def type_renditions(
    alignments: Sequence[Alignment], views: Views, discrepancies: Sequence[Discrepancy]
) -> tuple[Alignment, ...]:
    """Return the alignments with the type of each rendition; passages, translations and what is lost stay without."""
    found: dict[int, set[str]] = defaultdict(set)
    owner = {
        at: view.index
        for passage in views.passages
        for view in passage.beads
        for at in (*view.source.segments, *view.target.segments)
    }
    for one in discrepancies:
        if one.confidence >= _SURE:
            for at in {owner[segment] for segment in (*one.source, *one.target) if segment in owner}:
                found[at].add(one.type)
    out = list(alignments)
    for passage in views.passages:
        lost = passage.original_is_lost
        for view in passage.beads:
            if view.bead.rendition is not None:
                kind = None if lost and not view.bead.source else _type(view, found[view.index])
                out[view.index] = replace(view.bead, rendition=kind)
    return tuple(out)


def _type(view: BeadView, found: set[str]) -> str:
    if not view.bead.target:
        return "zero"
    if not view.bead.source:
        return "non-rendition"
    ratio = view.target.words / max(view.source.words, 1.0)
    if found & _CHANGED or {"omission", "addition"} <= found:
        return "substituted"
    if ratio < _SHORT and len(view.source.segments) >= _SENTENCES_OF_A_SUMMARY > len(view.target.segments):
        return "summarised"
    if "omission" in found or ratio < _SHORT:
        return "reduced"
    return "expanded" if "addition" in found or ratio > _LONG else "close"
