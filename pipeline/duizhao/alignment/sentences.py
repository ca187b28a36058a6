"""The sentences inside a pair of passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duizhao.alignment.engine import Aligned
from duizhao.alignment.passages import Passage
from duizhao.alignment.texts import is_chinese
from duizhao.records import Alignment, Segment
from duizhao.similarity import terms
from duizhao.tokens import size
from duizhao.vocabulary import Kind, Level, Relation

#: Segments that are aligned as one: a sentence, and the later copies of a loop with the first.
Unit = tuple[int, ...]
# Flags of what the recording lost or doubled: what stands alone there is no omission of the interpreter's.
_OF_THE_RECORDING = frozenset({"truncated", "loop", "noise", "inaudible"})


def units(passage: Passage, segments: Sequence[Segment]) -> list[Unit]:
    """Group a passage's speech: the later copies of a loop go with the first, markers stay out."""
    units: list[Unit] = []
    for index in passage.segments:
        if segments[index].kind is not Kind.SPEECH:
            continue
        if not segments[index].clean and units:
            units[-1] += (index,)
        else:
            units.append((index,))
    return units


def texts_of(held: Sequence[Unit], segments: Sequence[Segment]) -> list[str]:
    """Return the words of units."""
    return [" ".join(segments[index].clean for index in unit if segments[index].clean) for unit in held]


def beads_of(
    relation: Relation,
    first: Sequence[Unit],
    second: Sequence[Unit],
    beads: Sequence[Aligned],
    segments: Sequence[Segment],
) -> Iterator[Alignment]:
    """Turn beads over units into alignments of segments."""
    source, target = texts_of(first, segments), texts_of(second, segments)
    for bead in beads:
        sides = [
            tuple(index for at in side for index in held[at])
            for side, held in ((bead.rows, first), (bead.columns, second))
        ]
        left, right = (
            " ".join(texts[at] for at in side) for texts, side in ((source, bead.rows), (target, bead.columns))
        )
        named = relation is Relation.INTERPRETATION and not _lost(sides, segments)
        yield Alignment(
            relation=relation,
            level=Level.SENTENCE,
            source=sides[0],
            target=sides[1],
            score=round(bead.chance, 4),
            rendition=_rendition(left, right, len(bead.rows), len(bead.columns)) if named else None,
        )


def _lost(sides: Sequence[Unit], segments: Sequence[Segment]) -> bool:
    """Tell whether a one-sided bead is the recording's doing: cut off, looped, noise, or not to be heard."""
    if all(sides):
        return False
    return all(segments[index].flags & _OF_THE_RECORDING for side in sides for index in side)


def _rendition(left: str, right: str, a: int, b: int) -> str:
    """Name the kind of rendition, after Wadensjö (1998), *Interpreting as Interaction*, chapter 6.

    By length against a full rendition: below .6 reduced (summarised when three sentences and more became one), above
    1.67 expanded; hardly a shared word in one language, substituted. Labels are candidates for a person to correct.
    """
    if not b:
        return "zero"
    if not a:
        return "non-rendition"
    ratio = size(right) / max(size(left), 1)
    if is_chinese([left]) == is_chinese([right]) and _shared(left, right) < 0.05:  # noqa: PLR2004
        return "substituted"
    if ratio < 0.6:  # noqa: PLR2004
        return "summarised" if a >= 3 else "reduced"  # noqa: PLR2004
    return "expanded" if ratio > 1.67 else "close"  # noqa: PLR2004


def _shared(left: str, right: str) -> float:
    """Return the share of terms that two texts in one language have in common, 0 to 1."""
    one, other = terms(left), terms(right)
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 0.0
