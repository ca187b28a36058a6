"""Labels that place nobody: roles from what is said under them, names from whom the talk introduces."""

from __future__ import annotations

import pytest

from duizhao.speakers.people import Cast
from duizhao.speakers.placing import is_one_voice, place_voices
from duizhao.vocabulary import Role
from golden.loading import speech
from support.tiny_model import tiny_model
from unit.calls import name, transcript

DIARISED = """\
Speaker 1: Good day, and thank you for standing by. Welcome to the Fjordline second quarter 2024 earnings \
conference call. All lines are muted. I will now hand the conference over to Mira Dahl, Head of Investor Relations. \
Please go ahead.
Speaker 2: Thank you, operator. Good evening, everyone. The earnings release is on our website. Joining me today are \
Ines Falk, our Chief Executive Officer, and Otto Brandt, our Chief Financial Officer. This call contains \
forward-looking statements. I will now turn the call over to Ines.
Speaker 3: Thank you, Mira. Our ferry business grew in the north. We opened a second yard in May, and our team hired \
two hundred people there. Our strategy has not changed. I will pass the call to Otto.
Speaker 4: Thank you, Ines. I will now walk you through our financial results for the quarter. Cost of revenues was 34 \
million. Operating expenses were 12 million. Net income was 7 million. Operator, we are ready to take questions.
Speaker 1: Thank you. To ask a question, please press star one on your telephone keypad. Our first question comes from \
the line of Peter Lindqvist of Harbour Bank. Your line is open.
Speaker 5: Thanks for taking my question. My question is about the second yard. Could you share when it will be full?
Speaker 3: Thank you for your question, Peter. Our second yard will be full in the summer.
Speaker 5: Thank you, Ines. And a follow-up for Otto, if I may. What is the margin?
Speaker 4: Thanks, Peter. The gross margin was 31%.
Speaker 1: There are no further questions at this time. That concludes today's conference, and you may now disconnect.
"""
ORDER = [Role.OPERATOR, Role.IR, Role.CEO, Role.CFO, Role.OPERATOR, Role.ANALYST, Role.CEO, Role.ANALYST, Role.CFO]


def named_labels(text: str) -> str:
    """Return the call with names for labels, and nobody's title."""
    names = ("Conference Desk", "Mira Dahl", "Ines Falk", "Otto Brandt", "Peter Lindqvist")
    for number, held in enumerate(names, 1):
        text = text.replace(f"Speaker {number}", held)
    for title in (", Head of Investor Relations", ", our Chief Executive Officer", ", our Chief Financial Officer"):
        text = text.replace(title, "")
    return text


def test_numbered_voices_get_roles() -> None:
    one = transcript(DIARISED)
    assert [turn.role for turn in one.attribution.turns] == [*ORDER, Role.OPERATOR]
    assert all(turn.label and turn.label.startswith("Speaker") for turn in one.attribution.turns)


def test_numbered_voices_get_the_names_of_those_introduced() -> None:
    one = transcript(DIARISED)
    under = {turn.label: name(one, turn) for turn in one.attribution.turns}
    assert under == {
        "Speaker 1": "Speaker 1",
        "Speaker 2": "Mira Dahl",
        "Speaker 3": "Ines Falk",
        "Speaker 4": "Otto Brandt",
        "Speaker 5": "Peter Lindqvist",
    }
    held = {speaker.name: speaker for speaker in one.attribution.speakers}
    assert len(held) == 5
    assert "Speaker 3" in held["Ines Falk"].aliases
    assert held["Ines Falk"].title == "Chief Executive Officer"


def test_named_labels_without_titles_get_roles_and_keep_their_names() -> None:
    one = transcript(named_labels(DIARISED))
    under = {name(one, turn): turn.role for turn in one.attribution.turns}
    assert under["Conference Desk"] is Role.OPERATOR
    assert under["Peter Lindqvist"] is Role.ANALYST
    assert {under["Mira Dahl"], under["Ines Falk"], under["Otto Brandt"]} <= {
        *(Role.IR, Role.CEO, Role.CFO, Role.EXECUTIVE)
    }


def test_what_was_only_inferred_is_less_certain_than_a_title() -> None:
    plain = transcript(named_labels(DIARISED)).attribution.turns
    titled = transcript(named_labels(DIARISED).replace("Ines Falk:", "Ines Falk - CEO:")).attribution.turns
    at = next(number for number, turn in enumerate(titled) if turn.role is Role.CEO)
    assert plain[at].confidence < titled[at].confidence


def test_nothing_to_place_leaves_all_as_it_is() -> None:
    cast = Cast()
    ines, otto = cast.add("Ines Falk"), cast.add("Otto Brandt")
    ines.vote(Role.CEO, 1.0, "label says CEO")
    otto.vote(Role.CFO, 1.0, "label says CFO")
    holders = {0: ines, 1: otto}
    said = [speech("Operator, the first question, please.")]
    assert place_voices(holders, said, cast, tiny_model()) == holders
    assert cast.people == [ines, otto]
    assert (ines.evidence(), otto.evidence()) == ("label says CEO", "label says CFO")
    assert ines.certainty == 1.0


def test_who_says_nothing_is_not_placed() -> None:
    cast = Cast()
    silent = cast.add("Speaker 1")
    # The only sentence stands in another block.
    assert place_voices({7: silent}, [speech("Thank you, operator.")], cast, tiny_model()) == {7: silent}
    assert silent.role is Role.UNKNOWN


def test_one_person_introduced_is_behind_one_label_at_most() -> None:
    """A diariser may give one voice two numbers; then one of them keeps its number."""
    one = transcript(DIARISED.replace("Speaker 4: Thanks, Peter", "Speaker 6: Thanks, Peter"))
    labels = {turn.label for turn in one.attribution.turns}
    assert len(labels) == 6
    assert len({name(one, turn) for turn in one.attribution.turns}) == len(labels)


@pytest.mark.parametrize(
    "label", ["Speaker 3", "speaker_0", "SPK-12", "spk_0", "Channel 2 Speaker 1", "发言人1", "B", "4"]
)
def test_a_diarisers_label_is_one_voice(label: str) -> None:
    assert is_one_voice(label)


@pytest.mark.parametrize("label", ["Unidentified Participant", "Speaker", "Otto", "Speaker Otto", "分析师", "", "AB"])
def test_other_labels_are_not(label: str) -> None:
    assert not is_one_voice(label)
