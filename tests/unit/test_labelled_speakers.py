"""What labels, rosters and stage directions say of people and turns."""

from __future__ import annotations

import pytest

from duizhao.vocabulary import Role
from unit.calls import name, summary, transcript, words

HEAD = "Operator\nGood day, and thank you for standing by. I will now turn the call over to Ines Falk.\n"


def said(text: str) -> list[tuple[str | None, str]]:
    one = transcript(text)
    return [(name(one, turn), words(one, turn.segments)) for turn in one.attribution.turns]


def test_the_same_label_twice_is_one_turn() -> None:
    assert said(HEAD + "Ines Falk - CEO\nWe opened the yard.\nInes Falk - CEO\nIt is large.\n")[1:] == [
        ("Ines Falk", "We opened the yard. It is large.")
    ]


@pytest.mark.parametrize(
    "between", ["Otto Brandt - CFO", "Mira Dahl - Head of Investor Relations", "Unidentified Analyst"]
)
@pytest.mark.parametrize("marker", ["[Foreign Language]", "[Interpreted]", "[外语]"])
def test_words_that_are_not_in_the_transcript_part_two_turns_of_one_person(between: str, marker: str) -> None:
    text = f"Ines Falk - CEO\nWe opened the yard.\n{between}\n{marker}\nInes Falk - CEO\nIt is large.\n"
    assert said(HEAD + text)[1:] == [("Ines Falk", "We opened the yard."), ("Ines Falk", "It is large.")]


def test_the_foreign_words_of_an_executive_are_his_and_the_next_turn_is_his_again() -> None:
    text = (
        "Otto Brandt - CFO\nCost of revenue was 34 million.\n"
        "Ines Falk - CEO\n[Foreign Language]\n"
        "Otto Brandt - CFO\nOrders grew 18%.\nIt was a good year.\n"
    )
    assert said(HEAD + text)[1:] == [
        ("Otto Brandt", "Cost of revenue was 34 million."),
        ("Otto Brandt", "Orders grew 18%. It was a good year."),
    ]


def test_a_persons_own_foreign_words_part_nothing() -> None:
    text = "Ines Falk - CEO\nWe opened the yard.\nInes Falk - CEO\n[Foreign Language]\nInes Falk - CEO\nIt is large.\n"
    assert said(HEAD + text)[1:] == [("Ines Falk", "We opened the yard. It is large.")]


def test_an_empty_block_parts_nothing() -> None:
    text = (
        "Ines Falk - CEO\nWe opened the yard.\nOtto Brandt - CFO\nInes Falk - CEO\nIt is large.\nOperator\nGoodbye.\n"
    )
    assert said(HEAD + text)[1] == ("Ines Falk", "We opened the yard. It is large.")


ROSTER = """\
Company Participants
Ines Falk - Chief Executive Officer
Otto Brandt - Chief Financial Officer
Mira Dahl - Head of Investor Relations
Lars Moe - Chief Technology Officer
Conference Call Participants
Dana Reed - Northlight
Peter Lindqvist - Harbour Bank
Operator
Good day, and thank you for standing by.
Mira Dahl
Here is Ines.
Ines Falk
We opened the yard in May.
Otto Brandt
Cost of revenue was 34 million.
Lars Moe
The ferries run on batteries.
Operator
The first question, please.
Dana Reed
How are the orders?
Ines Falk
Very good.
Peter Lindqvist
And the yard?
Otto Brandt
It was cheap.
Operator
That concludes the call.
"""


def test_titles_in_the_roster_give_roles() -> None:
    one = transcript(ROSTER)
    roles = {speaker.name: speaker.role for speaker in one.attribution.speakers}
    assert roles == {
        "Operator": Role.OPERATOR,
        "Mira Dahl": Role.IR,
        "Ines Falk": Role.CEO,
        "Otto Brandt": Role.CFO,
        "Lars Moe": Role.EXECUTIVE,
        "Dana Reed": Role.ANALYST,
        "Peter Lindqvist": Role.ANALYST,
    }


def test_a_listed_firm_without_a_title_makes_an_analyst() -> None:
    one = transcript(ROSTER)
    held = {speaker.name: (speaker.firm, speaker.title) for speaker in one.attribution.speakers}
    assert (held["Dana Reed"], held["Peter Lindqvist"]) == (("Northlight", ""), ("Harbour Bank", ""))
    # The firm alone says so: nothing in the talk does. Who has none is guessed from the talk.
    silent = ROSTER.replace("How are the orders?", "I see.").replace("And the yard?", "I see.")
    without = transcript(silent.replace(" - Northlight", ""))
    found = {speaker.name: speaker for speaker in without.attribution.speakers}
    assert found["Peter Lindqvist"].role is Role.ANALYST
    assert "what is said" not in found["Peter Lindqvist"].evidence
    assert "what is said" in found["Dana Reed"].evidence


def test_titles_of_the_roster_are_the_speakers() -> None:
    one = transcript(ROSTER)
    titles = {speaker.name: speaker.title for speaker in one.attribution.speakers}
    assert titles["Ines Falk"] == "Chief Executive Officer"
    assert titles["Mira Dahl"] == "Head of Investor Relations"


def test_who_is_listed_last_is_no_empty_turn() -> None:
    one = transcript(ROSTER)
    assert not any(warning.startswith("W_EMPTY_TURN") for warning in one.warnings)
    assert len(one.layout.roster) == 6


def test_a_title_that_stands_for_a_lost_name_is_its_bearers() -> None:
    one = transcript(ROSTER.replace("Ines Falk\nWe opened", "Chief Executive Officer\nWe opened"))
    turn = next(turn for turn in one.attribution.turns if "We opened" in words(one, turn.segments))
    assert (name(one, turn), turn.role, turn.label) == ("Ines Falk", Role.CEO, "Chief Executive Officer")


def test_a_title_in_the_line_below_is_the_speakers() -> None:
    one = transcript(
        "Operator\nGood day.\nInes Falk\nChief Executive Officer\nWe opened the yard in May.\n"
        "Otto Brandt\nChief Financial Officer, Fjordline A/S\nIt was cheap.\n"
    )
    assert [row[:2] for row in summary(one)] == [("operator", "Operator"), ("ceo", "Ines Falk"), ("cfo", "Otto Brandt")]
    assert (
        said("Operator\nGood day.\nInes Falk\nChief Executive Officer\nWe opened the yard.\n")[1][1]
        == "We opened the yard."
    )


def test_speech_before_the_first_label_in_one_line_is_a_turn_without_a_name() -> None:
    text = "Good day, everyone. Ines Falk: We opened the yard. Operator: Next, please. Ines Falk: Goodbye."
    assert said(text) == [
        (None, "Good day, everyone."),
        ("Ines Falk", "We opened the yard."),
        ("Operator", "Next, please."),
        ("Ines Falk", "Goodbye."),
    ]


def test_a_listed_research_division_makes_an_analyst() -> None:
    one = transcript(
        "Operator: The first question, please.\n"
        "Dana Reed: Northlight Securities, Research Division I see.\n"
        "Ines Falk - CEO: You do.\n"
        "Dana Reed: Northlight Securities, Research Division So it is.\n"
    )
    assert [row[:2] for row in summary(one)][1] == ("analyst", "Dana Reed")
    assert said("Operator: Next.\nDana Reed: Northlight, Research Division I see.\nDana Reed: Yes.\n")[1][1].startswith(
        "I see."
    )


@pytest.mark.parametrize(
    ("notice", "titles"),
    [
        (
            "Speeches by Ines Falk, Chief Executive Officer, and Otto Brandt, Chief Financial Officer, and a session.",
            {"Ines Falk": "Chief Executive Officer", "Otto Brandt": "Chief Financial Officer"},
        ),
        ("Speeches and a session for analysts.", {"Ines Falk": "", "Otto Brandt": ""}),
    ],
)
def test_a_sentence_above_the_talk_introduces_those_whose_labels_have_no_title(
    notice: str, titles: dict[str, str]
) -> None:
    slides = (
        "Ines Falk\nSlide three shows the yard, and slide four the docks that belong to it, and the cranes.\n"
        "Otto Brandt\nSlide five shows the crews of the ferries that we run in the north, and their hours.\n"
    )
    text = f"{notice}\n{slides}{slides}"
    speakers = transcript(text).attribution.speakers
    assert {speaker.name: speaker.title for speaker in speakers} == titles
    # Without a title the role is guessed from what is said, and says so.
    assert all(speaker.evidence.startswith("introduced as") == bool(speaker.title) for speaker in speakers)
    assert [speaker.role for speaker in speakers if speaker.title] == [Role.CEO, Role.CFO][: 2 * any(titles.values())]
