"""Patches applied to a corpus, all of them or none; and corrections taken out of it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from duizhao.batch.correcting import Correcting, Revised, Tables, correcting
from duizhao.corpus.corrected import by_transcript
from duizhao.correction_records import Correction
from duizhao.corrections.combining import Combined, combine
from duizhao.corrections.patch import Entry as PatchEntry
from duizhao.corrections.patch import Patch, refuse
from duizhao.corrections.resolving import Resolver
from duizhao.errors import UsageError, suggestion

_SHOWN = 20
_NUMBERED = frozenset(("alignment_id", "discrepancy_id"))
_STATUS = {
    "stale": "its text has changed",
    "unresolved": "a boundary leaves words to nobody or to two, beads cross, or a discrepancy is no longer found",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A call that corrections changed.

    Attributes:
        transcript_id: Which.
        source: What the corpus calls it.
        rows: Rows that differ, appear or are gone, per table; tables without any are left out.
    """

    transcript_id: str
    source: str
    rows: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of patches.

    Attributes:
        added: Corrections that are new in the corpus.
        replaced: Earlier ones that their authors have changed.
        repeated: How many stood there already.
        overruled: Fields on which another author's word was preferred.
        waiting: Corrections that stand in the corpus and cannot be applied, with the reason.
        removed: Corrections that were taken out.
        changed: The calls that changed.
    """

    added: tuple[Correction, ...] = ()
    replaced: tuple[Correction, ...] = ()
    repeated: int = 0
    overruled: int = 0
    waiting: tuple[tuple[Correction, str], ...] = ()
    removed: tuple[Correction, ...] = ()
    changed: tuple[Changed, ...] = ()


@dataclass(slots=True)
class _Plan:
    """What is to become of a corpus."""

    held: list[Correction]
    revised: list[Revised] = field(default_factory=list[Revised])
    changed: list[Changed] = field(default_factory=list[Changed])
    waiting: list[tuple[Correction, str]] = field(default_factory=list[tuple[Correction, str]])


def apply_patches(
    place: str | PathLike[str],
    patches: Sequence[tuple[str, Patch]],
    *,
    version: str,
    prefer: str | None = None,
    partly: bool = False,
    dry_run: bool = False,
    lexicon: Path | None = None,
    glossary: Path | None = None,
) -> Applied:
    """Apply patches to a corpus; see `duizhao.apply_corrections`."""
    with correcting(place, version=version, lexicon=lexicon, glossary=glossary) as corpus:
        combined = combine(corpus.corrections, _resolved(corpus, patches), prefer=prefer)
        _refuse(
            [str(one) for one in combined.conflicts],
            "contradictions",
            code="E_CONFLICT",
            remedy="take one of each out of its patch, or --prefer AUTHOR",
        )
        plan = _plan(corpus, combined.held)
        if not partly:
            _refuse(
                [f"{one.kind} {one.row} ({one.author or 'no author'}): {why}" for one, why in plan.waiting],
                "corrections cannot be applied",
                code="E_PATCH",
                remedy="mend or take them out, or keep them for later with --partly",
            )
        if plan.held != list(corpus.corrections) and not dry_run:
            corpus.commit(plan.held, plan.revised)
    return _applied(combined, plan)


def remove_corrections(
    place: str | PathLike[str],
    keys: Collection[str] = (),
    *,
    version: str,
    author: str | None = None,
    lexicon: Path | None = None,
    glossary: Path | None = None,
) -> Applied:
    """Take corrections out of a corpus; see `duizhao.remove_corrections`."""
    with correcting(place, version=version, lexicon=lexicon, glossary=glossary) as corpus:
        known = {one.key: one for one in corpus.corrections}
        if unknown := [key for key in keys if key not in known]:
            near = suggestion(unknown[0], known)
            raise UsageError(
                f"there is no correction {unknown[0]!r:.60} in {corpus.store.url}",
                code="E_PATCH",
                help=near or "duizhao corrections list shows them",
            )
        gone = tuple(
            one for one in corpus.corrections if one.key in keys or (author is not None and one.author == author)
        )
        if not gone:
            raise UsageError("nothing is to be removed", code="E_PATCH", help=_authors(corpus.corrections))
        plan = _plan(corpus, [one for one in corpus.corrections if one not in gone])
        corpus.commit(plan.held, plan.revised)
    return Applied(removed=gone, waiting=tuple(plan.waiting), changed=tuple(plan.changed))


def _authors(held: Sequence[Correction]) -> str:
    return (
        f"authors are {', '.join(sorted({one.author or '(none)' for one in held}))}" if held else "nothing is corrected"
    )


def _applied(combined: Combined, plan: _Plan) -> Applied:
    overruled = sum(len(one.overruled) for one in plan.held)
    return Applied(
        tuple(combined.added),
        tuple(combined.replaced),
        combined.repeated,
        overruled,
        tuple(plan.waiting),
        (),
        tuple(plan.changed),
    )


def _resolved(corpus: Correcting, patches: Sequence[tuple[str, Patch]]) -> list[Correction]:
    """Bind all entries to the text, and tell of all that do not fit at once."""
    found: list[Correction] = []
    faults: list[str] = []
    resolvers: dict[str, Resolver | None] = {}
    standing = by_transcript(corpus.corrections)
    for path, patch in patches:
        for number, one in enumerate(patch.entries, 1):
            if one.transcript_id not in resolvers:
                resolvers[one.transcript_id] = _resolver(corpus, one, standing.get(one.transcript_id, ()))
            try:
                resolver = resolvers[one.transcript_id] or refuse(f"{one.transcript_id} is no transcript of the corpus")
                found.append(resolver.resolve(one, patch.author))
            except UsageError as fault:
                faults.append(f"{path}: entry {number}: {fault.message}")
    _refuse(
        faults,
        "entries do not fit the corpus",
        code="E_PATCH",
        remedy="make the patch anew from the corpus as it is, or take these entries out",
    )
    return found


def _resolver(corpus: Correcting, one: PatchEntry, standing: Sequence[Correction]) -> Resolver | None:
    entry = corpus.entry(one.transcript_id)
    if entry is None:
        return None
    now = _rows(corpus.now(entry))
    return Resolver(now, _rows(corpus.found(entry)[1]) if entry.base else now, standing)


def _rows(tables: Tables) -> Mapping[str, list[dict[str, Any]]]:
    return {name: table.to_pylist() for name, table in tables.items()}


def _refuse(faults: Sequence[str], what: str, *, code: str, remedy: str) -> None:
    """Refuse all of a call, and say everything that is wrong with it.

    Raises:
        UsageError: There are faults.
    """
    if faults:
        shown = [*faults[:_SHOWN], *([f"and {len(faults) - _SHOWN:,} more"] if len(faults) > _SHOWN else [])]
        raise UsageError(f"nothing was changed: {len(faults):,} {what}", code=code, help=remedy, details=shown)


def _plan(corpus: Correcting, held: list[Correction]) -> _Plan:
    """Make the transcripts whose corrections change, to see what comes of them."""
    plan = _Plan(held)
    before, after = by_transcript(corpus.corrections), by_transcript(held)
    for key in sorted({*before, *after}):
        entry = corpus.entry(key)
        if before.get(key) == after.get(key) or entry is None:
            continue
        revised, tables, outcomes = corpus.revise(entry, after.get(key, ()))
        now = _rows(corpus.now(entry))
        waited = {row["correction_id"] for row in now["corrections"] if row["status"] in _STATUS}
        plan.revised.append(revised)
        plan.waiting += [
            (one.correction, _STATUS[one.status])
            for one in outcomes
            if one.status in _STATUS and one.correction.key not in waited
        ]
        differing = {name: _differing(rows, tables[name].to_pylist()) for name, rows in now.items()}
        changed = {name: number for name, number in differing.items() if number and name != "corrections"}
        plan.changed.append(Changed(key, entry.source, changed))
    return plan


def _differing(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> int:
    """Return how many rows of a table differ; that a row's number has moved makes it no other one."""
    before, after = (
        Counter(repr([row[name] for name in row if name not in _NUMBERED]) for row in rows) for rows in (one, other)
    )
    return max((before - after).total(), (after - before).total())
