"""Turns of a call without labels: sentences decoded into who speaks and in which mode.

The weights below are nats, set by hand on the development transcripts (seed 000 and the invented label-less call);
each says what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.records import MANAGEMENT, Delivery, Lang, Role, Segment, Voice
from duizhao.similarity import Floats
from duizhao.speakers.cues import Reading, read_cues
from duizhao.speakers.decoder import Lattice, posteriors, viterbi
from duizhao.speakers.echo import echoes, order
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.modes import SELF_TRANSLATION, mode_evidence
from duizhao.speakers.people import Cast, Person

Mask = NDArray[np.bool_]
Path = NDArray[np.int64]

# A change of state inside a paragraph, and going on past the end of one.
_INSIDE = -4.5
_PAST = -0.7
# Entering whom the last words handed the call to; entering anyone else then; staying then.
_HANDED = 5.0
_PASSED_OVER = -2.0
_NOT_HANDED = -1.5
# A question needs an operator's announcement, but for an analyst's last words.
_UNANNOUNCED = -4.0
# An opener starts a turn, a closer ends one.
_OPENER, _CLOSER, _ENDED = 2.0, -3.5, 0.7
# Words cut off ("This is really...") end a turn more often than not: the interpreter takes over.
_BROKEN_OFF = 2.0
# "Thank you, Henry": it is not Henry who speaks.
_NOT_THANKED, _THANKS_OTHER = -6.0, 3.0
_SELF_NAMED = 5.0
# Operators and IR officers speak in formulas: a sentence with none of theirs counts against them. Without this they
# take over answers in which nothing speaks for anybody.
_UNFORMULAIC = {Role.OPERATOR: -0.8, Role.IR: -0.2}
_REACH = 3
# Passages of this many sentences can be checked for order; true pairs of the development calls lie at .14 to .6, an
# overview and its details at .0 to .12. What is doubted loses this much per sentence.
_LONG, _IN_ORDER, _DOUBTED = 5, 0.13, -0.6
_READINGS = 3


@dataclass(frozen=True, slots=True)
class State:
    """A person in a mode; the analyst is one slot whoever asks."""

    person: int
    role: Role
    delivery: Delivery


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


def decode(segments: Sequence[Segment], mentions: Sequence[Mention], cast: Cast, *, interpreted: bool) -> list[Stretch]:
    """Read one pass of a call.

    Args:
        segments: Its speech, in order.
        mentions: Names in it.
        cast: The people, roles voted on.
        interpreted: Whether the talk says that it is interpreted, or both languages stand in it.

    Returns:
        Stretches in order that hold every segment once.
    """
    if not segments:
        return []
    people = [person for person in cast.people if person.role in MANAGEMENT | {Role.OPERATOR, Role.IR}]
    states = _states(people)
    evidence = _Evidence(segments, mentions, cast, people, states)
    modes = mode_evidence(segments, echoes(segments), interpreted=interpreted)
    emissions = evidence.emissions() + _mode_scores(states, modes)
    lattice = Lattice(_start(states), emissions, evidence.steps())
    path = viterbi(lattice)
    against = np.zeros(len(segments), dtype=bool)
    indirect = np.array([state.delivery is not Delivery.DIRECT for state in states])
    for _ in range(_READINGS):
        # Read again with each person's habit, and without the pairs of passages that are no pairs.
        doubted = _doubtful(segments, states, path)
        against |= doubted
        scores = emissions + np.where(against[:, None] & indirect[None, :], _DOUBTED, 0.0)
        lattice = Lattice(lattice.start, scores + _habits(states, path, against), lattice.steps)
        path = viterbi(lattice)
    chances = posteriors(lattice)[np.arange(len(path)), path]
    return _stretches(segments, [states[state] for state in path], chances, evidence)


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


class _Evidence:
    """Cues and mentions of one pass as scores."""

    def __init__(
        self,
        segments: Sequence[Segment],
        mentions: Sequence[Mention],
        cast: Cast,
        people: list[Person],
        states: list[State],
    ) -> None:
        self.segments, self.cast, self.people, self.states = segments, cast, people, states
        self.readings: list[Reading] = [read_cues(one.text) for one in segments]
        self.position = {one.index: at for at, one in enumerate(segments)}
        self.mentions = [(self.position[m.segment], m) for m in mentions if m.segment in self.position]
        self.slot = len(people)  # the analysts'

    def emissions(self) -> Floats:
        """Return what each sentence's words say of each state."""
        out = np.zeros((len(self.segments), len(self.states)))
        for at, reading in enumerate(self.readings):
            for column, state in enumerate(self.states):
                out[at, column] = reading.votes.get(state.role, 0.0) or _UNFORMULAIC.get(state.role, 0.0)
        for at, mention in self.mentions:
            person = self._slot_of(mention)
            if mention.act is Act.SELF and person is not None:
                out[at] += [_SELF_NAMED if state.person == person else 0.0 for state in self.states]
        return np.clip(out, -6.0, 8.0)

    def _slot_of(self, mention: Mention) -> int | None:
        """Return the slot of the person a mention means; the analysts' slot for one of them."""
        person = self.cast.find(mention.name, role=mention.role) if mention.name else None
        if person is None and mention.role is not None:
            person = next((one for one in self.people if one.role is mention.role), None)
        if person is None:
            return None
        return self.people.index(person) if person in self.people else self.slot

    def steps(self) -> Floats:
        """Return the step scores into each sentence."""
        count, width = len(self.segments), len(self.states)
        same_person = np.array([[one.person == other.person for other in self.states] for one in self.states])
        same = np.eye(width, dtype=bool)
        inherent = np.array([[_inherent(one, other) for other in self.states] for one in self.states])
        enter = self._entering()
        out = np.zeros((count, width, width))
        for at in range(1, count):
            breaks = self.segments[at].line != self.segments[at - 1].line
            change = inherent + (0.0 if breaks else _INSIDE) + np.where(same_person, 0.0, enter[at][None, :])
            change = change + self._edge(at)
            step = np.where(same, _PAST if breaks else 0.0, change)
            if np.any(enter[at] >= _HANDED - 1):  # somebody was called
                step = step + np.where(same, _NOT_HANDED, 0.0)
            if SELF_TRANSLATION.search(self.segments[at - 1].text):
                step = step + self._to_own_rendition()
            out[at] = step
        return out

    def _edge(self, at: int) -> float:
        """Return what the words on both sides of an edge say for a new turn there."""
        reading, before = self.readings[at], self.readings[at - 1]
        # "Thank you." ends a turn inside a paragraph; a paragraph may well start with it.
        inside = self.segments[at].line == self.segments[at - 1].line
        opens = _OPENER if reading.opens else _CLOSER if reading.closes and inside else 0.0
        ends = _ENDED if before.closes else 0.0
        broken_off = _BROKEN_OFF if self.segments[at - 1].text.endswith(("...", "\u2026")) else 0.0
        return opens + ends + broken_off

    def _to_own_rendition(self) -> Floats:
        """Score the step from an original to its speaker's own rendition, after "I will translate myself"."""
        return np.array(
            [
                [
                    5.0
                    if one.person == other.person and other.delivery is Delivery.INTERPRETATION
                    else -3.0
                    if one is other
                    else 0.0
                    for other in self.states
                ]
                for one in self.states
            ]
        )

    def _entering(self) -> Floats:
        """Return what it takes to enter each state's person at each sentence."""
        out = np.zeros((len(self.segments), len(self.states)))
        analysts = np.array([state.role is Role.ANALYST for state in self.states])
        out[:, analysts] += _UNANNOUNCED
        for at, reading in enumerate(self.readings):
            if "is helped" in reading.names:
                out[max(0, at - 1) : at + 1, analysts] -= _UNANNOUNCED
            if "IR calls the operator" in reading.names:
                self._call(out, at, np.array([state.role is Role.OPERATOR for state in self.states]))
        for at, mention in self.mentions:
            self._mention(out, at, mention, analysts)
        return out

    def _mention(self, out: Floats, at: int, mention: Mention, analysts: Mask) -> None:
        votes = self.readings[at].votes
        if mention.act is Act.ANNOUNCEMENT and votes.get(Role.OPERATOR, 0.0) > 0:
            out[at + 1 : at + 1 + _REACH, analysts] -= _UNANNOUNCED
            self._call(out, at, analysts)
        slot = self._slot_of(mention)
        theirs = np.array([state.person == slot for state in self.states])
        if mention.act is Act.HANDOVER and slot is not None:
            self._call(out, at, theirs)
        elif mention.act is Act.THANKS and self.segments[at].text.lower().startswith("thank"):
            out[at, theirs] += _NOT_THANKED
            managers = np.array([state.role in MANAGEMENT for state in self.states])
            out[at, managers & ~theirs] += _THANKS_OTHER

    def _call(self, out: Floats, at: int, theirs: Mask) -> None:
        """Score entering whom a sentence calls, over the few closing words that may follow it."""
        for ahead in range(at + 1, min(at + 1 + _REACH, len(self.segments))):
            out[ahead, theirs] = np.maximum(out[ahead, theirs], _HANDED)
            out[ahead, ~theirs] = np.minimum(out[ahead, ~theirs], _PASSED_OVER)
            if not self.readings[ahead].closes:
                break


def _inherent(one: State, other: State) -> float:
    """Score a step by the grammar of an interpreted call, whatever the words."""
    before, after = one.delivery, other.delivery
    if one.person == other.person:
        steps = {
            (Delivery.ORIGINAL, Delivery.INTERPRETATION): 0.0,
            (Delivery.INTERPRETATION, Delivery.ORIGINAL): -0.2,
            (Delivery.DIRECT, Delivery.ORIGINAL): -2.5,
            (Delivery.ORIGINAL, Delivery.DIRECT): -2.0,
            (Delivery.INTERPRETATION, Delivery.DIRECT): -1.5,
            (Delivery.DIRECT, Delivery.INTERPRETATION): -6.0,
        }
        return steps.get((before, after), 0.0)
    score = _BETWEEN.get((_group(one.role), _group(other.role)), -1.0)
    score += -2.5 if before is Delivery.ORIGINAL else 0.0  # an original nobody rendered
    return score + {Delivery.ORIGINAL: -0.4, Delivery.INTERPRETATION: -5.0}.get(after, 0.0)


def _group(role: Role) -> str:
    return "exec" if role in MANAGEMENT else role.value


# Who follows whom; what is not listed costs one nat.
_BETWEEN = {
    ("operator", "ir"): 0.0,
    ("operator", "analyst"): 0.0,
    ("operator", "exec"): -2.0,
    ("ir", "exec"): 0.0,
    ("ir", "operator"): 0.0,
    ("ir", "analyst"): -3.0,
    ("exec", "analyst"): -2.0,
    ("exec", "operator"): 0.0,
    ("exec", "ir"): -1.5,
    ("exec", "exec"): -4.0,
    ("analyst", "exec"): 0.0,
    ("analyst", "operator"): -1.5,
    ("analyst", "ir"): -2.0,
}


def _stretches(
    segments: Sequence[Segment], states: Sequence[State], chances: Floats, evidence: _Evidence
) -> list[Stretch]:
    announced: Person | None = None
    calls = {
        at: evidence.cast.find(mention.name, among=[p for p in evidence.cast.people if p.role is Role.ANALYST])
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
                tuple(range(start, at)),
                person,
                state.role,
                voice,
                tuple(one.delivery for one in states[start:at]),
                float(chances[start:at].mean()),
                tuple(dict.fromkeys(cues)),
            )  # fmt: skip
        )
        announced = next((calls[here] for here in range(at - 1, start - 1, -1) if calls.get(here)), announced)
        start = at
    return out


def _voice(state: State) -> Voice:
    rendered = state.delivery is Delivery.INTERPRETATION and state.role is not Role.ANALYST
    return Voice.INTERPRETER if rendered else Voice.SELF


def _one_turn(one: State, other: State) -> bool:
    return one.person == other.person and _voice(one) is _voice(other)


def _supporting(reading: Reading, role: Role) -> list[str]:
    from duizhao.speakers.cues import CUES

    return [cue.name for cue in CUES if cue.name in reading.names and cue.votes.get(role, 0.0) > 0.9]  # noqa: PLR2004


def is_interpreted(segments: Sequence[Segment]) -> bool:
    """Whether the talk announces interpreting, or a fifth and more of it is in either language."""
    if any("interpretation announced" in read_cues(one.text).names for one in segments):
        return True
    chinese = sum(len(one.text) for one in segments if one.lang is Lang.ZH)
    total = sum(len(one.text) for one in segments)
    return bool(total) and 0.1 < chinese / total < 0.9  # noqa: PLR2004
