"""What was found and measured: over the corpus, per call and per speaker."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duizhao.corpus.reader import Corpus, Row
from duizhao.gap_view.findings import Choice, Finding, Gaps, Who, count_types, who
from duizhao.gap_view.rows import rows_where
from duizhao.vocabulary import Relation

#: Measures of the interpretation that a summary shows; of a translation their counterparts.
_SHOWN = ("omission_rate", "addition_rate", "length_ratio", "number_fidelity", "name_recall")
_SCOPES = ("transcript", "speaker")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of a call, a speaker or the corpus.

    Attributes:
        measure: Name.
        unit: Of the value; empty where nothing was measured.
        value: Null where it cannot be computed.
        numerator: Null where nothing was measured.
        denominator: Null where nothing was measured.
        low: Lower end of the interval over calls; null for calls and speakers, and where one call alone says anything.
        high: Its upper end.
        calls: How many calls a value of the corpus rests on; null for calls and speakers.
    """

    measure: str
    unit: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    calls: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A call, a speaker of a call, or the corpus.

    Attributes:
        scope: ``corpus``, ``transcript`` or ``speaker``.
        transcript_id: Empty for the corpus.
        transcript: The transcript's source; empty for the corpus.
        speaker: Null unless it is a speaker's.
        counts: Findings by type.
        figures: One for each measure asked for, in order.
    """

    scope: str
    transcript_id: str
    transcript: str
    speaker: Who | None
    counts: Mapping[str, int]
    figures: tuple[Figure, ...]

    @property
    def total(self) -> int:
        """How many findings there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Summary:
    """One relation's counts and measures.

    Attributes:
        relation: The relation.
        measures: Names, in order.
        corpus: Over all calls.
        calls: Each call that has passages of the relation, by source, with its speakers by id.
    """

    relation: Relation
    measures: tuple[str, ...]
    corpus: Line
    calls: tuple[tuple[Line, tuple[Line, ...]], ...]

    @property
    def lines(self) -> Iterator[Line]:
        """All lines: the corpus, then each call and its speakers."""
        yield self.corpus
        for call, speakers in self.calls:
            yield call
            yield from speakers


def chosen_measures(names: Sequence[str], relation: Relation | None) -> Mapping[Relation, tuple[str, ...]]:
    """Return which measures to show on each relation; without names those that say most.

    Raises:
        UsageError: There is no such measure, or it is not defined on the relation asked for.
    """
    from duizhao.gaps.measures import definition, require
    from duizhao.gaps.measures.translation import PREFIX

    asked = Choice(relation=relation).relations
    if not names:
        own = {Relation.INTERPRETATION: _SHOWN, Relation.TRANSLATION: tuple(f"{PREFIX}{name}" for name in _SHOWN)}
        return {one: own[one] for one in asked}
    found = [definition(name) if relation is None else require(name, relation) for name in dict.fromkeys(names)]
    return {one: tuple(measure.name for measure in found if one in measure.relations) for one in asked}


def summarise(
    corpus: Corpus, gaps: Gaps, measures: Mapping[Relation, Sequence[str]], *, seed: int = 0
) -> tuple[Summary, ...]:
    """Count findings and collect measures, relation by relation.

    Args:
        corpus: The corpus.
        gaps: What was found; its filters hold for the counts. Measures know the transcript and the relation only.
        measures: Names by relation, see `chosen_measures`.
        seed: Of the interval's resampling.

    Raises:
        CorpusError: A table cannot be read.
    """
    names = {name for chosen in measures.values() for name in chosen}
    key = gaps.choice.transcript
    rows = rows_where(corpus, "measures", {"scope": _SCOPES, "measure": names}, transcript=key)
    speakers = {row["speaker_id"]: row for row in corpus.rows("speakers", transcript=key)}
    sources = {row["transcript_id"]: row["source"] for row in corpus.rows("transcripts", transcript=key)}
    held = _Held(sources, speakers, gaps.choice.roles, seed)
    return tuple(
        _summary(
            relation,
            tuple(measures[relation]),
            [row for row in rows if row["measure"] in measures[relation]],
            gaps,
            held,
        )
        for relation in gaps.choice.relations
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """What every relation looks up."""

    sources: Mapping[str, str]
    speakers: Mapping[str, Row]
    roles: frozenset[str]
    seed: int


def _summary(relation: Relation, names: tuple[str, ...], rows: Sequence[Row], gaps: Gaps, held: _Held) -> Summary:
    found = gaps.found[relation]
    of_call: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        of_call[one.transcript_id].append(one)
    measured: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["measure"] in names:
            measured[row["transcript_id"]].append(row)
    keys = sorted({*of_call, *measured}, key=lambda key: (held.sources.get(key, key), key))
    calls = tuple(_call(key, names, measured[key], of_call[key], held) for key in keys)
    figures = tuple(_over_calls(name, rows, held.seed) for name in names)
    return Summary(relation, names, Line("corpus", "", "", None, count_types(found), figures), calls)


def _call(
    key: str, names: Sequence[str], rows: Sequence[Row], found: Sequence[Finding], held: _Held
) -> tuple[Line, tuple[Line, ...]]:
    values = {(row["scope_id"], row["measure"]): row for row in rows}
    by_speaker: dict[str | None, list[Finding]] = defaultdict(list)
    for one in found:
        by_speaker[one.speaker.speaker_id].append(one)
    measured: set[str] = {row["scope_id"] for row in rows if row["scope"] == "speaker"}
    ids = {one for one in measured if not held.roles or _role(one, held) in held.roles}
    ids |= {one for one in by_speaker if one is not None}

    def line(scope: str, scope_id: str | None, speaker: Who | None, counted: Sequence[Finding]) -> Line:
        figures = tuple(_figure(name, values.get((scope_id, name))) for name in names)
        return Line(scope, key, held.sources.get(key, key), speaker, count_types(counted), figures)

    speakers = [
        line("speaker", one, who(held.speakers.get(one), _role(one, held)), by_speaker[one]) for one in sorted(ids)
    ]
    if by_speaker[None]:
        speakers.append(line("speaker", None, who(None, None), by_speaker[None]))
    return line("transcript", key, None, found), tuple(speakers)


def _role(speaker_id: str, held: _Held) -> str | None:
    row = held.speakers.get(speaker_id)
    return row["role"] if row else None


def _figure(name: str, row: Row | None) -> Figure:
    if row is None:
        return Figure(name)
    return Figure(name, row["unit"] or "", row["value"], row["numerator"], row["denominator"])


def _over_calls(name: str, rows: Sequence[Row], seed: int) -> Figure:
    from duizhao.gaps.measures import definition, interval

    one = definition(name)
    of_calls = [row for row in rows if row["scope"] == "transcript" and row["measure"] == name]
    pairs = [(row["numerator"], row["denominator"]) for row in of_calls]
    pairs = [pair for pair in pairs if None not in pair]
    found = interval(pairs, seed=seed, factor=one.factor)
    if found is None:
        return Figure(name, one.unit, calls=0)
    numerator, denominator = (math.fsum(pair[at] for pair in pairs) for at in (0, 1))
    return Figure(name, one.unit, found.value, numerator, denominator, found.low, found.high, found.calls)
