"""Corrections applied to a transcript, in the order in which its layers rest on each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from duizhao.alignment import Resources
from duizhao.comparing import compare
from duizhao.corpus.rows import sides_digest
from duizhao.correction_records import APPLIED, STALE, UNRESOLVED, Correction, Outcome, Place, Value
from duizhao.gap_records import Discrepancy
from duizhao.gaps import Glossary
from duizhao.records import Attribution, Transcript
from duizhao.revising.aligning import align_anew
from duizhao.revising.judging import judge
from duizhao.revising.pairs import Pair, retype, revise_pairs
from duizhao.revising.turns import move_boundaries, revise_turns
from duizhao.vocabulary import Kind

Indices = tuple[int, ...]


@dataclass(slots=True)
class _Work:
    """Corrections with the segments that they are about, those of one row together, and what became of each."""

    base: Transcript
    places: dict[Place, int]
    bound: list[tuple[Correction, Indices, Indices]] = field(default_factory=list)
    status: dict[str, str] = field(default_factory=dict[str, str])
    together: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def of(self, kind: str) -> list[tuple[Correction, Indices, Indices]]:
        return [one for one in self.bound if one[0].kind == kind and one[0].key not in self.status]

    def fail(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.status.update(dict.fromkeys(self.together[key], UNRESOLVED))

    def indices(self, places: Value) -> Indices | None:
        found = [self.places.get(place) for place in places or () if not isinstance(place, str)]
        return None if None in found else tuple(at for at in found if at is not None)


def revise(
    base: Transcript, corrections: Sequence[Correction], *, held: Resources, glossary: Glossary | None = None
) -> Transcript:
    """Apply corrections.

    Args:
        base: What was found without them.
        corrections: Of this transcript; their order says nothing.
        held: Dictionary and weights.
        glossary: Terms with the renderings that are right for them.

    Returns:
        The transcript with the corrections and what became of each; warnings and facts stay those of what was found.
    """
    work = _bind(base, corrections)
    attribution = _turns(work)
    pairs = _pairs(work)
    alignments, failed = revise_pairs(align_anew(base, attribution, held), pairs, base.segments, held)
    work.fail(failed)
    pairs = [one for one in pairs if one.correction.key not in failed]

    def judged(found: tuple[Discrepancy, ...]) -> tuple[Discrepancy, ...]:
        about = work.of("discrepancy")
        left, met = judge(found, [((source, target, one.found), one) for one, source, target in about])
        work.fail(one.key for one, _, _ in about if one.key not in met)
        return left

    compared = compare(
        base.segments,
        attribution,
        alignments,
        base.quantities,
        held,
        glossary,
        judged=judged,
        retyped=lambda found: retype(found, pairs),
    )
    ordered = sorted(corrections, key=_order)
    stale = sorted(one.key for one in ordered if work.status.get(one.key) == STALE)
    return replace(
        base,
        attribution=attribution,
        alignments=compared.alignments,
        discrepancies=compared.discrepancies,
        measures=compared.measures,
        warnings=(*base.warnings, *(_warning(stale) if stale else ())),
        corrections=tuple(Outcome(one, work.status.get(one.key, APPLIED)) for one in ordered),
    )


def _warning(stale: Sequence[str]) -> tuple[str]:
    return (f"W_STALE_CORRECTION: {len(stale)} not applied, their text has changed: {', '.join(stale[:3])}",)


def _order(one: Correction) -> tuple[object, ...]:
    return one.source, one.target, one.key


def _bind(base: Transcript, corrections: Sequence[Correction]) -> _Work:
    """Find the segments of corrections, and put those of one row together; one whose text has changed is stale."""
    work = _Work(base, {(one.line, one.start, one.end): one.index for one in base.segments})
    held: dict[object, list[Correction]] = {}
    for one in sorted(corrections, key=_order):
        source, target = work.indices(one.source), work.indices(one.target)
        if source is None or target is None or _digest(base, one.kind, source, target) != one.digest:
            work.status[one.key] = STALE
            continue
        if one.place not in held:
            work.bound.append((one, source, target))
        held.setdefault(one.place, []).append(one)
    work.bound = [(_together(held[one.place]), source, target) for one, source, target in work.bound]
    work.together = {group[0].key: [one.key for one in group] for group in held.values()}
    work.fail(group[0].key for group in held.values() if _contradict(group))
    return work


def _together(group: Sequence[Correction]) -> Correction:
    """Return what several people say of one row."""
    said = {name: value for one in group for name, value in one.counting.items()}
    authors = dict.fromkeys(one.author or "somebody" for one in group if one.counting or len(group) == 1)
    return replace(group[0], new=said, author=" and ".join(authors))


def _contradict(group: Sequence[Correction]) -> bool:
    said = {(name, value) for one in group for name, value in one.counting.items()}
    return len({name for name, _ in said}) < len(said)


def _digest(base: Transcript, kind: str, source: Indices, target: Indices) -> str:
    sides = [[base.segments[at].text for at in side] for side in (source, target)]
    return sides_digest(sides[0], None if kind == "turn" else sides[1])


def _turns(work: _Work) -> Attribution:
    """Return the attribution with turns corrected: boundaries first, all or none of them."""
    base = work.base.attribution
    speech = {_spoken(work.base, turn.segments): turn.index for turn in base.turns}
    wanted: list[tuple[int, Correction]] = []
    bounds: dict[int, Indices | None] = {}
    for one, source, _ in work.of("turn"):
        if (turn := speech.get(source)) is None:
            work.fail((one.key,))
            continue
        wanted.append((turn, one))
        if "segments" in one.new:
            bounds[turn] = work.indices(one.new["segments"])
    told = {turn: held for turn, held in bounds.items() if held is not None}
    moved = move_boundaries(base, work.base.segments, told) if bounds and len(told) == len(bounds) else None
    if bounds and moved is None:
        work.fail(one.key for turn, one in wanted if turn in bounds)
        wanted = [(turn, one) for turn, one in wanted if turn not in bounds]
    return revise_turns(moved or base, wanted)


def _pairs(work: _Work) -> list[Pair]:
    out = []
    for one, source, target in work.of("pair"):
        left = work.indices(one.new["source_segments"]) if "source_segments" in one.new else source
        right = work.indices(one.new["target_segments"]) if "target_segments" in one.new else target
        if left is None or right is None or not (left or right):
            work.fail((one.key,))
        else:
            out.append(Pair(one, source, target, (left, right)))
    return out


def _spoken(base: Transcript, held: Indices) -> Indices:
    return tuple(at for at in held if base.segments[at].kind is Kind.SPEECH)
