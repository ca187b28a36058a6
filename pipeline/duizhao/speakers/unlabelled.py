"""Turns of a call without labels: sentences decoded into who speaks and in which mode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.casting import floor_of, settle_untitled
from duizhao.speakers.decoder import Lattice, posteriors, viterbi
from duizhao.speakers.echo import Runs, counterparts, echoes, order, pass_starts, word_runs
from duizhao.speakers.evidence import Evidence, Pass, read_pass, spread_people, with_breaks
from duizhao.speakers.habits import DOUBTED, doubtful, habits, has_originals, is_interpreted, mode_scores
from duizhao.speakers.idiolect import own_words
from duizhao.speakers.mentions import Mention
from duizhao.speakers.modes import Modes, read_modes
from duizhao.speakers.moves import Moves, make_moves
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.role_model import RoleModel
from duizhao.speakers.states import State, make_states
from duizhao.speakers.stretches import Stretch, called, stretches, voice_of
from duizhao.vocabulary import MANAGEMENT, Delivery, Role

Mask = NDArray[np.bool_]
Path = NDArray[np.int64]

_READINGS = 3
# How far another recording's reading counts, and how far it is doubted.
_HINT, _DOUBT = 0.5, 0.02
# A pass is decoded up to six times. Its steps are worked out once where they are no more numbers than this, 8 MB.
_MOST_KEPT = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A pass as decoded.

    Attributes:
        segments: Its speech, in order.
        stretches: In order; they hold every segment once.
        chances: Probability of each state at each sentence, shape ``(n, S)``; states are the same in every pass.
        roles: What each sentence says of each role by its words alone (nats), shape ``(n, 6)``.
        evidence: What it was decoded from.
        path: Number of the state of each sentence.
    """

    segments: Sequence[Segment]
    stretches: tuple[Stretch, ...]
    chances: Floats
    roles: Floats
    evidence: Evidence
    path: Path


def decode_call(spoken: Sequence[Segment], cast: Cast, mentions: Sequence[Mention], model: RoleModel) -> list[Reading]:
    """Read every recording of a call, each with what the others show.

    One recording has a paragraph where another runs on, or a word that the other lost: what a sentence was read as in
    one is evidence for its counterpart in the other. Without this a boundary inside a paragraph of the second pass is
    missed though the first pass has it at a paragraph's end.

    Args:
        spoken: Speech of the whole document, in order.
        cast: The people, roles voted on; who has none is given one.
        mentions: Names in the talk.
        model: Learned weights.

    Returns:
        One reading per pass, in order.
    """
    passes = [spoken[start:end] for start, end in pairwise((*pass_starts(spoken), len(spoken)))]
    echo = [echoes(segments) for segments in passes]
    interpreted = is_interpreted(spoken)
    # One answer for all passes: what one shows of its states is evidence for those of another.
    originals = any(has_originals(*one, interpreted=interpreted) for one in zip(passes, echo, strict=True))
    modes = [read_modes(*one, interpreted=interpreted) for one in zip(passes, echo, strict=True)]
    call = _call(cast, mentions, model, originals=originals)
    if passes and any(person.role is Role.UNKNOWN for person in call.people):
        # Who is called by name only has the role of what he is read to say; then all is read again.
        _settle(call, passes[0], modes[0])
        call = _call(cast, mentions, model, originals=originals)
    heard = [_hear(call, *one) for one in zip(passes, modes, strict=True)]
    readings: list[Reading] = []
    recordings = [(segments, word_runs(segments)) for segments in passes] if len(passes) > 1 else []
    for at, own in enumerate(heard):
        hint = _hint(recordings[0], recordings[at], readings[0].chances) if readings else None
        readings.append(_decode(call, own, hint))
    if len(passes) > 1:
        hint = _hint(recordings[1], recordings[0], readings[1].chances)
        readings[0] = _decode(call, heard[0], hint)
    return readings


def _settle(call: _Call, segments: Sequence[Segment], modes: Modes) -> None:
    first = _decode(call, _hear(call, segments, modes))
    settle_untitled(call.people, [_spoken(first, person) for person in call.people], first.roles)


@dataclass(frozen=True, slots=True)
class _Call:
    """What holds for every pass of a call.

    Attributes:
        cast: The people.
        people: Those who have states of their own.
        mentions: Names in the talk.
        model: Learned weights.
        originals: Whether originals stand beside their renditions.
        moves: What a sentence may be, and steps from one to the next.
    """

    cast: Cast
    people: Sequence[Person]
    mentions: Sequence[Mention]
    model: RoleModel
    originals: bool
    moves: Moves


def _call(cast: Cast, mentions: Sequence[Mention], model: RoleModel, *, originals: bool) -> _Call:
    people = floor_of(cast)
    return _Call(cast, people, mentions, model, originals, make_moves(make_states(people, modes=originals), model))


@dataclass(frozen=True, slots=True)
class _Heard:
    """One pass, before anything is made of it.

    Attributes:
        read: Its sentences.
        by_role: What each says of each role, shape ``(n, 6)``.
        contents: The same by its words alone.
        modes: What each says of its mode.
        order: Tells how far two of its passages say the same in the same order.
    """

    read: Pass
    by_role: Floats
    contents: Floats
    modes: Modes
    order: Callable[[range, range], float]


def _hear(call: _Call, segments: Sequence[Segment], modes: Modes) -> _Heard:
    read = read_pass(segments, call.people, call.cast, known=call.model.known)

    @cache  # most pairs of passages are found again by the next reading
    def in_order(one: range, other: range) -> float:
        return order(segments[one.start : one.stop], segments[other.start : other.stop])

    return _Heard(read, *call.model.said_scores(read.sheet.said), modes, in_order)


def _spoken(reading: Reading, person: Person) -> list[int]:
    return [at for stretch in reading.stretches if stretch.person is person for at in stretch.segments]


@dataclass(frozen=True, slots=True)
class Hint:
    """What another recording shows of each sentence.

    Attributes:
        scores: Of the states, nats, shape ``(n, S)``.
        breaks: Whether a paragraph starts there, shape ``(n,)``.
    """

    scores: Floats
    breaks: Mask


_Recording = tuple[Sequence[Segment], Runs]


def _hint(other: _Recording, own: _Recording, chances: Floats) -> Hint:
    """Take what the counterpart of each sentence was read as, and where paragraphs start between counterparts."""
    (known, runs), (segments, own_runs) = other, own
    scores = np.zeros((len(segments), chances.shape[1]))
    breaks = np.zeros(len(segments), dtype=bool)
    paired = counterparts(runs, own_runs)
    for position, counterpart in paired.items():
        scores[position] = _HINT * np.log(chances[counterpart] + _DOUBT)
        starts = counterpart > 0 and known[counterpart].line != known[counterpart - 1].line
        breaks[position] = starts and paired.get(position - 1, counterpart - 1) < counterpart
    return Hint(scores, breaks)


def _decode(call: _Call, heard: _Heard, hint: Hint | None = None) -> Reading:
    """Read one pass of a call, with what another recording shows."""
    model, people, states = call.model, call.people, call.moves.states
    read = heard.read if hint is None else with_breaks(heard.read, hint.breaks)
    segments = read.segments
    evidence = Evidence(read, heard.by_role, heard.modes, people, call.moves, model)
    emissions = evidence.said + mode_scores(states, heard.modes.scores) + (0.0 if hint is None else hint.scores)
    lattice = Lattice(evidence.start + _start(states), emissions, _steps(evidence))
    path = viterbi(lattice)
    own = _own_words(segments, states, path, len(people))
    if own.any():
        lattice = replace(lattice, emissions=emissions + own)
        path = viterbi(lattice)
    if call.originals:
        lattice, path = _with_habits(heard, states, lattice, path)
    chances = posteriors(lattice)
    taken = _alike(states, path, chances)
    found = stretches(read, [states[state] for state in path], taken, people, called(read, call.mentions, call.cast))
    sure = tuple(replace(one, confidence=model.calibrated(one.confidence)) for one in found)
    return Reading(segments, sure, chances, heard.contents, evidence, path)


def _steps(evidence: Evidence) -> Callable[[int], Floats]:
    """Return what gives the scores of going into a sentence: all worked out at once where they are not too many."""
    count = len(evidence.read.segments)
    if evidence.said.size * len(evidence.states) > _MOST_KEPT:
        return lambda at: evidence.steps_into(at, at + 1)[0]
    held = evidence.steps_into(1, count)
    return lambda at: held[at - 1]


def _with_habits(heard: _Heard, states: Sequence[State], lattice: Lattice, path: Path) -> tuple[Lattice, Path]:
    """Read again with each person's habit, and without the pairs of passages that are no pairs."""
    emissions = lattice.emissions
    against = np.zeros(len(path), dtype=bool)
    indirect = np.array([state.delivery is not Delivery.DIRECT for state in states])
    for _ in range(_READINGS):
        before = path
        against |= doubtful(heard.order, states, path)
        scores = emissions + np.where(against[:, None] & indirect[None, :], DOUBTED, 0.0)
        lattice = replace(lattice, emissions=scores + habits(states, path, against))
        path = viterbi(lattice)
        if np.array_equal(path, before):
            break
    return lattice, path


# How far the words of somebody's prepared remarks count for his answers; by cross-validation over companies.
_OWN = 0.3


def _own_words(segments: Sequence[Segment], states: Sequence[State], path: Path, people: int) -> Floats:
    """Score the sentences after the first question for the words of each person's prepared remarks."""
    asked = next((at for at, state in enumerate(path) if states[int(state)].asks), 0)
    spoken: dict[int, list[int]] = {}
    for at in range(asked):
        state = states[int(path[at])]
        if state.role in MANAGEMENT:
            spoken.setdefault(state.person, []).append(at)
    scores = own_words(segments, spoken, people)
    scores[:asked] = 0.0
    return np.asarray(_OWN * scores @ spread_people(states, people))


def _alike(states: Sequence[State], path: Path, chances: Floats) -> Floats:
    """Return the probability of each sentence's role and voice, whoever it is and whoever is due next."""
    groups = [(state.role, voice_of(state)) for state in states]
    same = np.array([[one == other for other in groups] for one in groups], dtype=float)
    return np.asarray((chances @ same)[np.arange(len(path)), path])


def _start(states: Sequence[State]) -> Floats:
    return np.array([-4.0 if state.delivery is Delivery.INTERPRETATION else 0.0 for state in states])
