"""Turns of a call without labels: sentences decoded into who speaks and in which mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.cues import Reading as CueReading
from duizhao.speakers.cues import read_cues
from duizhao.speakers.decoder import Lattice, posteriors, viterbi
from duizhao.speakers.echo import counterparts, echoes, order
from duizhao.speakers.evidence import Evidence, State
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.modes import mode_evidence
from duizhao.speakers.people import Cast, Person
from duizhao.vocabulary import MANAGEMENT, Delivery, Lang, Role, Voice

Mask = NDArray[np.bool_]
Path = NDArray[np.int64]

# Passages of this many sentences can be checked for order; true pairs of the development calls lie at .14 to .6, an
# overview and its details at .0 to .12. What is doubted loses this much per sentence.
_LONG, _IN_ORDER, _DOUBTED = 5, 0.13, -0.6
_READINGS = 3
# How far another recording's reading counts, and how far it is doubted.
_HINT, _DOUBT = 0.5, 0.02


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences of one speaker and voice.

    Attributes:
        segments: Positions in the pass.
        person: The speaker; null for the analyst's slot before anyone was announced.
        role: Part in the call.
        voice: Whose mouth.
        deliveries: One per sentence.
        confidence: Mean probability of the decoded states.
        cues: Names of the cues that spoke for the role.
    """

    segments: tuple[int, ...]
    person: Person | None
    role: Role
    voice: Voice
    deliveries: tuple[Delivery, ...]
    confidence: float
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A pass as decoded.

    Attributes:
        stretches: In order; they hold every segment once.
        chances: Probability of each state at each sentence, shape ``(n, S)``; states are the same in every pass.
    """

    stretches: tuple[Stretch, ...]
    chances: Floats


def decode_passes(
    passes: Sequence[Sequence[Segment]], mentions: Sequence[Mention], cast: Cast, *, interpreted: bool
) -> list[tuple[Stretch, ...]]:
    """Read every recording of a call, each with what the others show.

    One recording has a paragraph where another runs on, or a word that the other lost: what a sentence was read as in
    one is evidence for its counterpart in the other. Without this a boundary inside a paragraph of the second pass is
    missed though the first pass has it at a paragraph's end.
    """
    readings: list[Reading] = []
    for segments in passes:
        hint = _hint(passes[0], segments, readings[0].chances) if readings else None
        readings.append(decode(segments, mentions, cast, interpreted=interpreted, hint=hint))
    if len(passes) > 1:
        hint = _hint(passes[1], passes[0], readings[1].chances)
        readings[0] = decode(passes[0], mentions, cast, interpreted=interpreted, hint=hint)
    return [reading.stretches for reading in readings]


@dataclass(frozen=True, slots=True)
class Hint:
    """What another recording shows of each sentence.

    Attributes:
        scores: Of the states, nats, shape ``(n, S)``.
        breaks: Whether a paragraph starts there, shape ``(n,)``.
    """

    scores: Floats
    breaks: Mask


def _hint(known: Sequence[Segment], segments: Sequence[Segment], chances: Floats) -> Hint:
    """Take what the counterpart of each sentence was read as, and where paragraphs start between counterparts."""
    scores = np.zeros((len(segments), chances.shape[1]))
    breaks = np.zeros(len(segments), dtype=bool)
    paired = counterparts(known, segments)
    for position, counterpart in paired.items():
        scores[position] = _HINT * np.log(chances[counterpart] + _DOUBT)
        starts = counterpart > 0 and known[counterpart].line != known[counterpart - 1].line
        breaks[position] = starts and paired.get(position - 1, counterpart - 1) < counterpart
    return Hint(scores, breaks)


def decode(
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    cast: Cast,
    *,
    interpreted: bool,
    hint: Hint | None = None,
) -> Reading:
    """Read one pass of a call.

    Args:
        segments: Its speech, in order.
        mentions: Names in it.
        cast: The people, roles voted on.
        interpreted: Whether the talk says that it is interpreted, or both languages stand in it.
        hint: What another recording shows.
    """
    people = [person for person in cast.people if person.role in MANAGEMENT | {Role.OPERATOR, Role.IR}]
    states = _states(people)
    if not segments:
        return Reading((), np.zeros((0, len(states))))
    breaks = np.array([False, *(one.line != other.line for one, other in pairwise(segments))])
    breaks = breaks if hint is None else breaks | hint.breaks
    evidence = Evidence(segments, mentions, cast, people, states, breaks=breaks)
    modes = mode_evidence(segments, echoes(segments), interpreted=interpreted)
    emissions = evidence.emissions() + _mode_scores(states, modes) + (0.0 if hint is None else hint.scores)
    lattice = Lattice(_start(states), emissions, evidence.step)
    path = viterbi(lattice)
    against = np.zeros(len(segments), dtype=bool)
    indirect = np.array([state.delivery is not Delivery.DIRECT for state in states])
    for _ in range(_READINGS):
        # Read again with each person's habit, and without the pairs of passages that are no pairs.
        before = path
        against |= _doubtful(segments, states, path)
        scores = emissions + np.where(against[:, None] & indirect[None, :], _DOUBTED, 0.0)
        lattice = replace(lattice, emissions=scores + _habits(states, path, against))
        path = viterbi(lattice)
        if np.array_equal(path, before):
            break
    chances = posteriors(lattice)
    taken = chances[np.arange(len(path)), path]
    return Reading(tuple(_stretches(segments, [states[state] for state in path], taken, evidence)), chances)


def _doubtful(segments: Sequence[Segment], states: Sequence[State], path: Path) -> Mask:
    """Mark the sentences of passages read as original and rendition that do not keep one order.

    Without this a CFO who gives an overview and then the details counts as his own interpreter.
    """
    out = np.zeros(len(segments), dtype=bool)
    runs = [list(run) for _, run in groupby(range(len(path)), key=lambda at: int(path[at]))]
    for one, other in pairwise(runs):
        first, second = states[int(path[one[0]])], states[int(path[other[0]])]
        pair = first.delivery is Delivery.ORIGINAL and second.delivery is Delivery.INTERPRETATION
        if not pair or min(len(one), len(other)) < _LONG:
            continue
        if order([segments[at] for at in one], [segments[at] for at in other]) < _IN_ORDER:
            out[[*one, *other]] = True
    return out


def _states(people: Sequence[Person]) -> list[State]:
    states: list[State] = []
    for index, person in enumerate(people):
        deliveries = [Delivery.DIRECT]
        if person.role in MANAGEMENT:
            deliveries += [Delivery.ORIGINAL, Delivery.INTERPRETATION]
        states += [State(index, person.role, delivery) for delivery in deliveries]
    states += [
        State(len(people), Role.ANALYST, delivery)
        for delivery in (Delivery.DIRECT, Delivery.ORIGINAL, Delivery.INTERPRETATION)
    ]
    return states


def _start(states: Sequence[State]) -> Floats:
    first = {Role.OPERATOR: 0.0, Role.IR: -1.0}
    return np.array(
        [first.get(state.role, -4.0) + (-4.0 if state.delivery is Delivery.INTERPRETATION else 0.0) for state in states]
    )


def _mode_scores(states: Sequence[State], modes: Floats) -> Floats:
    columns = {Delivery.DIRECT: 0, Delivery.ORIGINAL: 1, Delivery.INTERPRETATION: 2}
    return modes[:, [columns[state.delivery] for state in states]]


def _habits(states: Sequence[State], path: Path, against: Mask) -> Floats:
    """Score each state by how its person was read to speak, executives only; doubted passages count as direct."""
    out = np.zeros(len(states))
    taken = [(states[int(state)], bool(doubted)) for state, doubted in zip(path, against, strict=True)]
    for column, state in enumerate(states):
        own = [(one, doubted) for one, doubted in taken if one.person == state.person]
        if state.role not in MANAGEMENT or not own:
            continue
        rendered = sum(one.delivery is not Delivery.DIRECT and not doubted for one, doubted in own) / len(own)
        likely = rendered if state.delivery is not Delivery.DIRECT else 1 - rendered
        out[column] = 1.2 * (likely - 0.5)
    return out


def _stretches(
    segments: Sequence[Segment], states: Sequence[State], chances: Floats, evidence: Evidence
) -> list[Stretch]:
    announced: Person | None = None
    analysts = [person for person in evidence.cast.people if person.role is Role.ANALYST]
    calls = {
        at: evidence.cast.find(mention.name, among=analysts)
        for at, mention in evidence.mentions
        if mention.act is Act.ANNOUNCEMENT and evidence.readings[at].votes.get(Role.OPERATOR, 0.0) > 0
    }
    out: list[Stretch] = []
    start = 0
    for at in range(1, len(segments) + 1):
        if at < len(segments) and _one_turn(states[at - 1], states[at]):
            continue
        state = states[start]
        voice = _voice(state)
        person = announced if state.role is Role.ANALYST else evidence.people[state.person]
        cues = [name for here in range(start, at) for name in _supporting(evidence.readings[here], state.role)]
        out.append(
            Stretch(
                segments=tuple(range(start, at)),
                person=person,
                role=state.role,
                voice=voice,
                deliveries=tuple(one.delivery for one in states[start:at]),
                confidence=float(chances[start:at].mean()),
                cues=tuple(dict.fromkeys(cues)),
            )
        )
        if state.role is Role.OPERATOR and any(
            "operator calls a questioner" in evidence.readings[here].names for here in range(start, at)
        ):
            # A name that could not be read is not the last questioner's.
            announced = next((calls[here] for here in range(at - 1, start - 1, -1) if calls.get(here)), None)
        start = at
    return out


def _voice(state: State) -> Voice:
    rendered = state.delivery is Delivery.INTERPRETATION and state.role is not Role.ANALYST
    return Voice.INTERPRETER if rendered else Voice.SELF


def _one_turn(one: State, other: State) -> bool:
    return one.person == other.person and _voice(one) is _voice(other)


def _supporting(reading: CueReading, role: Role) -> list[str]:
    from duizhao.speakers.cues import CUES

    return [cue.name for cue in CUES if cue.name in reading.names and cue.votes.get(role, 0.0) > 0.9]  # noqa: PLR2004


def is_interpreted(segments: Sequence[Segment]) -> bool:
    """Whether the talk announces interpreting, or a tenth and more of it is in either language."""
    if any("interpretation announced" in read_cues(one.text).names for one in segments):
        return True
    chinese = sum(len(one.text) for one in segments if one.lang is Lang.ZH)
    total = sum(len(one.text) for one in segments)
    return bool(total) and 0.1 < chinese / total < 0.9  # noqa: PLR2004
