"""Sections, and questions joined to their answers, in whole little calls."""

from __future__ import annotations

import pytest

from unit.calls import transcript

HEAD = (
    "Operator\nGood day, and thank you for standing by. I will now turn the call over to Mira Dahl.\n"
    "Mira Dahl - Head of Investor Relations\n"
    "Thank you, operator. With us are Ines Falk, our CEO, and Otto Brandt, our CFO.\n"
    "Ines Falk - CEO\nWe opened the yard in May. That concludes our prepared remarks.\n"
)
CALLS = "Operator\nOur first question comes from Peter Lindqvist of Harbour Bank.\n"
NEXT = "Operator\nOur next question comes from Dana Reed of Northlight.\n"
PETER, DANA = "Peter Lindqvist - Analyst\n", "Dana Reed - Analyst\n"
INES, OTTO, IR = "Ines Falk - CEO\n", "Otto Brandt - CFO\n", "Mira Dahl - Head of Investor Relations\n"
CLOSES = "Operator\nThere are no further questions. I will turn the call back to management for closing remarks.\n"
ASKS = f"{PETER}How are the orders?\n{INES}Very good.\n"


def turns(text: str) -> list[tuple[str, str, int | None]]:
    """Return section, role and question of the turns after the prepared remarks."""
    found = transcript(HEAD + text).attribution.turns
    assert [(one.section.value, one.question) for one in found[:3]] == [("prepared", None)] * 3
    return [(one.section.value, one.role.value, one.question) for one in found[3:]]


def numbers(text: str) -> list[int | None]:
    found = turns(text)
    assert {section for section, _, _ in found} == {"qa"}
    return [number for _, _, number in found]


def test_questions_begin_where_the_operator_calls_the_first_questioner() -> None:
    assert turns(CALLS + ASKS)[0] == ("qa", "operator", None)
    assert turns(f"{IR}Operator, we are ready for questions.\n{ASKS}")[0] == ("qa", "ir", None)
    assert turns(ASKS)[0] == ("qa", "analyst", 1)


def test_several_questions_in_one_turn_are_one_question_with_all_its_answers() -> None:
    text = (
        f"{CALLS}{PETER}I have two questions. My first question is on orders. And my second question is on the yard.\n"
        f"{INES}Orders are good.\n{OTTO}The yard was cheap.\n"
    )
    assert numbers(text) == [None, 1, 1, 1]


def test_a_follow_up_stays_with_its_question() -> None:
    text = f"{CALLS}{ASKS}{PETER}And as a follow-up, how is the yard?\n{OTTO}Full.\n{PETER}Thank you.\n"
    assert numbers(text + NEXT + f"{DANA}And the crews?\n{INES}Well.\n") == [None, 1, 1, 1, 1, 1, None, 2, 2]


def test_who_is_called_again_later_asks_another_question() -> None:
    again = "Operator\nOur next question is a follow-up from Peter Lindqvist.\n"
    assert numbers(CALLS + ASKS + NEXT + f"{DANA}And the crews?\n{INES}Well.\n" + again + ASKS) == [
        None, 1, 1, None, 2, 2, None, 3, 3,
    ]  # fmt: skip
    assert numbers(CALLS + ASKS + again + ASKS) == [None, 1, 1, None, 2, 2]


@pytest.mark.parametrize(
    "between", [f"{IR}We will take that one together.\n", f"{IR}Operator, next question, please.\n"]
)
def test_an_officer_of_ir_between_belongs_to_no_question(between: str) -> None:
    text = f"{CALLS}{PETER}How are the orders?\n{between}{INES}Very good.\n"
    assert numbers(text) == [None, 1, None, 1]


def test_where_an_officer_of_ir_leads_the_questions_another_analyst_asks_another() -> None:
    calls = f"{IR}The next question comes from Dana Reed.\n"
    text = f"{CALLS}{ASKS}{calls}{DANA}And the crews?\n{INES}Well.\n"
    assert numbers(text) == [None, 1, 1, None, 2, 2]


@pytest.mark.parametrize("held", ["Please hold the line.", "I am sorry, we have lost the speaker. One moment."])
def test_an_operator_who_interrupts_ends_no_question(held: str) -> None:
    operator = f"Operator\n{held}\n"
    more = f"{operator}{INES}As I said, they are good.\n"
    assert numbers(CALLS + ASKS + more + NEXT + f"{DANA}And the crews?\n") == [None, 1, 1, None, 1, None, 2]
    assert numbers(CALLS + ASKS + more) == [None, 1, 1, None, None]
    assert numbers(f"{CALLS}{PETER}Hello?\n{operator}{ASKS}") == [None, 1, None, 1, 1]


@pytest.mark.parametrize(
    "closes", [CLOSES, f"{IR}There are no further questions. Thank you once again for joining, everyone.\n"]
)
def test_closing_remarks_answer_nothing(closes: str) -> None:
    assert numbers(f"{CALLS}{ASKS}{closes}{INES}Thank you all.\n") == [None, 1, 1, None, None]


def test_an_answer_split_over_original_and_rendition_has_one_question() -> None:
    text = f"{CALLS}{PETER}How are the orders?\n{INES}订单很好，比去年多。\n[Interpreted] Orders are good.\n"
    assert numbers(text) == [None, 1, 1, 1]


def test_sections_start_over_in_the_second_recording_of_a_labelled_call() -> None:
    talk = (
        "We opened the second yard in May and hired three hundred people in the north of the country.",
        "The ferries run on batteries that we charge at night from the wind farm behind the harbour.",
        "Our orders grew for the third quarter in a row, and most of them come from small islands.",
        "In the winter we will sell the old dock, which is too narrow for the boats that we build now.",
    )
    remarks = "".join(f"{who}{said}\n" for who, said in zip((INES, OTTO) * 2, talk, strict=True))
    once = HEAD + remarks + CALLS + f"{PETER}How are the orders on the islands this year?\n{INES}They are very good.\n"
    one = transcript(once + once)
    found = one.attribution.turns
    half = len(found) // 2
    assert one.attribution.passes == 2
    assert [turn.passage for turn in found] == [1] * half + [2] * half
    assert [turn.section for turn in found[:half]] == [turn.section for turn in found[half:]]
    assert [turn.question for turn in found[half - 2 : half] + found[-2:]] == [1, 1, 2, 2]
