"""Why a turn without a label was read as somebody's: the cues, their votes, the runner-up, what would change it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.casting import cast_of
from duizhao.speakers.evidence import Evidence, damped, name_features, name_weight, spread_roles
from duizhao.speakers.mentions import read_mentions
from duizhao.speakers.role_model import ROLES, RoleModel, load_roles
from duizhao.speakers.states import State, step_features
from duizhao.speakers.unlabelled import Reading, decode_call
from duizhao.vocabulary import Role

_WORD = "w "
# Votes below this (nats) are not told one by one.
_COUNTS = 0.01
_REST = "original or rendition, and lesser cues"
_JOINED = "the runner-up speaks next to it: they would be one turn"
# Below this a step is impossible.
_IMPOSSIBLE = -1e6
# The state that a turn begins in and the one that it ends in.
_Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Vote:
    """What one cue says for the reading chosen and against the runner-up (nats)."""

    cue: str
    nats: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a turn is somebody's.

    Attributes:
        role: As read.
        name: As read; empty where nobody could be named.
        runner_up: Role and name of the next best reading of the same words.
        margin: By how much the reading chosen is better (nats), the turns around it as they are; negative where the
            rest of the call outweighs the turn's own cues.
        votes: Cues for it and against it, the strongest first; they add up to `margin`.
        deciding: Cues without any one of which the runner-up would win.
    """

    role: Role
    name: str
    runner_up: tuple[Role, str]
    margin: float
    votes: tuple[Vote, ...]
    deciding: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A turn's sentences, and the states before it and after it; null at the ends of the call."""

    turn: Sequence[int]
    before: int | None
    after: int | None


def explain_talk(segments: Sequence[Segment], first: int, *, model: RoleModel | None = None) -> Explanation | None:
    """Explain the turn that begins with a sentence.

    Args:
        segments: Speech of a call without labels, in order, translations left out.
        first: Position of the turn's first sentence in `segments`.
        model: Learned weights.

    Returns:
        Null where no turn begins there.
    """
    model = model or load_roles()
    mentions = read_mentions(segments)
    start = 0
    for reading in decode_call(segments, cast_of(segments, mentions), mentions, model):
        for stretch in reading.stretches:
            if start + stretch.segments[0] == first:
                name = stretch.person.name if stretch.person is not None else ""
                return _explained(reading, stretch.segments, name, model)
        start += len(reading.segments)
    return None


def _explained(reading: Reading, turn: Sequence[int], name: str, model: RoleModel) -> Explanation:
    evidence, path = reading.evidence, reading.path
    # A name that is called moves the questioner: the turn's last state is what the answer follows.
    chosen = int(path[turn[0]]), int(path[turn[-1]])
    who = evidence.states[chosen[0]].person
    rivals = [(at, at) for at, state in enumerate(evidence.states) if state.person != who]
    place = _Place(
        turn,
        int(path[turn[0] - 1]) if turn[0] else None,
        int(path[turn[-1] + 1]) if turn[-1] + 1 < len(path) else None,
    )
    totals = {at: _total(evidence, at, place) for at in (chosen, *rivals)}
    rival = max(rivals, key=lambda at: totals[at])
    margin = totals[chosen] - totals[rival]
    votes = _votes(evidence, model, (chosen, rival), place)
    votes.append(
        Vote(_JOINED if _goes_on(evidence, rival, place) else _REST, margin - sum(vote.nats for vote in votes))
    )
    other = evidence.states[rival[0]]
    return Explanation(
        evidence.states[chosen[0]].role,
        name,
        (other.role, evidence.people[other.person].name if other.person < len(evidence.people) else ""),
        margin,
        tuple(sorted(votes, key=lambda vote: -abs(vote.nats))),
        tuple(vote.cue for vote in votes if vote.nats > margin > 0),
    )


def _total(evidence: Evidence, ends: _Ends, place: _Place) -> float:
    """Score a turn between two others."""
    turn, (first, last) = place.turn, ends
    total = float(evidence.said[list(turn), first].sum())
    total += float(evidence.start[first]) if place.before is None else _edge(evidence, turn[0], place.before, first)
    return total + (0.0 if place.after is None else _edge(evidence, turn[-1] + 1, last, place.after))


def _edge(evidence: Evidence, at: int, one: int, other: int) -> float:
    """Score an edge; none for one person."""
    if evidence.states[one].person == evidence.states[other].person:
        return 0.0
    other = _possible(evidence, one, other)
    return float(evidence.enter[at, other] + evidence.leave[at, one] + evidence.steps[one, other])


def _possible(evidence: Evidence, one: int, other: int) -> int:
    """Return the state of the same person that the step can lead to: a questioner remembers whom the call heard."""
    same = [at for at, state in enumerate(evidence.states) if state.person == evidence.states[other].person]
    return other if evidence.steps[one, other] > _IMPOSSIBLE else max(same, key=lambda at: evidence.steps[one, at])


def _goes_on(evidence: Evidence, ends: _Ends, place: _Place) -> bool:
    """Whether a reading makes one turn with the turn before it or after it."""
    beside = [evidence.states[at].person for at in (place.before, place.after) if at is not None]
    return evidence.states[ends[0]].person in beside


def _votes(evidence: Evidence, model: RoleModel, pair: tuple[_Ends, _Ends], place: _Place) -> list[Vote]:
    """Split the difference of two readings of the turn into cues; all words together are one."""
    states = [evidence.states[first] for first, _ in pair]
    sums: dict[str, float] = defaultdict(float)
    _add_said(sums, evidence, model, states, place.turn)
    _add_edges(sums, evidence, model, states, place.turn)
    _add_names(sums, evidence, model, states, place.turn)
    _add_steps(sums, evidence, model, pair, place)
    one, other = (model.states.get(state.kind, 0.0) for state in states)
    sums["how often such a speaker takes the floor"] += one - other
    if place.before is None:
        sums["begins the call"] += _difference(model.start, states)
    return [Vote(cue, nats) for cue, nats in sums.items() if abs(nats) >= _COUNTS]


def _add_said(
    sums: dict[str, float], evidence: Evidence, model: RoleModel, states: Sequence[State], turn: Sequence[int]
) -> None:
    for at in turn:
        for feature in evidence.read.sheet.said[at]:
            row = model.said.get(feature)
            if row is not None:
                sums[_called(feature)] += _difference(damped(model.said_weights[[row]])[0], states)


def _add_edges(
    sums: dict[str, float], evidence: Evidence, model: RoleModel, states: Sequence[State], turn: Sequence[int]
) -> None:
    sheet, count = evidence.read.sheet.edges, len(ROLES)
    for side, at, shift in (("start", turn[0], 1), ("end", turn[-1] + 1, 1 + count)):
        for feature in sheet[at] if 0 < at < len(sheet) else ():
            row = model.edges.get(feature)
            if row is not None:
                weights = model.edge_weights[row, shift : shift + count]
                sums[f"{side}: {_called(feature)}"] += _difference(weights, states)


def _called(feature: str) -> str:
    if not feature.startswith(_WORD):
        return feature.removeprefix("cue ")
    return "words"


def _difference(weights: Floats, states: Sequence[State]) -> float:
    one, other = weights @ spread_roles(states)
    return float(one - other)


def _add_names(
    sums: dict[str, float], evidence: Evidence, model: RoleModel, states: Sequence[State], turn: Sequence[int]
) -> None:
    at_part = {"speaking": set(turn), "entering": {turn[0]}, "leaving": {turn[-1] + 1}}
    for part, rows in name_features(evidence.read.named, len(evidence.people)).items():
        for at, person, feature in rows:
            for state, sign in zip(states, (1, -1), strict=True):
                if at in at_part[part] and person == state.person:
                    who = evidence.people[person].name
                    sums[f"{who} is named: {feature}"] += sign * name_weight(feature, model)


def _add_steps(
    sums: dict[str, float], evidence: Evidence, model: RoleModel, pair: tuple[_Ends, _Ends], place: _Place
) -> None:
    for (first, last), sign in zip(pair, (1, -1), strict=True):
        for one, other in ((place.before, first), (last, place.after)):
            if one is None or other is None:
                continue
            reached = evidence.states[_possible(evidence, one, other)]
            for feature in step_features(evidence.states[one], reached) or ():
                sums[f"order of speakers: {feature}"] += sign * model.steps.get(feature, 0.0)


__all__ = ["Explanation", "Vote", "explain_talk"]
