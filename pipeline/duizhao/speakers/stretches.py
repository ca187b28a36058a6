"""Stretches of a decoded pass: sentences of one speaker and voice, and whose question is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duizhao.similarity import Floats
from duizhao.speakers.cues import CUES
from duizhao.speakers.cues import Reading as CueReading
from duizhao.speakers.evidence import Pass
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.states import State
from duizhao.vocabulary import Delivery, Role, Voice


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences of one speaker and voice.

    Attributes:
        segments: Positions in the pass.
        person: The speaker; null for the analyst's slot before anyone was announced.
        role: Part in the call.
        voice: Whose mouth.
        deliveries: One per sentence.
        confidence: Probability that role and voice are right.
        cues: Names of the cues that spoke for the role.
    """

    segments: tuple[int, ...]
    person: Person | None
    role: Role
    voice: Voice
    deliveries: tuple[Delivery, ...]
    confidence: float
    cues: tuple[str, ...]


def called(read: Pass, mentions: Sequence[Mention], cast: Cast) -> dict[int, Person | None]:
    """Return whom the operator calls at which sentence; null for a name that could not be told."""
    position = {one.index: at for at, one in enumerate(read.segments)}
    analysts = [person for person in cast.people if person.role is Role.ANALYST]
    return {
        at: cast.find(mention.name, among=analysts)
        for mention in mentions
        if (at := position.get(mention.segment)) is not None
        and mention.act is Act.ANNOUNCEMENT
        and read.readings[at].votes.get(Role.OPERATOR, 0.0) > 0
    }


def stretches(
    read: Pass,
    states: Sequence[State],
    chances: Floats,
    people: Sequence[Person],
    called: Mapping[int, Person | None],
) -> list[Stretch]:
    """Put sentences of one speaker and voice together.

    Args:
        read: The pass.
        states: What each sentence was read as.
        chances: Probability of each sentence's role and voice.
        people: In the order of the states' numbers.
        called: Whom the operator calls at which sentence.
    """
    announced: Person | None = None
    out: list[Stretch] = []
    start = 0
    for at in range(1, len(states) + 1):
        if at < len(states) and _one_turn(states[at - 1], states[at]):
            continue
        state = states[start]
        cues = [name for here in range(start, at) for name in _supporting(read.readings[here], state.role)]
        out.append(
            Stretch(
                segments=tuple(range(start, at)),
                person=announced if state.asks else people[state.person],
                role=state.role,
                voice=voice_of(state),
                deliveries=tuple(one.delivery for one in states[start:at]),
                confidence=float(chances[start:at].mean()),
                cues=tuple(dict.fromkeys(cues)),
            )
        )
        announced = _announced(read, range(start, at), state.role, called, announced)
        start = at
    return out


def _announced(
    read: Pass, turn: range, role: Role, called: Mapping[int, Person | None], before: Person | None
) -> Person | None:
    """Return whose question is next after a turn: whom it calls; nobody where it calls somebody it does not name.

    A name that could not be read is not the last questioner's, and an IR officer who takes the floor ends a question.
    """
    named = [called[here] for here in turn if here in called]
    if named:
        return next((person for person in reversed(named) if person is not None), None)
    calls = any("operator calls a questioner" in read.readings[here].names for here in turn)
    if role is Role.IR or (role is Role.OPERATOR and calls):
        return None
    return before


def voice_of(state: State) -> Voice:
    """Return whose mouth a state speaks with; questioners are not told from their interpreter."""
    rendered = state.delivery is Delivery.INTERPRETATION and state.role is not Role.ANALYST
    return Voice.INTERPRETER if rendered else Voice.SELF


def _one_turn(one: State, other: State) -> bool:
    return one.person == other.person and voice_of(one) is voice_of(other)


def _supporting(reading: CueReading, role: Role) -> list[str]:
    return [cue.name for cue in CUES if cue.name in reading.names and cue.votes.get(role, 0.0) > 0.9]  # noqa: PLR2004
