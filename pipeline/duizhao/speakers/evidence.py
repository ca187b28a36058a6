"""Evidence of a label-less call as scores: what sentences say, and what it takes to go from one speaker to the next.

Who speaks is scored by the learned model: words and cues of a sentence, the words on both sides of an edge, who is
named and how, and who follows whom. The mode (original, rendition) is scored by hand-set weights, in nats, chosen on
the development transcripts; each says what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.addressing import ASKING, Address, addresses
from duizhao.speakers.cues import Reading, read_cues
from duizhao.speakers.features import Sheet, read_features, runs_on
from duizhao.speakers.modes import Modes
from duizhao.speakers.moves import NEVER, Moves
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.role_model import COLUMN, COMPANY, ROLES, RoleModel
from duizhao.speakers.states import State, redirect
from duizhao.vocabulary import MANAGEMENT, Role

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
# Both chosen by cross-validation over companies, as the share of words with the right role: what sentences say of one
# executive against another counts half, names in the talk count more than fitted beside it (1 and 1: .740; .5 and 1:
# .762; .5 and 1.7: .778; .3 and 1.7: .775).
_DAMPED, _NAMES = 0.5, 1.7
# Where a call stands in one line, a turn is likelier than fitted: F1 of turns .699 without, .708 with it.
_EAGER = 0.5


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


def read_pass(segments: Sequence[Segment], people: Sequence[Person], cast: Cast, *, known: frozenset[str]) -> Pass:
    """Read the cues, names and features of one pass.

    Args:
        segments: Its speech, in order.
        people: The company's people.
        cast: Everybody; its questioners are looked for too.
        known: Words that the model knows.
    """
    readings = [read_cues(one.text) for one in segments]
    analysts = [person for person in cast.people if person.role is Role.ANALYST]
    named = addresses(segments, [*people, *analysts])
    breaks = np.array([False, *(one.line != other.line for one, other in pairwise(segments))])
    sheet = read_features(segments, readings, named, breaks=breaks.tolist(), analysts_from=len(people), known=known)
    return Pass(segments, readings, named, breaks, sheet)


def with_breaks(read: Pass, breaks: Mask) -> Pass:
    """Read the edges of a pass again, with the paragraphs that start in another recording."""
    starts = read.breaks | breaks
    return replace(read, breaks=starts, sheet=read.sheet.with_breaks(starts.tolist()))


class Evidence:
    """Scores (nats) of one pass for the states of its call."""

    def __init__(  # noqa: PLR0917 - what it is gathered from
        self, read: Pass, by_role: Floats, modes: Modes, people: Sequence[Person], moves: Moves, model: RoleModel
    ) -> None:
        """Score sentences, edges and steps.

        Args:
            read: The pass.
            by_role: What each sentence says of each role, shape ``(n, 6)``.
            modes: What it says of modes.
            people: The company's people, in the order of the states' numbers.
            moves: What a sentence may be, and steps from one to the next.
            model: Learned weights.
        """
        self.read, self.people, self.states, self.steps = read, people, moves.states, moves.steps
        scores = score_states(read, damped(by_role), len(people), moves.states, model)
        on = runs_on(read.breaks.tolist())
        self.said = scores.said
        self.enter = scores.enter + scores.turn + (_EAGER if on else 0.0)
        self.leave = scores.leave
        self.start = model.start @ spread_roles(moves.states) + scores.kinds
        self._moves, self._modes = moves, modes
        self._changes = np.array([0.0, *(_change(read, modes, at, on=on) for at in range(1, len(read.segments)))])
        self._redirects = _redirects(read.named, len(people), moves.states)

    def steps_into(self, first: int, end: int) -> Floats:
        """Return the scores of going into sentences, the first of the call aside.

        Returns:
            Shape ``(end - first, S, S)``; a row for each state that is entered, a column for each that is left.
        """
        moves = self._moves
        change = moves.steps.T + self.enter[first:end, :, None] + self.leave[first:end, None, :]
        out = np.where(moves.same_person, moves.modes.T + self._changes[first:end, None, None], change)
        out[:, moves.same] = 0.0
        for step, at in zip(out, range(first, end), strict=True):
            if self._modes.translates[at - 1]:
                np.add(step, moves.own_rendition.T, out=step)
            for target, sources in self._redirects.get(at, ()):
                step[target] = step[[target, *sources]].max(axis=0)
                step[sources] = NEVER
        return np.asarray(out)


def _change(read: Pass, modes: Modes, at: int, *, on: bool) -> float:
    """Return what the words on both sides of an edge say for another mode there.

    Args:
        read: The pass.
        modes: What it says of modes.
        at: The sentence behind the edge.
        on: Whether the text has no paragraphs.
    """
    reading, before, text = read.readings[at], read.readings[at - 1], read.segments[at - 1].text
    breaks = bool(read.breaks[at])
    # "Thank you." ends a passage inside a paragraph; a paragraph may well start with it.
    opener = _OPENER if not on else 0.0 if before.opens else _OPENER_RUN_ON
    opens = opener if reading.opens else _CLOSER if reading.closes and not breaks else 0.0
    ends = _ENDED if before.closes else 0.0
    broken_off = _BROKEN_OFF if text.endswith(("...", "\u2026")) else 0.0
    inside = _AT_BREAK if breaks else _RUN_ON if on else _INSIDE
    rendered = _SAYS_SO if modes.opens[at] else 0.0
    return opens + ends + broken_off + inside + rendered


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
