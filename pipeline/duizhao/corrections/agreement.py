"""Agreement between annotators: how far several patches of one corpus say the same.

Units and values are those of `duizhao.corrections.judged`, coefficients those of `duizhao.corrections.reliability`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from duizhao.corrections.judged import COMPARED, Judged, Rows, Values
from duizhao.corrections.patch import Entry, Kind, Patch, refuse
from duizhao.corrections.reliability import Alpha, Kappa, alpha, kappa
from duizhao.corrections.segmented import boundaries, sides
from duizhao.errors import UsageError

NO_CORPUS = "needs the corpus"
NOBODY_SET = "nobody corrected it"
# Setting one of these says something of the other, too.
_STATED_BY: Mapping[str, tuple[str, ...]] = {
    "boundaries": ("segments",),
    "fits": ("fits", "source_segments", "target_segments"),
    "sides": ("fits", "source_segments", "target_segments"),
    "type": ("judgement", "type"),
}
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Pairwise:
    """Agreement of two annotators on a field."""

    one: str
    other: str
    kappa: Kappa


@dataclass(frozen=True, slots=True)
class Measured:
    """Agreement on a field.

    Attributes:
        kind: Of which rows the field is.
        name: What is compared, see `duizhao.corrections.judged.COMPARED`.
        annotators: How many gave a value of some unit.
        alpha: Of all annotators.
        pairs: Of each two of them, in order.
    """

    kind: Kind
    name: str
    annotators: int
    alpha: Alpha
    pairs: tuple[Pairwise, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement between annotators.

    Attributes:
        annotators: What they are called, in order of the patches.
        units: What counts as a unit, in a sentence.
        calls: Calls with entries of two annotators or more.
        alone: Calls with entries of one annotator only; they say nothing.
        fields: What was measured, a row for each field.
    """

    annotators: tuple[str, ...]
    units: str
    calls: int
    alone: int
    fields: tuple[Measured, ...]


def measure_agreement(
    patches: Sequence[tuple[str, Patch]],
    rows_of: Callable[[str], Sequence[Rows]] | None = None,
    *,
    every: bool = False,
    seed: int = 0,
) -> Agreement:
    """Measure how far annotators agree.

    Args:
        patches: At least two, each with the name of its file; two of one author are two annotators.
        rows_of: Gives the rows of a transcript, by table, of the corpus that the patches were made on: one set, or
            several, of which the first counts that all patches fit. Without it only what two annotators state counts.
        every: Count every row of the calls that somebody annotated as judged by them: what they left is as it should
            be. By default only rows count that one of them touched.
        seed: Of the drawing of calls, for intervals.

    Returns:
        For each field alpha over all annotators and kappa of each two; null, with the reason, where there is none.

    Raises:
        UsageError: There are fewer than two patches, or they are not of one corpus, or not of this one (``E_PATCH``);
            `every` without a corpus (``E_CHOICE``).
    """
    if len(patches) < _FEWEST:
        refuse(f"there is {len(patches)} patch: agreement is between two or more", "give the patches of two annotators")
    if every and rows_of is None:
        raise UsageError("there is no corpus whose rows could count", code="E_CHOICE", help="give the corpus, too")
    calls = _by_call([patch for _, patch in patches])
    judged = [_judged(call, held, rows_of, every=every) for call, held in sorted(calls.items())]
    names = _names(patches)
    shared = sum(sum(map(bool, one.entries)) >= _FEWEST for one in judged)
    fields = tuple(_measured(kind, name, judged, names, seed) for kind, fields in COMPARED.items() for name in fields)
    return Agreement(names, _told(corpus=rows_of is not None, every=every), shared, len(judged) - shared, fields)


def _judged(
    call: str,
    held: Sequence[Mapping[tuple[Kind, str], Entry]],
    rows_of: Callable[[str], Sequence[Rows]] | None,
    *,
    every: bool,
) -> Judged:
    *others, last = rows_of(call) if rows_of is not None else (None,)
    for tables in others:
        try:
            return Judged(call, held, tables, every)
        except UsageError:
            continue
    return Judged(call, held, last, every)


def _by_call(patches: Sequence[Patch]) -> Mapping[str, list[dict[tuple[Kind, str], Entry]]]:
    calls: dict[str, list[dict[tuple[Kind, str], Entry]]] = defaultdict(lambda: [{} for _ in patches])
    for at, patch in enumerate(patches):
        for entry in patch.entries:
            calls[entry.transcript_id][at][entry.kind, entry.id] = entry
    return calls


def _names(patches: Sequence[tuple[str, Patch]]) -> tuple[str, ...]:
    """Call each annotator by name, where there is one and no other patch has it, else with the name of the file."""
    times = Counter(patch.author for _, patch in patches)
    return tuple(
        patch.author if patch.author and times[patch.author] == 1 else f"{patch.author} ({file})".strip()
        for file, patch in patches
    )


def _told(*, corpus: bool, every: bool) -> str:
    if not corpus:
        return "rows on which two annotators have entries, field by field"
    if every:
        return (
            "every row of a call that an annotator has entries of its kind in; what they left stands as in the corpus"
        )
    return "rows on which an annotator has an entry; what another left there stands as in the corpus"


def _measured(kind: Kind, name: str, judged: Sequence[Judged], names: Sequence[str], seed: int) -> Measured:
    found = [(one.call, unit) for one in judged for unit in _units(one, kind, name)]
    why = _why_none(kind, name, judged)
    units = [] if why else [unit for _, unit in found]
    total = Alpha(0, 0, None, None, why=why) if why else alpha(units, [call for call, _ in found], seed=seed)
    columns = [[unit[at] for unit in units] for at in range(len(names))]
    pairs = tuple(
        Pairwise(names[a], names[b], Kappa(0, None, None, why) if why else kappa(columns[a], columns[b]))
        for a, b in combinations(range(len(names)), 2)
    )
    told = sum(any(value is not None for value in column) for column in columns)
    return Measured(kind, name, told, total, pairs)


def _units(judged: Judged, kind: Kind, name: str) -> list[Values]:
    match name:
        case "boundaries":
            return boundaries(judged)
        case "sides":
            return sides(judged)
        case _:
            return judged.units(kind, name)


def _why_none(kind: Kind, name: str, judged: Sequence[Judged]) -> str:
    """Say why a field is not measured; empty where it is.

    Where nobody set a field, all that its values would show is that nobody did.
    """
    corpus = any(one.tables is not None for one in judged)
    if name == "sides" and not corpus:
        return NO_CORPUS
    wanted = frozenset(_STATED_BY.get(name, (name,)))
    if not any(one.every or one.stated(kind, wanted) for one in judged):
        return NOBODY_SET
    return ""
