"""The table of evidence for roles, cue by cue."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.speakers.cues import CUES, read_cues
from golden.loading import cases, load

FEWEST_POSITIVE = 2


@pytest.mark.parametrize("case", cases("cues"))
def test_cue(case: dict[str, Any]) -> None:
    assert (case["label"] in read_cues(case["source"]).names) is case["expected"]


@pytest.mark.parametrize("name", [cue.name for cue in CUES])
def test_cue_has_cases(name: str) -> None:
    held = [case for case in load("cues") if case["label"] == name and case["expect"] == "pass"]
    assert sum(case["expected"] for case in held) >= FEWEST_POSITIVE, f"{name!r} lacks positive cases"
    assert any(not case["expected"] for case in held), f"{name!r} lacks a negative case"


def test_cases_name_cues_that_exist() -> None:
    assert {case["label"] for case in load("cues")} <= {cue.name for cue in CUES}


def test_cue_names_are_unique_and_say_what_breaks_without_them() -> None:
    assert len({cue.name for cue in CUES}) == len(CUES)
    assert all(cue.without for cue in CUES)


def test_votes_of_a_sentence_are_the_sum_of_its_cues() -> None:
    reading = read_cues("Thank you for standing by; to ask a question, press star one.")
    hits = [cue for cue in CUES if cue.name in reading.names]
    assert len(hits) >= 2
    for role in {role for cue in hits for role in cue.votes}:
        assert reading.votes[role] == pytest.approx(sum(cue.votes.get(role, 0.0) for cue in hits))
