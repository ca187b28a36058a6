"""Who may speak, who may follow whom, and whose answer is due."""

from __future__ import annotations

import pytest

from duizhao.speakers.people import Cast, Person
from duizhao.speakers.states import State, make_states, redirect, step_features
from duizhao.vocabulary import Delivery, Role

OPERATOR, CEO, CFO, NOBODY, CALLED = range(5)


def people() -> list[Person]:
    cast = Cast()
    cast.add("Operator", stand_in=True).vote(Role.OPERATOR, 1.0, "")
    cast.add("Ines Falk").vote(Role.CEO, 1.0, "")
    cast.add("Otto Brandt").vote(Role.CFO, 1.0, "")
    cast.add("", stand_in=True).vote(Role.CFO, 1.0, "")
    cast.add("Mira")
    return cast.people


def state(person: int, *, heard: int | None = None, asked: int | None = None) -> State:
    roles = (Role.OPERATOR, Role.CEO, Role.CFO, Role.CFO, Role.UNKNOWN, Role.ANALYST)
    found = [
        one
        for one in make_states(people(), modes=False)
        if (one.person, one.role, one.heard, one.asked) == (person, roles[person], heard, asked)
    ]
    assert len(found) == 1
    return found[0]


ANALYST = 5


def test_states_say_what_they_are_weighed_by() -> None:
    kinds = {one.person: one.kind for one in make_states(people(), modes=False)}
    assert kinds == {
        OPERATOR: "operator",
        CEO: "ceo named",
        CFO: "cfo named",
        NOBODY: "cfo unnamed beside a named one",
        CALLED: "untitled named",
        ANALYST: "analyst",
    }
    alone = make_states([one for one in people() if one.name != "Otto Brandt"], modes=False)
    assert "cfo unnamed" in {one.kind for one in alone}


def test_only_named_managers_and_questioners_have_modes() -> None:
    rendered = {one.person for one in make_states(people(), modes=True) if one.delivery is Delivery.INTERPRETATION}
    assert rendered == {CEO, CFO, ANALYST}
    assert all(one.delivery is Delivery.DIRECT for one in make_states(people(), modes=False))


def test_a_questioner_can_be_asking_only_those_with_a_name() -> None:
    asked = {one.asked for one in make_states(people(), modes=False) if one.asks}
    heard = {one.heard for one in make_states(people(), modes=False) if one.asks}
    assert asked == {None, CEO, CFO, CALLED}
    assert heard == {None, CEO, CFO, NOBODY, CALLED}


def test_nobody_follows_himself() -> None:
    assert step_features(state(CEO), state(CEO)) is None
    assert step_features(state(ANALYST), state(ANALYST, heard=CEO)) is None


def test_a_questioner_remembers_who_spoke_before() -> None:
    assert step_features(state(CEO), state(ANALYST, heard=CEO)) == ("ceo > analyst",)
    assert step_features(state(CEO), state(ANALYST, heard=CFO)) is None
    assert step_features(state(CEO), state(ANALYST)) is None
    assert step_features(state(CEO), state(ANALYST, asked=CEO)) is None
    # The operator gives nobody an answer to follow up.
    assert step_features(state(OPERATOR), state(ANALYST)) == ("operator > analyst",)
    assert step_features(state(OPERATOR), state(ANALYST, heard=CEO)) is None


@pytest.mark.parametrize(
    ("questioner", "answers", "said"),
    [
        ({"heard": CEO}, CEO, "heard same ceo"),
        ({"heard": CEO}, CFO, "heard other"),
        ({"asked": CFO}, CFO, "asked same cfo"),
        ({"asked": CFO}, CEO, "asked other"),
        ({}, CEO, "nobody heard ceo"),
        ({"asked": CALLED}, CALLED, "asked same untitled"),
    ],
)
def test_an_answer_comes_from_whom_it_is_due(questioner: dict[str, int], answers: int, said: str) -> None:
    features = step_features(state(ANALYST, **questioner), state(answers))
    assert features is not None
    assert features[1:] == (said,)


def test_the_operator_answers_nothing() -> None:
    assert step_features(state(ANALYST, heard=CEO), state(OPERATOR)) == ("analyst > operator",)


def test_a_called_name_moves_every_questioner_who_has_called_nobody() -> None:
    states = make_states(people(), modes=True)
    moved = redirect(states, CFO)
    assert {states[at].asked for at in moved.values()} == {CFO}
    assert {states[at].heard for at in moved} == {None, CEO, CFO, NOBODY, CALLED}
    # Who was asked first answers first; and an original or a rendition keeps its mode.
    assert all(states[at].asked is None and states[at].delivery is Delivery.DIRECT for at in moved)


def test_who_has_no_state_of_being_asked_moves_nobody() -> None:
    assert redirect(make_states(people(), modes=False), NOBODY) == {}
    assert redirect(make_states(people(), modes=False), OPERATOR) == {}
