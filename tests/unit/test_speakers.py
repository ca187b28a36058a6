"""Who speaks in small invented calls, with labels and without; sections, questions, passes."""

from __future__ import annotations

import pytest

from duizhao.language import languages
from duizhao.layouts import lay_out
from duizhao.records import Document, Line, Segment, Turn
from duizhao.segmentation import segment
from duizhao.speakers import attribute
from duizhao.speakers.echo import echoes, order, pass_starts
from duizhao.speakers.sections import with_sections
from duizhao.vocabulary import MANAGEMENT, Delivery, Role, Section, Voice
from unit.calls import LABELLED, TRANSLATED, UNLABELLED, name, summary, transcript, words


def segments(*texts: str) -> tuple[Segment, ...]:
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    document = Document("call.txt", "0" * 64, "utf-8", "text", lines)
    return segment(document, lay_out(document), languages(document))


def test_labelled_call() -> None:
    assert summary(transcript(LABELLED)) == [
        ("operator", "Operator", "self", "direct"),
        ("ir", "Mira Dahl", "self", "direct"),
        ("ceo", "Ines Falk", "self", "original"),
        ("ceo", "Ines Falk", "interpreter", "interpretation"),
        ("cfo", "Otto Brandt", "self", "direct"),
        ("operator", "Operator", "self", "direct"),
        ("analyst", "Peter Lindqvist", "self", "direct"),
        ("ceo", "Ines Falk", "self", "original"),
        ("ceo", "Ines Falk", "interpreter", "interpretation"),
        ("operator", "Operator", "self", "direct"),
        ("analyst", "Dana Reed", "self", "direct"),
        ("cfo", "Otto Brandt", "self", "direct"),
        ("operator", "Operator", "self", "direct"),
    ]


def test_labels_are_kept_as_printed() -> None:
    turns = transcript(LABELLED).attribution.turns
    assert turns[6].label == "Unidentified Analyst"
    assert turns[3].label == "Ines Falk - Chief Executive Officer"


def test_two_questioners_behind_one_stand_in_label_are_two_people() -> None:
    one = transcript(LABELLED)
    analysts = [speaker for speaker in one.attribution.speakers if speaker.role is Role.ANALYST]
    assert [(speaker.name, speaker.firm) for speaker in analysts] == [
        ("Peter Lindqvist", "Harbour Bank"),
        ("Dana Reed", "Northlight"),
    ]


def test_unlabelled_call() -> None:
    one = transcript(UNLABELLED)
    assert one.layout.name == "flat"
    assert [row[:3] for row in summary(one)] == [
        ("operator", "Operator", "self"),
        ("ir", "Mira Dahl", "self"),
        ("ceo", "Ines Falk", "self"),
        ("cfo", "Otto Brandt", "self"),
        ("operator", "Operator", "self"),
        ("analyst", "Peter Lindqvist", "self"),
        summary(one)[6][:3],  # either officer may answer; the next test says more
        ("operator", "Operator", "self"),
    ]
    assert one.attribution.turns[6].role in {Role.CEO, Role.CFO}
    assert [turn.label for turn in one.attribution.turns] == [None] * 8


def test_unlabelled_call_in_one_line_has_nearly_the_same_speakers() -> None:
    # "This concludes our prepared remarks" may be the CFO's or the IR officer's where no line ends.
    lines, line = (
        {call.segments[index].text: name(call, turn) for turn in call.attribution.turns for index in turn.segments}
        for call in (transcript(UNLABELLED), transcript(UNLABELLED.replace("\n", " ")))
    )
    assert lines.keys() == line.keys()
    assert sum(lines[text] == line[text] for text in lines) >= 0.85 * len(lines)
    assert set(lines.values()) == set(line.values())


def test_sections_and_questions() -> None:
    for text in (LABELLED, UNLABELLED):
        turns = transcript(text).attribution.turns
        first = next(at for at, turn in enumerate(turns) if turn.role is Role.ANALYST)
        assert [turn.section for turn in turns[: first - 1]] == [Section.PREPARED] * (first - 1)
        assert all(turn.section is Section.QA for turn in turns[first - 1 :])
    labelled = transcript(LABELLED).attribution.turns
    assert [turn.question for turn in labelled] == [None] * 6 + [1, 1, 1, None, 2, 2, None]


def test_translation_lines_are_no_turns_of_their_own() -> None:
    one = transcript(TRANSLATED)
    assert [row[0] for row in summary(one)] == ["operator", "ceo", "operator"]
    for turn in one.attribution.turns:
        for index in turn.segments:
            delivery = one.attribution.deliveries.get(index, turn.delivery)
            chinese = one.segments[index].lang.value == "zh"
            assert (delivery is Delivery.MACHINE_TRANSLATION) is chinese
        assert turn.delivery is Delivery.DIRECT


def test_chinese_call_with_labels() -> None:
    one = transcript(
        "主持人：各位晚上好，欢迎参加电话会。\n"
        "首席执行官 陆明远：谢谢主持人。我们五月开了船厂。\n"
        "主持人：下一个提问来自海岸证券的何思雨。\n"
        "海岸证券分析师 何思雨：谢谢管理层，请问订单怎么样？\n"
        "首席执行官 陆明远：订单很好。\n"
    )
    assert [row[:2] for row in summary(one)] == [
        ("operator", "主持人"),
        ("ceo", "陆明远"),
        ("operator", "主持人"),
        ("analyst", "何思雨"),
        ("ceo", "陆明远"),
    ]


def test_interpreters_block_belongs_to_whom_it_renders() -> None:
    one = transcript(
        "Operator: Good day.\n"
        "Ines Falk - CEO: 我们五月开了新的船厂。订单很好。\n"
        "Interpreter: We opened a new yard in May. Orders are very good.\n"
        "Operator: That concludes the call.\n"
    )
    turn = one.attribution.turns[2]
    assert (name(one, turn), turn.role, turn.voice) == ("Ines Falk", Role.CEO, Voice.INTERPRETER)
    assert turn.delivery is Delivery.INTERPRETATION
    assert one.attribution.turns[1].delivery is Delivery.ORIGINAL


def test_doubtful_turns_name_nobody_when_told_so() -> None:
    lines = tuple(Line(number, text) for number, text in enumerate(UNLABELLED.splitlines(), 1))
    document = Document("call.txt", "0" * 64, "utf-8", "text", lines)
    pieces = segment(document, lay_out(document), languages(document))
    plain = attribute(document, lay_out(document), pieces)
    strict = attribute(document, lay_out(document), pieces, min_confidence=1.0)
    assert all(turn.speaker is not None for turn in plain.turns)
    assert all(turn.speaker is None and turn.role is Role.UNKNOWN for turn in strict.turns)


def test_a_call_twice_has_two_passes() -> None:
    again = UNLABELLED.replace("grew", "has grown").replace("Let me answer it.", "")
    one = transcript(UNLABELLED + again)
    assert one.attribution.passes == 2
    passes = [turn.passage for turn in one.attribution.turns]
    assert passes == sorted(passes)
    assert set(passes) == {1, 2}
    second = next(turn for turn in one.attribution.turns if turn.passage == 2)
    assert words(one, second.segments).startswith("Good day, ladies and gentlemen")
    assert one.attribution.turns[0].section is second.section is Section.PREPARED


def test_a_call_thrice_starts_three_times() -> None:
    pieces = segments(*(UNLABELLED * 3).splitlines())
    starts = pass_starts(pieces)
    length = len(segments(*UNLABELLED.splitlines()))
    assert starts == (0, length, 2 * length)


def test_a_call_once_starts_once() -> None:
    assert pass_starts(segments(*UNLABELLED.splitlines())) == (0,)
    assert pass_starts(()) == ()


REMARKS = [
    "Our northern ferries carried two million passengers over the winter months.",
    "The second yard employs three hundred welders from the coastal villages.",
    "We ordered nine electric engines for the ships of the summer season.",
    "Ticket prices stayed where they were through the whole of the spring.",
    "The harbour authority gave us a berth for the larger of the boats.",
    "Fuel became cheaper in the second month and dearer in the third.",
]


def test_a_speaker_who_repeats_himself_starts_no_pass() -> None:
    # An overview and its details, close together, and a summary of two sentences at the end.
    other = [
        f"In region number {number} the local managers opened another small shop last week." for number in range(30)
    ]
    assert pass_starts(segments(*REMARKS, *REMARKS)) == (0,)
    assert pass_starts(segments(*REMARKS, *REMARKS, *other)) == (0,)
    assert pass_starts(segments(*REMARKS, *other, *REMARKS[:2])) == (0,)


def test_echo_finds_what_is_said_again() -> None:
    filler = [
        f"Shop number {number} in town {number * 7} sells nothing but rope of colour {number}." for number in range(8)
    ]
    pieces = segments(*filler, *REMARKS, *REMARKS, *filler[::-1])
    echo = echoes(pieces)
    first = slice(len(filler), len(filler) + len(REMARKS))
    second = slice(len(filler) + len(REMARKS), len(filler) + 2 * len(REMARKS))
    assert (echo.later[first] > echo.before[first]).all()
    assert (echo.before[second] > echo.later[second]).all()
    assert echoes(()).later.shape == (0,)


def test_order_tells_a_rendition_from_the_same_subject() -> None:
    pieces = segments(*REMARKS)
    assert order(pieces, pieces) > 0.5
    assert order(pieces, pieces[::-1]) < -0.5
    unlike = segments("We sell rope.", "Nets are for sale.", "The chandlery opens daily.")
    assert order(pieces, unlike) == pytest.approx(0.0, abs=0.3)


def turn(index: int, role: Role, speaker: int, passage: int = 1) -> Turn:
    return Turn(
        index, passage, Section.PREPARED, speaker, None, role, Voice.SELF, Delivery.DIRECT, 1.0, "given", (index,)
    )


def questions(*roles: tuple[Role, int]) -> list[tuple[str, int | None]]:
    turns = with_sections([turn(index, role, speaker) for index, (role, speaker) in enumerate(roles)])
    return [(one.section.value, one.question) for one in turns]


O, A, B, C = (Role.OPERATOR, 0), (Role.ANALYST, 1), (Role.ANALYST, 2), (Role.CEO, 3)  # noqa: E741


def test_a_follow_up_is_the_same_question_until_the_operator_calls() -> None:
    assert [number for _, number in questions(O, C, O, A, C, A, C, O, A, C)] == [
        None, None, None, 1, 1, 1, 1, None, 2, 2,
    ]  # fmt: skip


def test_another_analyst_asks_another_question() -> None:
    assert questions(C, A, C, B, C) == [("prepared", None), ("qa", 1), ("qa", 1), ("qa", 2), ("qa", 2)]


def test_a_call_without_questions_is_prepared_throughout() -> None:
    assert questions(O, C, O) == [("prepared", None)] * 3


def test_sections_are_of_each_pass_and_questions_number_on() -> None:
    roles = [O, C, O, A, C]
    turns = [turn(at + 5 * (passage - 1), *roles[at], passage=passage) for passage in (1, 2) for at in range(5)]
    found = with_sections(turns)
    assert [one.section.value for one in found] == ["prepared", "prepared", "qa", "qa", "qa"] * 2
    assert [one.question for one in found] == [None, None, None, 1, 1, None, None, None, 2, 2]


_QUESTIONERS = """\
Our first question comes from the line of Dana Reed from Harbour Bank. Please go ahead.
{first}Thanks for taking my question. How full is the yard?
Thank you, Dana. Our yard is full to the summer, and our orders grew. We expect more of them.
Thank you. Our next question comes from the line of Peter Lindqvist from Northlight. Please go ahead.
{second}Thanks for taking my question. What about the margin?
Thank you, Peter. Our margin was 12 per cent, and we expect it to hold.
Thank you. Our next question comes from the line of Mabel Deng from Ashgrove. Please go ahead.
{third}Thank you. My question is about the north. Could you share the plan?
Thank you, Mabel. We open a second yard there, and our team is ready.
Thank you. Our last question comes from the line of Otto Brandt from Ostrava. Please go ahead.
{fourth}Thanks for taking my question. Congratulations. Is the price stable?
Thank you, Otto. Our price is stable, and we see no change.
There are no further questions. That concludes today's conference. You may now disconnect.
"""


def test_labels_of_questioners_alone_do_not_hold_the_answers() -> None:
    labels = {"first": "Dana Reed: ", "second": "Peter Lindqvist: ", "third": "Mabel Deng: ", "fourth": "Otto Brandt: "}
    call = transcript(_QUESTIONERS.format(**labels))
    said = {call.segments[index].text: turn.role for turn in call.attribution.turns for index in turn.segments}
    assert said["Our margin was 12 per cent, and we expect it to hold."] in MANAGEMENT | {Role.IR}
    assert said["What about the margin?"] is Role.ANALYST
    # With an operator's label the labels hold what stands under them.
    titled = transcript("Operator: Good day.\n" + _QUESTIONERS.format(**labels))
    said = {titled.segments[index].text: turn.role for turn in titled.attribution.turns for index in turn.segments}
    assert said["Our margin was 12 per cent, and we expect it to hold."] is Role.ANALYST
