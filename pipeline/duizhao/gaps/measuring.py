"""From passages to the contexts that measures look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duizhao.gap_records import Measure
from duizhao.gaps.checks import checked_names, checked_terms
from duizhao.gaps.figures import Compared, compare_all, counts_for_fidelity
from duizhao.gaps.measures import BeadContext, compute
from duizhao.gaps.naming import Names
from duizhao.gaps.views import PassageView, Views
from duizhao.records import Alignment
from duizhao.vocabulary import Relation


def measure(
    views: Views,
    alignments: Sequence[Alignment],
    names: Names | None = None,
    compared: Mapping[int, Sequence[Compared]] | None = None,
) -> tuple[Measure, ...]:
    """Measure each passage, turn, speaker and the transcript.

    Args:
        views: What is compared.
        alignments: With the types of renditions.
        names: What names and terms are judged by; without it neither is measured.
        compared: The paired quantities of each passage, where they are at hand.
    """
    held = compare_all(views) if compared is None else compared
    return compute([_contexts(passage, held[passage.index], views, alignments, names) for passage in views.passages])


def _contexts(
    passage: PassageView,
    compared: Sequence[Compared],
    views: Views,
    alignments: Sequence[Alignment],
    names: Names | None,
) -> list[BeadContext]:
    fidelity = _fidelity(compared)
    return [
        BeadContext(
            view=view,
            passage=passage,
            rendition=alignments[view.index].rendition,
            names=() if names is None else checked_names(view, passage, views, names),
            terms=() if names is None else checked_terms(view, passage, names),
            fidelity=fidelity[view.index],
            lost=passage.relation is Relation.INTERPRETATION
            and alignments[view.index].rendition is None
            and not (view.bead.source and view.bead.target),
        )
        for view in passage.beads
    ]


def _fidelity(compared: Sequence[Compared]) -> Mapping[int, tuple[int, int]]:
    """Return for each bead how many of the source's amounts and shares the passage keeps, and how many there are."""
    out: dict[int, tuple[int, int]] = {}
    for one in compared:
        said = [quantity for quantity in one.view.source.quantities if counts_for_fidelity(quantity)]
        gone = {id(quantity) for quantity in one.left}
        out[one.view.index] = sum(id(quantity) not in gone for quantity in said), len(said)
    return out
