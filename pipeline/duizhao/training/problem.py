"""A call as the trainer sees it: features, states, and which states the gold allows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.names import similar, words
from duizhao.speakers.casting import cast_of, floor_of
from duizhao.speakers.evidence import Pass, asked_at, name_features, read_pass, spread_roles
from duizhao.speakers.features import Sheet, raw_words
from duizhao.speakers.mentions import read_mentions
from duizhao.speakers.people import Person
from duizhao.speakers.role_model import COLUMN, COMPANY, ROLES
from duizhao.speakers.states import State, make_states, redirect, step_features
from duizhao.training.calls import GoldTurn, TrainingCall
from duizhao.vocabulary import Delivery, Role

Mask = NDArray[np.bool_]
# A word is common when it stands in the calls of so many companies, small letters at least half as often as capital.
_COMPANIES, _SMALL = 4, 0.5
# Words that mostly begin sentences, and would count as names for that.
_ALWAYS = frozenset(
    (
        "i i'm i'll i'd i've q ceo cfo ir mr ms a thank thanks hi hello yes yeah okay ok good great ladies gentlemen "
        "operator welcome please"
    ).split()
)
# How alike a name as heard is to the gold's: "Fred Whiteman" for "Fred Wightman".
_SOUNDS_LIKE = 0.82


@dataclass(frozen=True, slots=True)
class Problem:
    """One call.

    Attributes:
        call: Its sentences and gold.
        sheet: Features of sentences and edges.
        people: How many people have states of their own.
        states: What a sentence may be.
        naming: Sentence, person, feature: for speaking, entering, leaving.
        steps: Per pair of states, its features; null where the step is impossible.
        redirects: Per sentence that asks somebody, the state that each state becomes; shape ``(S,)``.
        allowed: Whether gold allows a state, shape ``(n, S)``.
        opens: Whether a gold turn starts, shape ``(n,)``.
    """

    call: TrainingCall
    sheet: Sheet
    people: int
    states: tuple[State, ...]
    naming: Mapping[str, list[tuple[int, int, str]]]
    steps: Sequence[Sequence[tuple[str, ...] | None]]
    redirects: Mapping[int, NDArray[np.int64]]
    allowed: Mask
    opens: Mask

    @property
    def spread(self) -> NDArray[np.float64]:
        """What each state takes of each role's score, shape ``(S, 6)``."""
        return spread_roles(self.states).T


def common_words(calls: Iterable[TrainingCall]) -> frozenset[str]:
    """Find the words that many companies' calls use and that are no names."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    users: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        for one in call.segments:
            for position, word in enumerate(raw_words(one.text)):
                plain = word.lower()
                if word[0].isupper():
                    capital[plain] += position > 0
                elif position > 0:
                    small[plain] += 1
                    users[plain].add(call.company)
    found = {word for word in small if len(users[word]) >= _COMPANIES and small[word] >= _SMALL * capital[word]}
    return frozenset(found) | _ALWAYS


def read_call(call: TrainingCall, known: frozenset[str]) -> tuple[Pass, list[Person]]:
    """Read a call as the decoder does: its features and its people."""
    cast = cast_of(call.segments, read_mentions(call.segments))
    people = floor_of(cast)
    return read_pass(call.segments, people, cast, known=known), people


def make_problem(call: TrainingCall, known: frozenset[str]) -> Problem:
    """Make the full problem of a call: people as states."""
    read, people = read_call(call, known)
    states = tuple(make_states(people, modes=False))
    asked = {at: redirect(states, person) for at, person in asked_at(read.named, len(people)).items()}
    return Problem(
        call,
        read.sheet,
        len(people),
        states,
        name_features(read.named, len(people)),
        [[step_features(one, other) for other in states] for one in states],
        {at: np.array([moved.get(one, one) for one in range(len(states))]) for at, moved in asked.items() if moved},
        _allowed(call, people, states),
        _opens(call),
    )


def only_roles(problem: Problem) -> Problem:
    """Make the small problem of a call: roles as states, nobody named."""
    states = tuple(State(at, role, Delivery.DIRECT, "") for at, role in enumerate(ROLES))
    rows = [_roles_of(turn) for turn in problem.call.turns]
    return replace(
        problem,
        people=0,
        states=states,
        naming={part: [] for part in problem.naming},
        steps=[[None if one is other else (f"{one.role} > {other.role}",) for other in states] for one in states],
        redirects={},
        allowed=np.array([rows[turn] for turn in problem.call.turn_of]),
    )


def _opens(call: TrainingCall) -> Mask:
    return np.array([True, *(one != other for one, other in pairwise(call.turn_of))])


def _roles_of(turn: GoldTurn) -> list[bool]:
    accepted = [role in turn.accept for role in ROLES]
    if turn.role is Role.UNKNOWN or not any(accepted):
        return [True] * len(ROLES)
    return accepted


def _allowed(call: TrainingCall, people: Sequence[Person], states: Sequence[State]) -> Mask:
    rows = [_states_of(turn, people, states) for turn in call.turns]
    return np.array([rows[turn] for turn in call.turn_of])


def _states_of(turn: GoldTurn, people: Sequence[Person], states: Sequence[State]) -> list[bool]:
    """Say which states a gold turn may be in: its speaker's, or those of its role where nobody bears the name."""
    roles = _roles_of(turn)
    if all(roles):
        return [True] * len(states)
    who = _bearer(turn.speaker, people) if turn.role in COMPANY else None
    fits = [state.role is Role.UNKNOWN or roles[COLUMN[state.role]] for state in states]
    company = [state.role is not Role.OPERATOR and not state.asks for state in states]
    nobody = [own and people[state.person].stand_in for state, own in zip(states, company, strict=True)]
    if who is not None:
        own = [state.person == who for state in states]
        row = [one and fit for one, fit in zip(own, fits, strict=True)]
        # The talk gives another title than the gold: the person counts.
        return row if any(row) else [one or (no and fit) for one, no, fit in zip(own, nobody, fits, strict=True)]
    row = [fit and (no or not inside) for fit, no, inside in zip(fits, nobody, company, strict=True)]
    return row if any(row) else [True] * len(states)


def _bearer(name: str, people: Sequence[Person]) -> int | None:
    own = words(name)
    best, who = 0.0, None
    for index, person in enumerate(people):
        for form in person.forms:
            spoken = words(form)
            if not own or not spoken:
                continue
            alike = similar(form, name)
            short = len(spoken) == 1 and spoken[0] in (own[0], own[-1])
            if (spoken[-1] == own[-1] or short or alike > _SOUNDS_LIKE) and alike + (spoken[-1] == own[-1]) > best:
                best, who = alike + (spoken[-1] == own[-1]), index
    return who
