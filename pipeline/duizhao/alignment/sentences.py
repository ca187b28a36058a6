"""The sentences inside a pair of passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.alignment.beads import best_beads
from duizhao.alignment.passages import Passage
from duizhao.alignment.scoring import across_languages, likeness, within_language
from duizhao.records import Alignment, Segment
from duizhao.tokens import size
from duizhao.vocabulary import Kind, Level, Relation

# Beyond this many cells two passages are split at the middle before they are aligned: memory stays bounded.
_MOST_CELLS = 4_000_000


def units(passage: Passage, segments: Sequence[Segment]) -> list[tuple[int, ...]]:
    """Group a passage's speech: the later copies of a loop go with the first, markers stay out."""
    units: list[tuple[int, ...]] = []
    for index in passage.segments:
        if segments[index].kind is not Kind.SPEECH:
            continue
        if not segments[index].clean and units:
            units[-1] += (index,)
        else:
            units.append((index,))
    return units


def sentence_beads(
    relation: Relation,
    first: Sequence[tuple[int, ...]],
    second: Sequence[tuple[int, ...]],
    segments: Sequence[Segment],
    *,
    same_language: bool,
) -> Iterator[Alignment]:
    """Align units of two passages; see `duizhao.alignment.beads`."""
    if len(first) * len(second) > _MOST_CELLS:
        half, other = len(first) // 2, len(second) // 2
        yield from sentence_beads(relation, first[:half], second[:other], segments, same_language=same_language)
        yield from sentence_beads(relation, first[half:], second[other:], segments, same_language=same_language)
        return
    source = [_text(unit, segments) for unit in first]
    target = [_text(unit, segments) for unit in second]
    scores = within_language(source, target) if same_language else across_languages(source, target)
    for a, b in best_beads(scores):
        left, right = " ".join(source[at] for at in a), " ".join(target[at] for at in b)
        score = likeness(left, right, same_language=same_language) if left and right else 0.0
        kind = _rendition(left, right, len(a), len(b), score, same_language=same_language)
        yield Alignment(
            relation=relation,
            level=Level.SENTENCE,
            source=tuple(index for at in a for index in first[at]),
            target=tuple(index for at in b for index in second[at]),
            score=score,
            rendition=kind if relation is Relation.INTERPRETATION else None,
        )


def _text(unit: tuple[int, ...], segments: Sequence[Segment]) -> str:
    return " ".join(segments[index].clean for index in unit if segments[index].clean)


def _rendition(left: str, right: str, a: int, b: int, score: float, *, same_language: bool) -> str:
    """Name the kind of rendition, after Wadensjö (1998), *Interpreting as Interaction*, chapter 6.

    By length against a full rendition: below .6 reduced (summarised when three sentences and more became one), above
    1.67 expanded; hardly a shared word in one language, substituted. Labels are candidates for a person to correct.
    """
    if not b:
        return "zero"
    if not a:
        return "non-rendition"
    ratio = size(right) / max(size(left), 1)
    if same_language and score < 0.05:  # noqa: PLR2004
        return "substituted"
    if ratio < 0.6:  # noqa: PLR2004
        return "summarised" if a >= 3 else "reduced"  # noqa: PLR2004
    return "expanded" if ratio > 1.67 else "close"  # noqa: PLR2004
