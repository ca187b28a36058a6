"""Measures of passages, turns, speakers and the transcript, from what its beads say."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from duizhao.gap_records import Measure
from duizhao.gaps.measures.definition import BeadContext, Definition, Pair
from duizhao.gaps.measures.registry import MEASURES, definition

#: In the order in which they are written.
SCOPES = ("passage", "turn", "speaker", "transcript")
_DIGITS = 6


@dataclass(slots=True)
class _Tally:
    """What beads say to one measure: pairs that add up, or the beads themselves where it does not."""

    pairs: list[Pair] = field(default_factory=list[Pair])
    contexts: list[BeadContext] = field(default_factory=list[BeadContext])

    def extend(self, other: _Tally) -> None:
        self.pairs += other.pairs
        self.contexts += other.contexts


def compute(passages: Sequence[Sequence[BeadContext]], *, names: Collection[str] | None = None) -> tuple[Measure, ...]:
    """Measure each passage, each turn and speaker over its passages, and the transcript over all.

    Args:
        passages: The beads of each passage; those of a passage share one `PassageView`.
        names: Measures to compute; all where null.

    Returns:
        In order of scope, place and registry; each passage is asked only what is defined on its relation. The value is
        null, never 0, where the denominator is 0. A passage, turn or speaker of whose beads none says anything gets
        no row; the transcript gets one null row if it has passages of the measure's relation. A passage without turn or
        speaker counts in the transcript alone.

    Raises:
        UsageError: A name is no measure's (``E_MEASURE``).
    """
    chosen = set(MEASURES) if names is None else {definition(name).name for name in names}
    definitions = [one for name, one in MEASURES.items() if name in chosen]
    tallies: dict[tuple[str, int], dict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    for contexts in filter(None, passages):
        for one in definitions:
            if contexts[0].passage.relation in one.relations:
                said = _tally(one, contexts)
                for place in _places(contexts):
                    tallies[place][one.name].extend(said)
    places = sorted(tallies, key=lambda place: (SCOPES.index(place[0]), place[1]))
    return tuple(
        row
        for scope, at in places
        for one in definitions
        if one.name in tallies[scope, at]
        for row in _rows(one, scope, at, tallies[scope, at][one.name])
    )


def _places(contexts: Sequence[BeadContext]) -> list[tuple[str, int]]:
    passage = contexts[0].passage
    places = zip(SCOPES, (passage.index, passage.turn, passage.speaker, 0), strict=True)
    return [(scope, at) for scope, at in places if at is not None]


def _tally(one: Definition, contexts: Sequence[BeadContext]) -> _Tally:
    """Ask the beads of a passage."""
    if one.count is None:
        return _Tally(contexts=[context for context in contexts if one.speaks(context)])
    return _Tally(pairs=[pair for context in contexts if (pair := one.count(context)) is not None])


def _rows(one: Definition, scope: str, at: int, said: _Tally) -> Iterator[Measure]:
    """Yield the row of a measure in a scope, if it has one."""
    total = _total(one, said)
    if total is not None:
        numerator, denominator = total
        value = round(one.factor * numerator / denominator, _DIGITS) if denominator else None
        beads = len(said.pairs) + len(said.contexts)
        yield Measure(scope, at, one.name, value, one.unit, beads, numerator, denominator)
    elif scope == SCOPES[-1]:
        yield Measure(scope, at, one.name, None, one.unit, 0, 0.0, 0.0)


def _total(one: Definition, said: _Tally) -> Pair | None:
    if one.over is not None:
        return one.over(said.contexts) if said.contexts else None
    if not said.pairs:
        return None
    # Exact sums: a scope's figures do not depend on how its passages are told apart.
    return math.fsum(pair[0] for pair in said.pairs), math.fsum(pair[1] for pair in said.pairs)
