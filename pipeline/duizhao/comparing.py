"""What the two sides of alignments make of each other: discrepancies, types of renditions, measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from duizhao.alignment import Resources, is_name, unrendered
from duizhao.gap_records import Discrepancy, Measure, Quantity
from duizhao.gaps import (
    Glossary,
    Names,
    compare_all,
    find_discrepancies,
    known_words,
    make_views,
    measure,
    type_renditions,
)
from duizhao.records import Alignment, Attribution, Segment


class Comparison(NamedTuple):
    """Alignments with the types of their renditions, and what was found and measured in them."""

    alignments: tuple[Alignment, ...]
    discrepancies: tuple[Discrepancy, ...]
    measures: tuple[Measure, ...]


def _same(found: tuple[Discrepancy, ...]) -> tuple[Discrepancy, ...]:
    return found


def _as_typed(alignments: tuple[Alignment, ...]) -> tuple[Alignment, ...]:
    return alignments


def compare(  # noqa: PLR0917 - the layers, in their order
    segments: Sequence[Segment],
    attribution: Attribution,
    alignments: Sequence[Alignment],
    quantities: tuple[Quantity, ...],
    held: Resources,
    glossary: Glossary | None,
    *,
    judged: Callable[[tuple[Discrepancy, ...]], tuple[Discrepancy, ...]] = _same,
    retyped: Callable[[tuple[Alignment, ...]], tuple[Alignment, ...]] = _as_typed,
) -> Comparison:
    """Compare the two sides of alignments.

    Args:
        segments: The transcript's.
        attribution: Its turns and people.
        alignments: Passages and sentences.
        quantities: Amounts that are said.
        held: Dictionary and weights.
        glossary: Terms with the renderings that are right for them.
        judged: What people said of the discrepancies; renditions are typed by what is left of them.
        retyped: What people said of the renditions.
    """
    views = make_views(alignments, segments, quantities, attribution)
    names = _names(attribution, held, glossary)
    compared = compare_all(views)
    discrepancies = judged(find_discrepancies(views, unrendered(alignments, segments, held), names, compared))
    typed = retyped(type_renditions(alignments, views, discrepancies))
    return Comparison(typed, discrepancies, measure(views, typed, names, compared))


def _names(attribution: Attribution, held: Resources, glossary: Glossary | None) -> Names:
    forms = [form for speaker in attribution.speakers for form in (speaker.name, *speaker.aliases)]
    return Names(lambda word: is_name(word, held.lexicon), known_words(forms), glossary or Glossary())
