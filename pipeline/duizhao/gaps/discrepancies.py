"""Where the two sides of an alignment disagree."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.gaps.directions import word_discrepancies
from duizhao.gaps.figures import compare, figure_discrepancies
from duizhao.gaps.views import PassageView, Views
from duizhao.records import Discrepancy


def find_discrepancies(views: Views) -> tuple[Discrepancy, ...]:
    """Compare the two sides of each passage.

    Returns:
        One record per disagreement, in order of the text. Nothing is reported between two passes of a call, which
        differ by recognition alone.
    """
    return tuple(found for passage in views.passages for found in _in_passage(passage, views))


def _in_passage(passage: PassageView, views: Views) -> Iterator[Discrepancy]:
    compared = compare(passage)
    yield from figure_discrepancies(passage, compared, views)
    yield from word_discrepancies(compared, views)
