"""Corrections of several people put together; where two contradict each other, nobody is silently preferred.

Two corrections contradict each other when they set one field of one row to different values. What one person says
later replaces what the same person said before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from duizhao.correction_records import Correction
from duizhao.corrections.resolving import keyed, transcript_of


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people who say different things of one field.

    Attributes:
        one: What was said first.
        other: What was said then.
        name: The field.
    """

    one: Correction
    other: Correction
    name: str

    def __str__(self) -> str:
        """Return it in one line."""
        said = (f"{made.author or 'somebody'} says {_shown(made.new[self.name])}" for made in (self.one, self.other))
        return f"{self.other.kind} {self.other.row}: {self.name}: {', '.join(said)}"


@dataclass(slots=True)
class Combined:
    """Corrections put together.

    Attributes:
        held: All that stand, in order of their identifiers.
        added: Those that are new.
        replaced: Those that their author has changed since.
        repeated: How many had been applied before.
        conflicts: Contradictions that nobody settled.
    """

    held: list[Correction] = field(default_factory=list[Correction])
    added: list[Correction] = field(default_factory=list[Correction])
    replaced: list[Correction] = field(default_factory=list[Correction])
    repeated: int = 0
    conflicts: list[Conflict] = field(default_factory=list[Conflict])


def combine(standing: Sequence[Correction], given: Sequence[Correction], *, prefer: str | None = None) -> Combined:
    """Put corrections together.

    Args:
        standing: What stands in a corpus; without contradictions.
        given: What comes to it, in the order in which it was given.
        prefer: The author whose word wins; what the other one says is kept, and overruled.
    """
    out = Combined(held=list(standing))
    before = {one.key for one in out.held}
    known = {_plain(one) for one in out.held}
    for one in given:
        if _plain(one) in known:
            out.repeated += 1
            continue
        known.add(_plain(one))
        _add(out, one, prefer, before)
    out.held.sort(key=lambda one: one.key)
    new = {_plain(one) for one in given} - {_plain(one) for one in standing}
    out.added = [one for one in out.held if _plain(one) in new]
    return out


def _plain(one: Correction) -> str:
    """Return what a correction is called while nobody overrules it."""
    return keyed(replace(one, overruled=()), transcript_of(one)).key


def _add(out: Combined, one: Correction, prefer: str | None, before: Collection[str]) -> None:
    for at, other in enumerate(out.held):
        if other.place != one.place:
            continue
        # Patches without a name may be of two people; what stands in a corpus without one was seen.
        if other.author == one.author and (one.author or other.key in before):
            out.held[at] = _without(other, one.new.keys())
            if out.held[at] is not other:
                out.replaced.append(other)
            continue
        for name in _contradicting(other, one):
            if prefer == one.author:
                out.held[at] = _overruled(out.held[at], name)
            elif prefer == other.author:
                one = _overruled(one, name)
            else:
                out.conflicts.append(Conflict(other, one, name))
    out.held = [other for other in out.held if other.new or other.note]
    out.held.append(one)


def _contradicting(one: Correction, other: Correction) -> Sequence[str]:
    first, then = one.counting, other.counting
    return sorted(name for name in first.keys() & then.keys() if first[name] != then[name])


def _without(one: Correction, names: Iterable[str]) -> Correction:
    gone = set(names) & one.new.keys()
    if not gone:
        return one
    was, new = ({name: value for name, value in held.items() if name not in gone} for held in (one.was, one.new))
    kept = tuple(name for name in one.overruled if name not in gone)
    return keyed(replace(one, was=was, new=new, overruled=kept), transcript_of(one))


def _overruled(one: Correction, name: str) -> Correction:
    return keyed(replace(one, overruled=tuple(sorted({*one.overruled, name}))), transcript_of(one))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} sentences" if value else "none"
    return "nobody" if value is None else str(value)
