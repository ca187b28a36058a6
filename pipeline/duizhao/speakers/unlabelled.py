"""Turns of a call without labels: sentences decoded into who speaks and in which mode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.casting import floor_of, settle_untitled
from duizhao.speakers.cues import Reading as CueReading
from duizhao.speakers.decoder import Lattice, posteriors, viterbi
from duizhao.speakers.echo import Echo, Runs, counterparts, echoes, pass_starts, word_runs
from duizhao.speakers.evidence import Evidence, Pass, read_pass, spread_people
from duizhao.speakers.habits import DOUBTED, doubtful, habits, has_originals, is_interpreted, mode_scores
from duizhao.speakers.idiolect import own_words
from duizhao.speakers.mentions import Act, Mention
from duizhao.speakers.modes import mode_evidence
from duizhao.speakers.people import Cast, Person
from duizhao.speakers.role_model import RoleModel
from duizhao.speakers.states import State, make_states
from duizhao.vocabulary import MANAGEMENT, Delivery, Role, Voice

Mask = NDArray[np.bool_]
Path = NDArray[np.int64]

_READINGS = 3
# How far another recording's reading counts, and how far it is doubted.
_HINT, _DOUBT = 0.5, 0.02
# A pass is decoded up to six times. Its steps are worked out once where they are no more numbers than this, 8 MB.
_MOST_KEPT = 1_000_000


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
    call = _Call(cast, mentions, model, interpreted=interpreted, originals=originals)
    people = floor_of(cast)
    if passes and any(person.role is Role.UNKNOWN for person in people):
        # Who is called by name only has the role of what he is read to say; then all is read again.
        first = _decode(call, passes[0], echo[0])
        settle_untitled(people, [_spoken(first, person) for person in people], first.roles)
    readings: list[Reading] = []
    recordings = [(segments, word_runs(segments)) for segments in passes] if len(passes) > 1 else []
    for at, (segments, own) in enumerate(zip(passes, echo, strict=True)):
        hint = _hint(recordings[0], recordings[at], readings[0].chances) if readings else None
        readings.append(_decode(call, segments, own, hint))
    if len(passes) > 1:
        hint = _hint(recordings[1], recordings[0], readings[1].chances)
        readings[0] = _decode(call, passes[0], echo[0], hint)
    return readings


@dataclass(frozen=True, slots=True)
class _Call:
    """What holds for every pass of a call.

    Attributes:
        cast: The people.
        mentions: Names in the talk.
        model: Learned weights.
        interpreted: Whether the talk says that it is interpreted, or both languages stand in it.
        originals: Whether originals stand beside their renditions.
    """

    cast: Cast
    mentions: Sequence[Mention]
    model: RoleModel
    interpreted: bool
    originals: bool


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


def _decode(call: _Call, segments: Sequence[Segment], echo: Echo, hint: Hint | None = None) -> Reading:
    """Read one pass of a call, with what another recording shows."""
    cast, model, people = call.cast, call.model, floor_of(call.cast)
    states = make_states(people, modes=call.originals)
    read = read_pass(segments, people, cast, known=model.known, breaks=hint.breaks if hint is not None else None)
    evidence = Evidence(read, people, states, model)
    modes = mode_evidence(segments, echo, interpreted=call.interpreted)
    emissions = evidence.said + mode_scores(states, modes) + (0.0 if hint is None else hint.scores)
    step = cache(evidence.step) if emissions.size * len(states) <= _MOST_KEPT else evidence.step
    lattice = Lattice(evidence.start + _start(states), emissions, step)
    path = viterbi(lattice)
    own = _own_words(segments, states, path, len(people))
    if own.any():
        lattice = replace(lattice, emissions=emissions + own)
        path = viterbi(lattice)
    if call.originals:
        lattice, path = _with_habits(segments, states, lattice, path)
    chances = posteriors(lattice)
    taken = _alike(states, path, chances)
    found = _stretches(read, [states[state] for state in path], taken, people, _called(read, call.mentions, cast))
    stretches = [replace(one, confidence=model.calibrated(one.confidence)) for one in found]
    return Reading(segments, tuple(stretches), chances, model.content_scores(read.sheet.said), evidence, path)


def _with_habits(
    segments: Sequence[Segment], states: Sequence[State], lattice: Lattice, path: Path
) -> tuple[Lattice, Path]:
    """Read again with each person's habit, and without the pairs of passages that are no pairs."""
    emissions = lattice.emissions
    against = np.zeros(len(segments), dtype=bool)
    indirect = np.array([state.delivery is not Delivery.DIRECT for state in states])
    for _ in range(_READINGS):
        before = path
        against |= doubtful(segments, states, path)
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
    groups = [(state.role, _voice(state)) for state in states]
    same = np.array([[one == other for other in groups] for one in groups], dtype=float)
    return np.asarray((chances @ same)[np.arange(len(path)), path])


def _called(read: Pass, mentions: Sequence[Mention], cast: Cast) -> dict[int, Person | None]:
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


def _start(states: Sequence[State]) -> Floats:
    return np.array([-4.0 if state.delivery is Delivery.INTERPRETATION else 0.0 for state in states])


def _stretches(
    read: Pass,
    states: Sequence[State],
    chances: Floats,
    people: Sequence[Person],
    called: Mapping[int, Person | None],
) -> list[Stretch]:
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
                voice=_voice(state),
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


def _voice(state: State) -> Voice:
    rendered = state.delivery is Delivery.INTERPRETATION and state.role is not Role.ANALYST
    return Voice.INTERPRETER if rendered else Voice.SELF


def _one_turn(one: State, other: State) -> bool:
    return one.person == other.person and _voice(one) is _voice(other)


def _supporting(reading: CueReading, role: Role) -> list[str]:
    from duizhao.speakers.cues import CUES

    return [cue.name for cue in CUES if cue.name in reading.names and cue.votes.get(role, 0.0) > 0.9]  # noqa: PLR2004
