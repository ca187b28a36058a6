"""The stage: every relation that a transcript holds, passages first, sentences inside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from duizhao.alignment.passages import Passage, interpretation_passages, translation_passages
from duizhao.alignment.repetition import repetitions
from duizhao.alignment.sentences import sentence_beads, units
from duizhao.records import Alignment, Attribution, Document, Segment
from duizhao.vocabulary import Lang, Level, Relation


def align(document: Document, segments: Sequence[Segment], attribution: Attribution) -> tuple[Alignment, ...]:
    """Align a transcript in every relation that it holds.

    Args:
        document: Its lines; partners say which translate which.
        segments: Its segments.
        attribution: Turns with voice and delivery.

    Returns:
        Passages, each followed by the sentence beads inside it, which cover both sides exactly once in order.
    """
    out: list[Alignment] = []
    for relation, source, target in (
        *((Relation.TRANSLATION, *pair) for pair in translation_passages(document, segments, attribution)),
        *((Relation.INTERPRETATION, *pair) for pair in interpretation_passages(segments, attribution)),
    ):
        out += _aligned(relation, source, target, segments)
    out += repetitions(segments, attribution)
    return tuple(out)


def _aligned(relation: Relation, source: Passage, target: Passage, segments: Sequence[Segment]) -> list[Alignment]:
    first, second = units(source, segments), units(target, segments)
    same = _language(source, segments) is _language(target, segments)
    beads = list(sentence_beads(relation, first, second, segments, same_language=same))
    whole = Alignment(relation, Level.PASSAGE, source.segments, target.segments, _mean_score(beads))
    return [whole, *beads]


def _mean_score(beads: Sequence[Alignment]) -> float:
    """Return the mean score of the two-sided beads, 0 where there is none."""
    scores = [bead.score for bead in beads if bead.source and bead.target]
    return round(sum(scores) / len(scores), 4) if scores else 0.0


def _language(passage: Passage, segments: Sequence[Segment]) -> Lang:
    counts: Counter[Lang] = Counter()
    for index in passage.segments:
        counts[segments[index].lang] += len(segments[index].text)
    return counts.most_common(1)[0][0]
