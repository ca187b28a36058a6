"""Pairs as people corrected them, passages first, then the sentences inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.alignment import Resources
from duizhao.correction_records import Correction
from duizhao.records import Alignment, Segment
from duizhao.revising.aligning import groups
from duizhao.revising.fixing import Fixed, Inside, is_passage
from duizhao.vocabulary import Relation

Indices = tuple[int, ...]
_SCORES = {"yes": 1.0, "partly": 0.5}


@dataclass(frozen=True, slots=True)
class Pair:
    """A corrected pair, bound to segments.

    Attributes:
        correction: What was said of it.
        source: Its source side, as it was.
        target: Its target side, as it was.
        sides: Both sides as they should be.
    """

    correction: Correction
    source: Indices
    target: Indices
    sides: tuple[Indices, Indices]

    @property
    def moved(self) -> bool:
        """Whether a side is to be another one."""
        return self.sides != (self.source, self.target)

    @property
    def fits(self) -> str | None:
        """Whether the sides belong together; sides that somebody set do."""
        said = self.correction.new.get("fits")
        return "yes" if said is None and self.moved else None if said is None else str(said)


def revise_pairs(
    alignments: Sequence[Alignment], wanted: Sequence[Pair], segments: Sequence[Segment], held: Resources
) -> tuple[tuple[Alignment, ...], set[str]]:
    """Correct pairs.

    Args:
        alignments: As they were found.
        wanted: What was said of them, in order of the text.
        segments: The transcript's.
        held: Dictionary and weights.

    Returns:
        Alignments in which every fixed bead stands, and the beads of each passage still cover both its sides; and the
        keys of the corrections that could not be met.
    """
    held_groups = list(groups(alignments))
    failed: set[str] = set()
    for one in wanted:
        if is_passage(one.correction.found) and one.fits is not None and not _passage(one, held_groups, segments, held):
            failed.add(one.correction.key)
    inner = [one for one in wanted if not is_passage(one.correction.found) and one.fits is not None]
    for number, group in enumerate(held_groups):
        about = [one for one in inner if _is_inside(one, group)]
        if about and group[0].relation is not Relation.REPETITION:
            fixed = [Fixed(*one.sides, _SCORES.get(one.fits or "")) for one in about]
            if (beads := Inside(group[0], group[1:], segments, held).align(fixed)) is None:
                failed |= {one.correction.key for one in about}
            else:
                held_groups[number] = [group[0], *beads]
    placed = {one.correction.key for group in held_groups for one in inner if _is_inside(one, group)}
    failed |= {one.correction.key for one in inner} - placed
    return tuple(one for group in held_groups for one in group), failed


def _is_inside(one: Pair, group: Sequence[Alignment]) -> bool:
    passage = group[0]
    inside = {*passage.source}.issuperset(one.sides[0]) and {*passage.target}.issuperset(one.sides[1])
    return str(passage.relation) == one.correction.found[0] != Relation.REPETITION and inside


def _passage(one: Pair, all_groups: list[list[Alignment]], segments: Sequence[Segment], held: Resources) -> bool:
    """Correct a passage; tells whether it was there."""
    at = next((at for at, group in enumerate(all_groups) if _is(one, group[0])), None)
    if at is None or (one.moved and (one.correction.found[0] == Relation.REPETITION or not all(one.sides))):
        return False
    if one.fits == "no":
        del all_groups[at]
        return True
    passage = replace(all_groups[at][0], source=one.sides[0], target=one.sides[1], score=_SCORES[one.fits or "yes"])
    beads = all_groups[at][1:] if not one.moved else Inside(passage, (), segments, held).align() or []
    all_groups[at] = [passage, *beads]
    if one.moved:
        _take_from_others(at, all_groups, segments, held)
    return True


def _is(one: Pair, passage: Alignment) -> bool:
    told = (str(passage.relation), str(passage.level))
    return told == one.correction.found and (passage.source, passage.target) == (one.source, one.target)


def _take_from_others(at: int, all_groups: list[list[Alignment]], segments: Sequence[Segment], held: Resources) -> None:
    """Take the segments of a passage from the others of its relation; one that loses a side goes."""
    passage = all_groups[at][0]
    source, target = set(passage.source), set(passage.target)
    gone = []
    for number, (other, *_) in enumerate(all_groups):
        if number == at or other.relation is not passage.relation:
            continue
        left = tuple(one for one in other.source if one not in source)
        right = tuple(one for one in other.target if one not in target)
        if (left, right) == (other.source, other.target):
            continue
        if left and right:
            smaller = replace(other, source=left, target=right)
            all_groups[number] = [smaller, *(Inside(smaller, (), segments, held).align() or [])]
        else:
            gone.append(number)
    for number in reversed(gone):
        del all_groups[number]


def retype(alignments: Sequence[Alignment], wanted: Sequence[Pair]) -> tuple[Alignment, ...]:
    """Give renditions the types that people gave them."""
    types = {
        (one.correction.found, *one.sides): one.correction.new["rendition"]
        for one in wanted
        if "rendition" in one.correction.new
    }
    out = []
    for one in alignments:
        key = (str(one.relation), str(one.level)), one.source, one.target
        kind = types.get(key, one.rendition)
        out.append(replace(one, rendition=None if kind is None else str(kind)) if key in types else one)
    return tuple(out)
