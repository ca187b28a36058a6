"""What a sentence may be: a person in a mode, and for questioners whose answer is due.

The operator, and each member of the company, is a state; so is, for each role, a member of the company whom nobody
names, and, for each name that is called without any title, that person with a role yet unknown. The questioner is one
slot whoever asks, but remembers whom the call heard last (a follow-up is answered by who answered before) or, once a
name is called in the question, whose answer is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.speakers.people import Person
from duizhao.speakers.role_model import COMPANY
from duizhao.vocabulary import MANAGEMENT, Delivery, Role


@dataclass(frozen=True, slots=True)
class State:
    """A person in a mode.

    Attributes:
        person: Position among the people; their number for the questioner.
        role: Part in the call; ``unknown`` for a name without a title.
        delivery: Mode.
        heard: For a questioner, who of the people spoke before; null for nobody.
        asked: For a questioner, who of the people was asked; null for nobody.
        kind: What the model weighs the state by.
    """

    person: int
    role: Role
    delivery: Delivery
    kind: str
    heard: int | None = None
    asked: int | None = None

    @property
    def asks(self) -> bool:
        """Whether this is the questioner."""
        return self.role is Role.ANALYST


def make_states(people: Sequence[Person], *, modes: bool) -> list[State]:
    """List the states of a call.

    Args:
        people: The operator, the company's people, stand-ins for those whom nobody names; roles voted on.
        modes: Whether anybody may speak in an original or a rendition.
    """
    titled = {person.role for person in people if not person.stand_in}
    out: list[State] = []
    for index, person in enumerate(people):
        kind = _kind(person, titled)
        # Who is interpreted is introduced: an unnamed executive beside named ones speaks for himself.
        several = modes and person.role in MANAGEMENT and not (person.stand_in and titled & MANAGEMENT)
        deliveries = (Delivery.DIRECT, Delivery.ORIGINAL, Delivery.INTERPRETATION) if several else (Delivery.DIRECT,)
        out += [State(index, person.role, delivery, kind) for delivery in deliveries]
    slot = len(people)
    company = [index for index, person in enumerate(people) if person.role is not Role.OPERATOR]
    out.append(State(slot, Role.ANALYST, Delivery.DIRECT, "analyst"))
    out += [State(slot, Role.ANALYST, Delivery.DIRECT, "analyst", heard=index) for index in company]
    out += [
        State(slot, Role.ANALYST, Delivery.DIRECT, "analyst", asked=index)
        for index in company
        if not people[index].stand_in
    ]
    if modes:
        out += [State(slot, Role.ANALYST, one, "analyst") for one in (Delivery.ORIGINAL, Delivery.INTERPRETATION)]
    return out


def _kind(person: Person, titled: set[Role]) -> str:
    if person.role is Role.OPERATOR:
        return "operator"
    if person.role not in COMPANY:
        return "untitled named"
    if not person.stand_in:
        return f"{person.role} named"
    return f"{person.role} unnamed{' beside a named one' if person.role in titled else ''}"


def step_features(one: State, other: State) -> tuple[str, ...] | None:
    """Name what the model weighs in a step from one person to another; null where no such step is possible.

    The grammar of a call is in these: who follows whom, and that an answer comes from whom the question was put to.
    """
    if one.person == other.person:
        return None
    if other.asks:
        due = None if one.role is Role.OPERATOR or other.delivery is not Delivery.DIRECT else one.person
        if (other.heard, other.asked) != (due, None):
            return None
    return tuple(_steps(one, other))


def _steps(one: State, other: State) -> Iterator[str]:
    yield f"{_name(one)} > {_name(other)}"
    if not one.asks or not (other.role in COMPANY or other.role is Role.UNKNOWN):
        return
    due = one.asked if one.asked is not None else one.heard
    if due is None:
        yield f"nobody heard {_name(other)}"
        return
    way = "asked" if one.asked is not None else "heard"
    yield f"{way} same {_name(other)}" if due == other.person else f"{way} other"


def _name(state: State) -> str:
    return "untitled" if state.role is Role.UNKNOWN else state.role.value


def redirect(states: Sequence[State], asked: int) -> dict[int, int]:
    """Say which states of the questioner become that of asking somebody, once that name is called.

    Returns:
        Position of a state to that of the one it becomes. Who was asked first is who answers first.
    """
    target = next((at for at, state in enumerate(states) if state.asked == asked), None)
    if target is None:
        return {}
    return {
        at: target
        for at, state in enumerate(states)
        if state.asks and state.asked is None and state.delivery is Delivery.DIRECT
    }
