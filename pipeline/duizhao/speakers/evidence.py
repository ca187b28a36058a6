"""Evidence of a label-less call as scores: what sentences say, and what it takes to go from one speaker to the next.

Who speaks is scored by the learned model: words and cues of a sentence, the words on both sides of an edge, who is
named and how, and who follows whom. The mode (original, rendition) is scored by hand-set weights, in nats, chosen on
the development transcripts; each says what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.addressing import ASKING, Address, addresses
from duizhao.speakers.cues import Reading, read_cues
from duizhao.speakers.features import Sheet, read_features, runs_on
from duizhao.speakers.modes import RENDERED, SELF_TRANSLATION
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.role_model import COLUMN, COMPANY, ROLES, RoleModel
from duizhao.speakers.states import State, redirect, step_features
from duizhao.vocabulary import MANAGEMENT, Delivery, Role

Mask = NDArray[np.bool_]

# How many sentences before an edge and after it a name is read in; "far" before it.
BEFORE, FAR, AFTER = 3, 12, 2
# A change of mode inside a paragraph, and in text without any; one at a paragraph's start.
_INSIDE, _RUN_ON, _AT_BREAK = -3.5, -2.0, 0.7
# An opener starts a passage, a closer ends one; where there are no paragraphs, openers are all that shows it.
_OPENER, _OPENER_RUN_ON, _CLOSER, _ENDED = 2.0, 4.5, -3.5, 0.7
# Words cut off ("This is really...") end a passage more often than not: the interpreter takes over.
_BROKEN_OFF = 2.0
# "As to your second question" in the middle of a paragraph: the rendition starts.
_SAYS_SO = 2.0
# After "I will translate myself": to one's own rendition, and staying in the original.
_TO_OWN, _STAY_IN_ORIGINAL = 5.0, -3.0
# Another executive in the middle of originals and renditions; an original nobody was asked for.
_ANOTHER_EXECUTIVE, _INTO_ORIGINAL = -3.0, -1.5
# Both chosen by cross-validation over companies, as the share of words with the right role: what sentences say of one
# executive against another counts half, names in the talk count more than fitted beside it (1 and 1: .740; .5 and 1:
# .762; .5 and 1.7: .778; .3 and 1.7: .775).
_DAMPED, _NAMES = 0.5, 1.7
# Where a call stands in one line, a turn is likelier than fitted: F1 of turns .699 without, .708 with it.
_EAGER = 0.5
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of a call as read.

    Attributes:
        segments: Its speech, in order.
        readings: Cues of each sentence.
        named: People named in each sentence; questioners come after the company's people.
        breaks: Whether a paragraph starts at each sentence, here or in another recording.
        sheet: Features of each sentence and edge.
    """

    segments: Sequence[Segment]
    readings: Sequence[Reading]
    named: Sequence[tuple[Address, ...]]
    breaks: Mask
    sheet: Sheet


def read_pass(
    segments: Sequence[Segment],
    people: Sequence[Person],
    cast: Cast,
    *,
    known: frozenset[str],
    breaks: Mask | None = None,
) -> Pass:
    """Read the cues, names and features of one pass.

    Args:
        segments: Its speech, in order.
        people: The company's people.
        cast: Everybody; its questioners are looked for too.
        known: Words that the model knows.
        breaks: Where paragraphs start in another recording, beside those that start here.
    """
    readings = [read_cues(one.text) for one in segments]
    analysts = [person for person in cast.people if person.role is Role.ANALYST]
    named = addresses(segments, [*people, *analysts])
    own = np.array([False, *(one.line != other.line for one, other in pairwise(segments))])
    starts = own if breaks is None else own | breaks
    sheet = read_features(segments, readings, named, breaks=starts.tolist(), analysts_from=len(people), known=known)
    return Pass(segments, readings, named, starts, sheet)


class Evidence:
    """Scores (nats) of one pass for the states of its call."""

    def __init__(self, read: Pass, people: Sequence[Person], states: Sequence[State], model: RoleModel) -> None:
        """Score sentences, edges and steps.

        Args:
            read: The pass.
            people: The company's people, in the order of the states' numbers.
            states: What a sentence may be.
            model: Learned weights.
        """
        self.read, self.people, self.states = read, people, states
        scores = score_states(read, damped(model.said_scores(read.sheet.said)), len(people), states, model)
        self._runs_on = runs_on(read.breaks.tolist())
        self.said = scores.said
        self.enter = scores.enter + scores.turn + (_EAGER if self._runs_on else 0.0)
        self.leave = scores.leave
        self.start = model.start @ spread_roles(states) + scores.kinds
        self.steps = np.array([[_step(one, other, model) for other in states] for one in states])
        self._modes = np.array([[_mode_step(one, other) for other in states] for one in states])
        self._same = np.eye(len(states), dtype=bool)
        self._same_person = np.array([[one.person == other.person for other in states] for one in states])
        self._own_rendition = self._to_own_rendition()
        self._redirects = _redirects(read.named, len(people), states)

    def step(self, at: int) -> Floats:
        """Return the scores of going from each state to each into sentence `at`, shape ``(S, S)``."""
        change = self.steps + self.enter[at][None, :] + self.leave[at][:, None]
        step = np.where(self._same_person, self._modes + self._edge(at), change)
        step[self._same] = 0.0
        if SELF_TRANSLATION.search(self.read.segments[at - 1].text):
            step = step + self._own_rendition
        for target, sources in self._redirects.get(at, ()):
            step[:, target] = step[:, [target, *sources]].max(axis=1)
            step[:, sources] = _NEVER
        return step

    def _edge(self, at: int) -> float:
        """Return what the words on both sides of an edge say for another mode there."""
        reading, before, text = self.read.readings[at], self.read.readings[at - 1], self.read.segments[at - 1].text
        breaks = bool(self.read.breaks[at])
        # "Thank you." ends a passage inside a paragraph; a paragraph may well start with it.
        opener = _OPENER if not self._runs_on else 0.0 if before.opens else _OPENER_RUN_ON
        opens = opener if reading.opens else _CLOSER if reading.closes and not breaks else 0.0
        ends = _ENDED if before.closes else 0.0
        broken_off = _BROKEN_OFF if text.endswith(("...", "\u2026")) else 0.0
        inside = _AT_BREAK if breaks else _RUN_ON if self._runs_on else _INSIDE
        rendered = _SAYS_SO if RENDERED.search(self.read.segments[at].text) else 0.0
        return opens + ends + broken_off + inside + rendered

    def _to_own_rendition(self) -> Floats:
        """Score the steps after "I will translate myself": on to the speaker's own rendition."""
        rendition = np.array([state.delivery is Delivery.INTERPRETATION for state in self.states])
        return np.where(self._same_person & rendition[None, :], _TO_OWN, np.where(self._same, _STAY_IN_ORIGINAL, 0.0))


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of each state (nats).

    Attributes:
        said: Of each sentence, shape ``(n, S)``.
        enter: Of starting a turn at each sentence, the turn itself aside, shape ``(n, S)``.
        leave: Of having spoken before each sentence, shape ``(n, S)``.
        turn: Of a turn there, whoever's, shape ``(n, 1)``.
        kinds: Of taking the floor at all, shape ``(S,)``; in `enter` already.
    """

    said: Floats
    enter: Floats
    leave: Floats
    turn: Floats
    kinds: Floats


def score_states(read: Pass, by_role: Floats, people: int, states: Sequence[State], model: RoleModel) -> Scores:
    """Score states by roles and names.

    Args:
        read: The pass.
        by_role: What each sentence says of each role, shape ``(n, 6)``.
        people: How many people the states are of.
        states: What a sentence may be.
        model: Learned weights.
    """
    spread, of_person = spread_roles(states), spread_people(states, people)
    naming = name_scores(read.named, people, model)
    edges = model.edge_scores(read.sheet.edges)
    count = len(ROLES)
    kinds = np.array([model.states.get(state.kind, 0.0) for state in states])
    return Scores(
        np.asarray(by_role @ spread + naming.speaking @ of_person),
        np.asarray(edges[:, 1 : count + 1] @ spread + naming.entering @ of_person + kinds),
        np.asarray(edges[:, count + 1 :] @ spread + naming.leaving @ of_person),
        edges[:, :1],
        kinds,
    )


def spread_people(states: Sequence[State], people: int) -> Floats:
    """Return which states are each person's, shape ``(P, S)``."""
    return np.array([[state.person == at for state in states] for at in range(people)], dtype=float)


def spread_roles(states: Sequence[State]) -> Floats:
    """Return what each state takes of each role's score, shape ``(6, S)``; a person without a title the mean."""
    out = np.zeros((len(ROLES), len(states)))
    for at, state in enumerate(states):
        if state.role is Role.UNKNOWN:
            out[[COLUMN[role] for role in COMPANY], at] = 1 / len(COMPANY)
        else:
            out[COLUMN[state.role], at] = 1.0
    return out


def damped(scores: Floats) -> Floats:
    """Weaken what sentences say of one executive against another.

    Sentences of one speech are about one subject: their votes are not independent, and a long speech on the CFO's
    subjects by somebody else would outvote the name that was called before it.
    """
    executives = [COLUMN[role] for role in sorted(MANAGEMENT)]
    out = scores.copy()
    mean = scores[:, executives].mean(axis=1, keepdims=True)
    out[:, executives] = mean + _DAMPED * (scores[:, executives] - mean)
    return out


@dataclass(frozen=True, slots=True)
class Naming:
    """What names in the talk say of each person at each sentence, shape ``(n, P)`` each."""

    speaking: Floats
    entering: Floats
    leaving: Floats


def name_features(named: Sequence[tuple[Address, ...]], people: int) -> dict[str, list[tuple[int, int, str]]]:
    """List what the names of people say: for the three parts of `Naming`, sentence, person and feature."""
    count = len(named)
    out: dict[str, list[tuple[int, int, str]]] = {"speaking": [], "entering": [], "leaving": []}
    for at, found in enumerate(named):
        for one in found:
            if one.person >= people:
                continue
            out["speaking"].append((at, one.person, f"speaking {one.kind}"))
            for ahead in range(FAR + 1):
                if 0 < at + ahead < count:
                    far = "far" if ahead > BEFORE else str(ahead)
                    out["entering"].append((at + ahead, one.person, f"entering {far} {one.kind}"))
            for back in range(AFTER + 1):
                if at - back > 0:
                    out["leaving"].append((at - back, one.person, f"leaving {back} {one.kind}"))
    for part, rows in out.items():
        out[part] = sorted(set(rows))
    return out


def name_weight(feature: str, model: RoleModel) -> float:
    """Return what one way of naming somebody counts (nats)."""
    return _NAMES * model.naming.get(feature, 0.0)


def name_scores(named: Sequence[tuple[Address, ...]], people: int, model: RoleModel) -> Naming:
    """Score what the names of people say of who speaks, enters and leaves."""
    scores = {}
    for part, rows in name_features(named, people).items():
        out = np.zeros((len(named), people))
        for at, person, feature in rows:
            out[at, person] += name_weight(feature, model)
        scores[part] = out
    return Naming(**scores)


def _step(one: State, other: State, model: RoleModel) -> float:
    features = step_features(one, other)
    if features is None:
        return _NEVER
    return sum(model.steps.get(feature, 0.0) for feature in features) + _mode_between(one, other)


def _mode_between(one: State, other: State) -> float:
    """Score the modes of two people in a row: an original that nobody rendered, a rendition of nothing."""
    score = -2.5 if one.delivery is Delivery.ORIGINAL else 0.0
    # Originals and renditions of one executive follow each other; another one has the floor handed to him.
    rendered = Delivery.DIRECT not in (one.delivery, other.delivery)
    score += _ANOTHER_EXECUTIVE if rendered and {one.role, other.role} <= MANAGEMENT else 0.0
    return score + {Delivery.ORIGINAL: _INTO_ORIGINAL, Delivery.INTERPRETATION: -5.0}.get(other.delivery, 0.0)


_MODE_STEPS = {
    (Delivery.ORIGINAL, Delivery.INTERPRETATION): 0.0,
    (Delivery.INTERPRETATION, Delivery.ORIGINAL): -0.2,
    (Delivery.DIRECT, Delivery.ORIGINAL): -2.5,
    (Delivery.ORIGINAL, Delivery.DIRECT): -2.0,
    (Delivery.INTERPRETATION, Delivery.DIRECT): -1.5,
    (Delivery.DIRECT, Delivery.INTERPRETATION): -6.0,
}


def _mode_step(one: State, other: State) -> float:
    """Score one person's change of mode by the grammar of an interpreted call."""
    if one.person != other.person:
        return _NEVER
    return _MODE_STEPS.get((one.delivery, other.delivery), _NEVER)


def asked_at(named: Sequence[tuple[Address, ...]], people: int) -> dict[int, int]:
    """Return, per sentence that asks somebody of the company, the first one it asks."""
    out: dict[int, int] = {}
    for at, found in enumerate(named):
        asked = [one.person for one in found if one.person < people and one.kind in ASKING]
        if asked:
            out[at] = asked[0]
    return out


def _redirects(
    named: Sequence[tuple[Address, ...]], people: int, states: Sequence[State]
) -> dict[int, list[tuple[int, list[int]]]]:
    out: dict[int, list[tuple[int, list[int]]]] = {}
    for at, person in asked_at(named, people).items():
        moved = redirect(states, person)
        if moved:
            out[at] = [(next(iter(moved.values())), sorted(moved))]
    return out
