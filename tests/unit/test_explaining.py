"""Why a turn without a label is somebody's."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import duizhao
from duizhao.reading_view.explanation import Answer, explain_turn
from duizhao.speakers.casting import cast_of
from duizhao.speakers.explaining import _REST, Explanation, Vote, _possible, explain_talk
from duizhao.speakers.mentions import read_mentions
from duizhao.speakers.states import State
from duizhao.speakers.unlabelled import Reading, decode_call
from duizhao.vocabulary import Role
from support.tiny_model import call, tiny_model
from unit.calls import UNLABELLED

SEGMENTS = call("new", "new").segments
MENTIONS = read_mentions(SEGMENTS)


def reading() -> Reading:
    (found,) = decode_call(SEGMENTS, cast_of(SEGMENTS, MENTIONS), MENTIONS, tiny_model())
    return found


def starts() -> list[int]:
    return [stretch.segments[0] for stretch in reading().stretches]


def explained(first: int) -> Explanation:
    found = explain_talk(SEGMENTS, first, model=tiny_model())
    assert found is not None
    return found


def test_it_is_the_reading_of_the_build() -> None:
    for stretch in reading().stretches:
        found = explained(stretch.segments[0])
        assert (found.role, found.name) == (stretch.role, stretch.person.name if stretch.person else "")


def test_votes_add_up_to_the_margin() -> None:
    for first in starts():
        found = explained(first)
        assert sum(vote.nats for vote in found.votes) == pytest.approx(found.margin)
        assert [abs(vote.nats) for vote in found.votes] == sorted(
            (abs(vote.nats) for vote in found.votes), reverse=True
        )


def test_votes_leave_little_untold() -> None:
    """Nobody is rendered here: what is left are cues of less than a hundredth each."""
    rests = [vote.nats for first in starts() for vote in explained(first).votes if vote.cue == _REST]
    assert len(rests) >= 5
    assert all(abs(rest) < 0.1 for rest in rests)


def test_the_margin_is_what_the_scores_say() -> None:
    """The path as read against the best one with somebody else in the turn's place, wherever that one is possible."""
    held = reading()
    compared = 0
    for stretch in held.stretches:
        turn = stretch.segments
        rivals = []
        for at, state in enumerate(states(held)):
            if state.person != states(held)[path(held)[turn[0]]].person:
                changed = path(held)
                changed[turn[0] : turn[-1] + 1] = [at] * len(turn)
                rivals.append((score(held, changed), at))
        best, at = max(rivals)
        found = explained(turn[0])
        if best > -1e6:
            assert found.runner_up[0] is states(held)[at].role
            assert found.margin == pytest.approx(score(held, path(held)) - best)
            compared += 1
    assert compared >= 5


def path(held: Reading) -> list[int]:
    assert held.path is not None
    return [int(at) for at in held.path]


def states(held: Reading) -> Sequence[State]:
    assert held.evidence is not None
    return held.evidence.states


def score(held: Reading, path: list[int]) -> float:
    """Add up what the decoder knows; to call a name is no step."""
    assert held.evidence is not None
    total = float(held.evidence.start[path[0]]) + sum(
        float(held.evidence.said[at, state]) for at, state in enumerate(path)
    )
    for at, (one, other) in enumerate(pairwise(path), 1):
        if states(held)[one].person != states(held)[other].person:
            total += float(held.evidence.steps[one, other])
            total += float(held.evidence.enter[at, other] + held.evidence.leave[at, one])
    return total


def test_a_deciding_cue_is_worth_more_than_the_margin() -> None:
    for first in starts():
        found = explained(first)
        worth = {vote.cue: vote.nats for vote in found.votes}
        assert all(worth[cue] > found.margin > 0 for cue in found.deciding)


def test_the_runner_up_is_somebody_else() -> None:
    for first in starts():
        found = explained(first)
        assert found.runner_up != (found.role, found.name)


def test_no_turn_begins_inside_one() -> None:
    inside = sorted({one.index for one in SEGMENTS} - set(starts()))
    assert inside
    assert all(explain_talk(SEGMENTS, at, model=tiny_model()) is None for at in inside)
    assert explain_talk(SEGMENTS, len(SEGMENTS), model=tiny_model()) is None


def test_every_turn_of_a_corpus_is_explained_as_it_was_built(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text(UNLABELLED, "utf-8")
    duizhao.build([tmp_path / "call.txt"], tmp_path / "out")
    corpus = duizhao.open(tmp_path / "out")
    for turn in corpus.rows("turns"):
        found = explain_turn(corpus, turn["turn_id"])
        assert found.talk is not None
        name = found.speaker["name"] if found.speaker is not None else ""
        assert (found.talk.role.value, found.talk.name) == (turn["role"], name or "")


TURN = dict.fromkeys(("label", "question_id")) | {
    "turn_id": "c-t00001",
    "role": "cfo",
    "voice": "self",
    "delivery": "direct",
    "confidence": 0.8,
    "evidence": "answers",
}


def told(margin: float, *deciding: str, votes: int = 3) -> str:
    cues = tuple(Vote(f"cue {number}", margin / votes) for number in range(votes))
    talk = Explanation(Role.CFO, "", (Role.CEO, "Ines Falk"), margin, cues, deciding)
    return "\n".join(Answer(TURN, None, "We see it stable.", talk).lines())


def test_an_answer_names_the_runner_up_and_what_would_change_it() -> None:
    text = told(3.0, "cue 1")
    assert "cfo, nobody named, voice self, direct" in text
    assert "runner-up   ceo (Ines Falk), 3.0 nats behind" in text
    assert "+1.00  cue 2" in text
    assert "without any one of these it would be ceo (Ines Falk): cue 1" in text


def test_an_answer_without_a_deciding_cue_says_so() -> None:
    assert "no single cue decides" in told(3.0)


def test_an_answer_that_the_rest_of_the_call_decided_says_so() -> None:
    text = told(-1.5)
    assert "ceo (Ines Falk), 1.5 nats ahead; the rest of the call decided" in text
    assert "no single cue" not in text


def test_many_votes_are_summed() -> None:
    text = told(30.0, votes=30)
    assert text.count("cue ") - text.count("single cue") == 12
    assert "+18.00  18 more" in text


def test_a_step_leads_to_a_state_that_it_can_lead_to() -> None:
    """A questioner remembers whose turn it was: with somebody else in the turn's place, that one."""
    held = reading().evidence
    assert held is not None
    count = len(held.states)
    for one, other in itertools.product(range(count), repeat=2):
        if held.states[one].person != held.states[other].person:
            reached = _possible(held, one, other)
            assert held.steps[one, reached] > -1e6
            assert held.states[reached].person == held.states[other].person
            assert reached == other or held.steps[one, other] < -1e6


def test_passes_of_which_one_shows_originals_are_read_by_the_same_states() -> None:
    mixed = replace(SEGMENTS[5], flags=frozenset({"code-switch"}))
    first = (*SEGMENTS[:5], mixed, *SEGMENTS[6:])
    again = tuple(replace(one, index=one.index + len(SEGMENTS), line=2) for one in SEGMENTS)
    both = (*first, *again)
    mentions = read_mentions(both)
    readings = decode_call(both, cast_of(both, mentions), mentions, tiny_model())
    assert [len(one.segments) for one in readings] == [len(SEGMENTS), len(SEGMENTS)]
    assert len({one.chances.shape for one in readings}) == 1
