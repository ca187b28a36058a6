"""Roles, and where it can be told names, of people whom labels do not place: "Speaker 3", or a name without a title.

Every label stands for one person all through the call. What all its turns say, who spoke before and after each, and
who is called and thanked around them, is weighed at once for all such people; a label that names nobody may turn out to
be somebody whom the talk introduces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.evidence import read_pass, score_states
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.role_model import COMPANY, RoleModel
from duizhao.speakers.states import State, make_states
from duizhao.vocabulary import Kind, Role

# A diariser's label is one voice all through: "Speaker 3", "spk_0", "B"; "Unidentified Participant" is not.
_ONE_VOICE = re.compile(r"(?:channel \d+ )?(?:speaker|spk|spkr|发言人|發言人)?[ _#-]*(?:\d+|[A-Z])", re.IGNORECASE)
_ROUNDS = 12
# There is one operator, one CEO and one CFO as a rule: what a second one costs.
_SECOND: Mapping[Role, float] = {Role.OPERATOR: -8.0, Role.CEO: -4.0, Role.CFO: -6.0}
# What a vote for a role weighs that is this certain.
_VOTE = 4.0


def is_one_voice(name: str) -> bool:
    """Whether a label that names nobody stands for one voice all through the call."""
    return _ONE_VOICE.fullmatch(name.strip()) is not None


@dataclass(frozen=True, slots=True)
class _Floor:
    """One holder's uninterrupted sentences."""

    holder: int
    first: int
    end: int


def place_voices(
    holders: Mapping[int, Person], segments: Sequence[Segment], cast: Cast, model: RoleModel
) -> dict[int, Person]:
    """Give people without a role one, and labels without a name somebody's.

    Args:
        holders: Block index to the person its label names.
        segments: Speech of the call, translation lines left out.
        cast: The people; roles are voted on, and whoever turns out to be somebody else leaves.
        model: Learned weights.

    Returns:
        The holders, with the people that labels turned out to be.
    """
    spoken = [one for one in segments if one.kind is Kind.SPEECH and one.block in holders]
    asked = _to_place(holders, spoken)
    if not asked:
        return dict(holders)
    placing = _Placing(holders, spoken, asked, cast, model)
    chances = placing.chances()
    found: dict[int, Person] = {}
    taken: set[int] = set()
    for row in np.argsort(-chances.max(axis=1), kind="stable"):
        person = asked[row]
        free = chances[row] * [0.0 if state.person in taken else 1.0 for state in placing.states]
        state = placing.states[int(free.argmax())]
        person.certainty = float(free.max())
        who = placing.people[state.person] if state.person < len(placing.people) else None
        if who is not None and not who.stand_in and is_one_voice(person.name):
            taken.add(state.person)
            cast.absorb(who, person)
            found[id(person)] = who
        else:
            person.vote(state.role, _VOTE, "what is said under this label, and between whom")
    return {block: found.get(id(person), person) for block, person in holders.items()}


def _to_place(holders: Mapping[int, Person], spoken: Sequence[Segment]) -> list[Person]:
    heard = {id(holders[one.block]) for one in spoken}
    people = {id(person): person for person in holders.values() if id(person) in heard}
    return [person for person in people.values() if person.role is Role.UNKNOWN]


class _Placing:
    """Scores of every state for every person to place; and of who follows whom."""

    def __init__(
        self,
        holders: Mapping[int, Person],
        spoken: Sequence[Segment],
        asked: Sequence[Person],
        cast: Cast,
        model: RoleModel,
    ) -> None:
        labelled = {id(person) for person in holders.values()}
        nobody = Cast()
        for role in (Role.OPERATOR, *COMPANY):
            nobody.add("", stand_in=True).vote(role, 1.0, "")
        # Only who is introduced and holds no label may be behind a label without a name.
        free = [one for one in cast.people if id(one) not in labelled and not one.stand_in and one.role in COMPANY]
        self.people = [*nobody.people, *free]
        self.states = [state for state in make_states(self.people, modes=False) if state.heard is state.asked is None]
        self._asked = {id(person): row for row, person in enumerate(asked)}
        self._nameless = np.array([is_one_voice(person.name) for person in asked])
        everyone = list({id(person): person for person in holders.values()}.values())
        column = {id(person): at for at, person in enumerate(everyone)}
        self._everyone = everyone
        self._floors = _floors([column[id(holders[one.block])] for one in spoken])
        self._steps = np.array([[_step(one, other, model) for other in self.states] for one in self.states])
        self._unary = self._score(spoken, cast, model)

    def _score(self, spoken: Sequence[Segment], cast: Cast, model: RoleModel) -> Floats:
        """Add up what the turns of each person say of each state, shape ``(people, S)``."""
        read = read_pass(spoken, self.people, cast, known=model.known)
        contents = model.content_scores(read.sheet.said)
        scores = score_states(read, contents, len(self.people), self.states, model)
        out = np.zeros((len(self._everyone), len(self.states)))
        for before, floor in zip((None, *self._floors), self._floors, strict=False):
            out[floor.holder] += scores.said[floor.first : floor.end].sum(axis=0)
            if before is not None:
                out[floor.holder] += scores.enter[floor.first]
                out[before.holder] += scores.leave[floor.first]
        return out

    def chances(self) -> Floats:
        """Return the probability of each state for each person to place, shape ``(asked, S)``: a mean-field reading."""
        chances = np.array([self._known(person) for person in self._everyone])
        open_rows = [at for at, person in enumerate(self._everyone) if id(person) in self._asked]
        follows = np.zeros((len(self._everyone), len(self._everyone)))
        for before, after in pairwise(self._floors):
            follows[before.holder, after.holder] += 1
        second = np.array([_SECOND.get(state.role, 0.0) for state in self.states])
        alike = np.array([[one.role is other.role for other in self.states] for one in self.states], dtype=float)
        same = np.array([[one.person == other.person for other in self.states] for one in self.states], dtype=float)
        named = np.array([state.person >= len(COMPANY) + 1 and not state.asks for state in self.states])
        for _ in range(_ROUNDS):
            for at in open_rows:
                score = self._unary[at] + follows[at] @ chances @ self._steps.T + follows[:, at] @ chances @ self._steps
                others = chances.sum(axis=0) - chances[at]
                score = score + second * np.minimum(others @ alike, 1.0) - 8.0 * named * np.minimum(others @ same, 1.0)
                if not self._nameless[self._asked[id(self._everyone[at])]]:
                    score = np.where(named, -np.inf, score)
                weights = np.exp(score - score.max())
                chances[at] = weights / weights.sum()
        return chances[open_rows]

    def _known(self, person: Person) -> Floats:
        """Return what is known of a person's state: its role; nothing for those to place."""
        fits = np.array(
            [state.role is person.role and (state.asks or state.person <= len(COMPANY)) for state in self.states]
        )
        if id(person) in self._asked or not fits.any():
            return np.full(len(self.states), 1 / len(self.states))
        known: Floats = fits / fits.sum()
        return known


def _step(one: State, other: State, model: RoleModel) -> float:
    return model.steps.get(f"{one.role} > {other.role}", 0.0)


def _floors(holders: Sequence[int]) -> list[_Floor]:
    out: list[_Floor] = []
    start = 0
    for at in range(1, len(holders) + 1):
        if at == len(holders) or holders[at] != holders[start]:
            out.append(_Floor(holders[start], start, at))
            start = at
    return out
