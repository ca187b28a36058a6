"""Gap measures of passages and transcripts.

Each gives a value, a unit and the denominator it rests on; null, never 0, where it cannot be computed.

References:
    Barik (1971), Meta 16(4), and (1975), Language and Speech 18(3): omissions and additions.
    Mazza (2001), The Interpreters' Newsletter 11; Cheung (2009): numbers in interpreting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from duizhao.gaps.matching import count_agreeing, with_beads
from duizhao.records import Alignment, Measure, Quantity, Segment
from duizhao.tokens import size
from duizhao.vocabulary import Relation


def measure(
    alignments: Sequence[Alignment], segments: Sequence[Segment], quantities: Sequence[Quantity]
) -> tuple[Measure, ...]:
    """Measure each interpretation passage, and the transcript over all of them.

    Returns:
        For scope ``passage`` (id: the alignment's position) and ``transcript`` (id 0): ``length_ratio`` (target words
        per source word; a Chinese character counts 1/1.48 word), ``omission_rate`` (source words in beads without a
        target), ``addition_rate`` (target words in beads without a source), ``number_fidelity`` (share of the source's
        quantities found in the target). Machine translations get ``translation_number_fidelity`` alone: they show
        nothing of interpreting.
    """
    values: dict[int, list[Quantity]] = defaultdict(list)
    for quantity in quantities:
        values[quantity.segment].append(quantity)
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    out: list[Measure] = []
    for at, passage, beads in with_beads(alignments):
        if passage.relation is Relation.REPETITION:
            continue
        for name, numerator, denominator in _of_passage(passage, beads, segments, values):
            out.append(_ratio("passage", at, name, numerator, denominator))
            totals[name][0] += numerator
            totals[name][1] += denominator
    return (*out, *(_ratio("transcript", 0, name, *pair) for name, pair in sorted(totals.items())))


def _of_passage(
    passage: Alignment,
    beads: Sequence[Alignment],
    segments: Sequence[Segment],
    values: dict[int, list[Quantity]],
) -> Iterator[tuple[str, float, float]]:
    source, target = _words(passage.source, segments), _words(passage.target, segments)
    said = [quantity for index in passage.source for quantity in values[index]]
    kept = [quantity for index in passage.target for quantity in values[index]]
    found = count_agreeing(said, kept)
    if passage.relation is Relation.TRANSLATION:
        yield "translation_number_fidelity", found, len(said)
        return
    yield "length_ratio", target, source
    yield "omission_rate", sum(_words(bead.source, segments) for bead in beads if not bead.target), source
    yield "addition_rate", sum(_words(bead.target, segments) for bead in beads if not bead.source), target
    yield "number_fidelity", found, len(said)


def _words(indices: Sequence[int], segments: Sequence[Segment]) -> float:
    return size(" ".join(segments[index].clean for index in indices))


def _ratio(scope: str, scope_id: int, name: str, numerator: float, denominator: float) -> Measure:
    value = round(numerator / denominator, 6) if denominator else None
    return Measure(scope, scope_id, name, value, "ratio", round(denominator))
