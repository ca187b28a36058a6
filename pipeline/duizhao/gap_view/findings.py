"""Pick the discrepancies that are asked for, and put the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from duizhao.corpus.reader import Corpus, Row
from duizhao.errors import UsageError, suggestion
from duizhao.gap_view.passages import Side, make_side
from duizhao.gap_view.rows import rows_where
from duizhao.vocabulary import Relation, Role

#: Two passes of a call differ by recognition alone: nothing is reported on a repetition.
RELATIONS = (Relation.INTERPRETATION, Relation.TRANSLATION)
TYPES = ("quantity", "direction", "entity", "omission", "addition")

#: How badly each kind misleads who hears one side only, 0 to 1; a finding's rank is this times its confidence. A
#: reader's judgement, not fitted to data: first what turns a statement round (a loss for a profit, a fall for a rise),
#: then a figure that is another figure, then what one side does not hear at all, then what is attributed wrongly.
SEVERITY: Mapping[str, float] = MappingProxyType(
    {
        "sign": 1.0,
        "direction": 0.95,
        "scale": 0.9,
        "value": 0.85,
        "unit": 0.8,
        "omitted-figure": 0.75,
        "added-figure": 0.75,
        "omitted-clause": 0.7,
        "added-clause": 0.7,
        "entity": 0.65,
        "level-change": 0.6,
        "basis": 0.55,
        "period": 0.5,
        "term": 0.4,
        "doubled-clause": 0.3,
    }
)
#: Of a kind that is not listed, by the row's type; else the least.
_OF_TYPE: Mapping[str, float] = MappingProxyType(
    {"quantity": 0.85, "direction": 0.95, "entity": 0.65, "omission": 0.7, "addition": 0.7}
)
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for; an empty set asks for all.

    Attributes:
        transcript: Id of the one transcript; null for all.
        relation: Null for both.
        types: Of `TYPES`.
        kinds: Of `SEVERITY`, or others that the corpus has.
        roles: Of the speaker of the original.
        min_confidence: Least confidence, 0 to 1; above 0, findings without one are left out.
    """

    transcript: str | None = None
    relation: Relation | None = None
    types: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    min_confidence: float = 0.0

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations asked for, in order."""
        return RELATIONS if self.relation is None else (self.relation,)

    @property
    def picks(self) -> bool:
        """Whether it leaves out some discrepancies of the relations and transcripts asked for."""
        return bool(self.types or self.kinds or self.roles or self.min_confidence)


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker.

    Attributes:
        speaker_id: Null where nobody could be told.
        name: In both scripts where known; empty where nobody says it.
        role: Of `Role`.
        label: As printed; empty where there was none.
    """

    speaker_id: str | None
    name: str
    role: str
    label: str = ""

    @property
    def shown(self) -> str:
        """The name for people; what stands for one is in brackets."""
        label = f", labelled {self.label}" if self.label else ""
        return self.name or f"[{'unnamed' if self.speaker_id else 'unknown'} speaker{label}]"


@dataclass(frozen=True, slots=True)
class Finding:
    """A discrepancy with all that a person needs to judge it.

    Attributes:
        discrepancy_id: As in the corpus.
        transcript_id: As in the corpus.
        transcript: The transcript's source.
        relation: What joins the two sides.
        type: Of `TYPES`.
        kind: What exactly; empty where the corpus does not say.
        severity: Of the kind.
        confidence: That it is one, 0 to 1; null where the corpus does not say.
        explanation: One sentence.
        speaker: Who speaks the original; of an addition without one, whom the rendition is attributed to.
        turn_id: That speaker's turn; null where there is none.
        source: The original, or the text.
        target: The rendition, or the translation.
        place: Line and first character of the side that comes first.
    """

    discrepancy_id: str
    transcript_id: str
    transcript: str
    relation: Relation
    type: str
    kind: str
    severity: float
    confidence: float | None
    explanation: str
    speaker: Who
    turn_id: str | None
    source: Side
    target: Side
    place: tuple[int, int]

    @property
    def rank(self) -> float:
        """Confidence times severity; without a confidence 0."""
        return round((self.confidence or 0.0) * self.severity, _DIGITS)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was found.

    Attributes:
        corpus: The corpus's folder or URL.
        choice: What was asked for.
        found: By relation, worst first; each relation asked for has a list.
        held: How many discrepancies of these relations the corpus, or the transcript, holds in all.
    """

    corpus: str
    choice: Choice
    found: Mapping[Relation, tuple[Finding, ...]]
    held: int

    @property
    def total(self) -> int:
        """How many were found."""
        return sum(map(len, self.found.values()))

    def nothing(self) -> str:
        """Say plainly that nothing was found, and why."""
        where = "the transcript" if self.choice.transcript else "the corpus"
        if not self.held:
            only = f"{self.choice.relation.value} " if self.choice.relation else ""
            return f"No {only}discrepancies: {where} holds none."
        return f"No discrepancies match: {where} holds {self.held}, and the filters leave none of them."


def find_gaps(corpus: Corpus, choice: Choice) -> Gaps:
    """Find what is asked for, worst first.

    The order is `Finding.rank`, ties by transcript and by place in the text. The relations are ranked one by one.

    Raises:
        UsageError: No such type, kind or role (``E_SHOW_TYPE``, ``E_SHOW_KIND``, ``E_SHOW_ROLE``).
        CorpusError: A table cannot be read.
    """
    check_named("type", choice.types, TYPES)
    check_named("role", choice.roles, [role.value for role in Role])
    rows = corpus.rows("discrepancies", transcript=choice.transcript)
    check_named("kind", choice.kinds, list(dict.fromkeys((*SEVERITY, *(row["kind"] for row in rows if row["kind"])))))
    asked = [row for row in rows if row["relation"] in choice.relations]
    found = _findings(corpus, choice, [row for row in asked if _wanted(row, choice)])
    kept = [one for one in found if not choice.roles or one.speaker.role in choice.roles]
    kept.sort(key=lambda one: (-one.rank, one.transcript, one.transcript_id, one.place, one.discrepancy_id))
    by_relation = {relation: tuple(one for one in kept if one.relation is relation) for relation in choice.relations}
    return Gaps(corpus.place, choice, by_relation, len(asked))


def check_named(what: str, given: Collection[str], known: Sequence[str]) -> None:
    """Refuse a word that is none of the known ones.

    Raises:
        UsageError: With what was likely meant, and all known words.
    """
    for word in sorted(given):
        if word in known:
            continue
        meant = suggestion(word.lower().replace("_", "-").replace(" ", "-"), known)
        if what == "type" and word in SEVERITY:
            meant = f"did you mean --kind {word}? "
        raise UsageError(
            f"no {what} {word!r}", code=f"E_SHOW_{what.upper()}", help=f"{meant}all {what}s: {', '.join(known)}"
        )


def count_types(findings: Sequence[Finding]) -> dict[str, int]:
    """Count findings by type; every type of `TYPES` has a count, others where they occur."""
    counts = Counter(one.type for one in findings)
    return {
        **{name: counts[name] for name in TYPES},
        **{name: counts[name] for name in sorted(counts) if name not in TYPES},
    }


def who(speaker: Row | None, role: str | None, label: str | None = None) -> Who:
    """Make a speaker from a row of the table, if there is one."""
    names = [speaker[key] for key in ("name", "name_zh") if speaker[key]] if speaker else []
    key = speaker["speaker_id"] if speaker else None
    return Who(key, " ".join(dict.fromkeys(names)), role or Role.UNKNOWN.value, label or "")


def _wanted(row: Row, choice: Choice) -> bool:
    return (
        (not choice.types or row["type"] in choice.types)
        and (not choice.kinds or row["kind"] in choice.kinds)
        and (row["confidence"] or 0.0) >= choice.min_confidence
    )


def _findings(corpus: Corpus, choice: Choice, rows: Sequence[Row]) -> list[Finding]:
    """Look up what the rows point to; other segments and turns are not kept."""
    ids = {key for row in rows for side in ("source", "target") for key in row[f"{side}_segments"] or ()}

    def table(name: str, column: str, wanted: set[str]) -> dict[str, Row]:
        found = rows_where(corpus, name, {column: wanted}, transcript=choice.transcript)
        return {row[column]: row for row in found}

    segments = table("segments", "segment_id", ids)
    turns = table("turns", "turn_id", {row["turn_id"] for row in segments.values() if row["turn_id"]})
    speakers = table("speakers", "speaker_id", {row["speaker_id"] for row in turns.values() if row["speaker_id"]})
    sources = {row["transcript_id"]: row["source"] for row in corpus.rows("transcripts", transcript=choice.transcript)}
    return [_finding(row, sources, segments, turns, speakers) for row in rows]


def _finding(
    row: Row,
    sources: Mapping[str, str],
    segments: Mapping[str, Row],
    turns: Mapping[str, Row],
    speakers: Mapping[str, Row],
) -> Finding:
    source, target = (make_side(row, side, segments) for side in ("source", "target"))
    held = [segments[key] for key in (*source.segments, *target.segments)]
    turn = next((turns[one["turn_id"]] for one in held if one["turn_id"] in turns), None)
    speaker = speakers.get(turn["speaker_id"] or "") if turn else None
    kind = row["kind"] or ""
    return Finding(
        discrepancy_id=row["discrepancy_id"],
        transcript_id=row["transcript_id"],
        transcript=sources.get(row["transcript_id"], row["transcript_id"]),
        relation=Relation(row["relation"]),
        type=row["type"],
        kind=kind,
        severity=SEVERITY.get(kind, _OF_TYPE.get(row["type"], min(SEVERITY.values()))),
        confidence=row["confidence"],
        explanation=row["explanation"] or "",
        speaker=who(speaker, turn["role"] if turn else None, turn["label"] if turn else None),
        turn_id=turn["turn_id"] if turn else None,
        source=source,
        target=target,
        place=min(((one["line"], one["start"]) for one in held), default=(0, 0)),
    )
