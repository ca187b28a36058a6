"""A later recording of the call beside the first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from duizhao.alignment.passages import Passage
from duizhao.alignment.resources import Resources
from duizhao.alignment.sentences import beads_of, texts_of, units
from duizhao.alignment.texts import align_texts
from duizhao.records import Alignment, Attribution, Segment, Turn
from duizhao.vocabulary import Level, Relation


def repetitions(segments: Sequence[Segment], attribution: Attribution, held: Resources) -> list[Alignment]:
    """Align each later pass with the first: turns as passages, then sentences.

    Sentence beads with an empty side are left out: what one recording dropped is neither omission nor addition.
    """
    out: list[Alignment] = []
    first = [turn for turn in attribution.turns if turn.passage == 1]
    for later in range(2, attribution.passes + 1):
        second = [turn for turn in attribution.turns if turn.passage == later]
        sides = [Passage(tuple(index for turn in turns for index in turn.segments)) for turns in (first, second)]
        one, other = (units(side, segments) for side in sides)
        found = align_texts(texts_of(one, segments), texts_of(other, segments), lexicon=held.lexicon, model=held.model)
        beads = list(beads_of(Relation.REPETITION, one, other, found, segments))
        out += _turn_links(first, second, beads, segments)
        out += [bead for bead in beads if bead.source and bead.target]
    return out


def _turn_links(
    first: Sequence[Turn], second: Sequence[Turn], beads: Sequence[Alignment], segments: Sequence[Segment]
) -> list[Alignment]:
    """Join the turns of two passes that hold the same words: the best partner of one side or the other."""
    holder = {index: turn for turn in (*first, *second) for index in turn.segments}
    shared: Counter[tuple[int, int]] = Counter()
    for bead in beads:
        for one in bead.source:
            for other in bead.target:
                shared[holder[one].index, holder[other].index] += min(
                    len(segments[one].text), len(segments[other].text)
                )
    best: dict[int, tuple[int, int]] = {}
    for (one, other), weight in sorted(shared.items()):
        if weight > best.get(other, (0, -1))[0]:
            best[other] = (weight, one)
    groups: dict[int, list[int]] = defaultdict(list)
    for other, (_, one) in best.items():
        groups[one].append(other)
    by_index = {turn.index: turn for turn in (*first, *second)}
    out: list[Alignment] = []
    for one, others in sorted(groups.items()):
        target = tuple(index for other in sorted(others) for index in by_index[other].segments)
        source = by_index[one].segments
        held = set(source) | set(target)
        inside = [
            bead.score for bead in beads if bead.source and bead.target and held.issuperset(bead.source + bead.target)
        ]
        score = round(sum(inside) / len(inside), 4) if inside else 0.0
        out.append(Alignment(Relation.REPETITION, Level.PASSAGE, source, target, score))
    return out
