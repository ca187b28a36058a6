"""Where the two sides of an alignment disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from duizhao.gap_records import Discrepancy, Unrendered
from duizhao.gaps.content import by_bead, content_discrepancies, without_doubles
from duizhao.gaps.directions import word_discrepancies
from duizhao.gaps.entities import name_discrepancies
from duizhao.gaps.figures import Compared, compare_all, figure_discrepancies, kept_figures
from duizhao.gaps.naming import Names
from duizhao.gaps.views import PassageView, Views


def find_discrepancies(
    views: Views,
    clauses: Sequence[Unrendered] = (),
    names: Names | None = None,
    compared: Mapping[int, Sequence[Compared]] | None = None,
) -> tuple[Discrepancy, ...]:
    """Compare the two sides of each passage.

    Args:
        views: What is compared.
        clauses: Clauses that likely nothing renders.
        names: What names are judged by; without it none are compared.
        compared: The paired quantities of each passage, where they are at hand.

    Returns:
        One record per disagreement, in order of the text. Nothing is reported between two passes of a call, which
        differ by recognition alone.
    """
    held = by_bead(clauses)
    compared = compare_all(views) if compared is None else compared
    return tuple(
        one
        for passage in views.passages
        for one in without_doubles(list(_in_passage(passage, compared[passage.index], held, views, names)))
    )


def _in_passage(
    passage: PassageView,
    compared: Sequence[Compared],
    clauses: Mapping[int, Sequence[Unrendered]],
    views: Views,
    names: Names | None,
) -> Iterator[Discrepancy]:
    yield from figure_discrepancies(passage, compared, views)
    yield from word_discrepancies(compared, views)
    if names is not None:
        yield from name_discrepancies(passage, views, names)
    yield from content_discrepancies(passage, clauses, kept_figures(compared), views)
