"""Own words: answers go to those whose remarks they are in the words of."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.speakers.idiolect import own_words
from golden.loading import speech

YARDS = "The yard builds ferries with welders, cranes, hulls and engines near the harbour."
MONEY = "Revenue, margin, dividend, cost, cash, debt and interest were within the budget."
CEO, CFO, NOBODY = range(3)


def read(*answers: str, remarks: int = 20) -> np.ndarray:
    """Score answers after remarks of two people, in turn."""
    texts = [YARDS, MONEY] * remarks + list(answers)
    segments = [speech(text, index=at) for at, text in enumerate(texts)]
    spoken = {CEO: list(range(0, 2 * remarks, 2)), CFO: list(range(1, 2 * remarks, 2))}
    return own_words(segments, spoken, 3)


def test_answers_go_to_whose_words_they_are() -> None:
    scores = read("Our welders finished two hulls.", "The dividend comes out of cash.")[-2:]
    assert scores[0, CEO] > 0 > scores[0, CFO]
    assert scores[1, CFO] > 0 > scores[1, CEO]


def test_scores_are_about_the_mean_of_those_known() -> None:
    scores = read("Our welders finished two hulls.")[-1]
    assert scores[CEO] == pytest.approx(-scores[CFO])
    assert scores[NOBODY] == 0


def test_one_sentence_never_decides_alone() -> None:
    assert np.abs(read(" ".join([YARDS] * 30))).max() == 4


def test_remarks_themselves_are_not_scored() -> None:
    assert not read("The yard.")[:-1].any()


def test_words_that_nobody_said_say_nothing() -> None:
    assert not read("Perhaps penguins.").any()


def test_too_few_words_or_people_say_nothing() -> None:
    assert not read("Our welders finished two hulls.", remarks=3).any()
    segments = [speech(text, index=at) for at, text in enumerate([YARDS] * 40 + ["The yard."])]
    assert not own_words(segments, {CEO: list(range(40))}, 3).any()
    assert own_words([], {}, 2).shape == (0, 2)
