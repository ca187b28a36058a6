"""Segments: kinds, languages, flags, and loops folded."""

from __future__ import annotations

import pytest

from duizhao.cleaning import clean_text
from duizhao.language import languages
from duizhao.layouts import lay_out
from duizhao.records import Document, Line, Segment
from duizhao.segmentation import segment
from duizhao.vocabulary import Kind, Lang


def segments(*texts: str) -> tuple[Segment, ...]:
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    document = Document("call.txt", "0" * 64, "utf-8", "text", lines)
    return segment(document, lay_out(document), languages(document))


def test_labels_markers_and_speech_of_one_line() -> None:
    found = segments(
        "Operator: Good day. (Operator Instructions) We start.",
        "Ines Falk - CEO: [Foreign Language] Thank you.",
        "Operator: Bye.",
    )
    assert [(one.line, one.kind.value, one.text) for one in found] == [
        (1, "label", "Operator:"),
        (1, "speech", "Good day."),
        (1, "marker", "(Operator Instructions)"),
        (1, "speech", "We start."),
        (2, "label", "Ines Falk - CEO:"),
        (2, "marker", "[Foreign Language]"),
        (2, "speech", "Thank you."),
        (3, "label", "Operator:"),
        (3, "speech", "Bye."),
    ]


def test_each_sentence_of_a_mixed_line_has_its_own_language() -> None:
    found = segments("We opened the yard in May. 我们五月开了船厂。", "Yes.")
    assert [one.lang for one in found] == [Lang.EN, Lang.ZH, Lang.EN]


def test_figures_alone_have_their_lines_language() -> None:
    found = segments("我们的增长率是多少？18%。", "Good day.")
    assert [(one.text, one.lang) for one in found][1] == ("18%。", Lang.ZH)


@pytest.mark.parametrize("period", range(1, 17))
def test_the_shortest_loop_of_each_period_is_found(period: int) -> None:
    unit = [chr(ord("a") + number) * 2 for number in range(period)]
    copies = max(3, 6 // period + 1)
    (one,) = segments(" ".join(["Boats", *unit * copies, "sail"]))
    assert one.clean == " ".join(["Boats", *unit, "sail"])
    (less,) = segments(" ".join(["Boats", *unit * (copies - 1), "sail"]))
    assert less.flags == frozenset()


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("We (inaudible) the yard.", {"inaudible"}),
        ("We [indiscernible] the yard.", {"inaudible"}),
        ("We opened (technical difficulty) the yard.", {"inaudible"}),
        ("我们（听不清）开了船厂。", {"inaudible"}),
        ("We call the boat 海燕 and it sails well.", {"code-switch"}),
        ("We opened the yard.", set()),
        ("The inaudible part of the spectrum is wide.", set()),
    ],
)
def test_flags(text: str, flags: set[str]) -> None:
    (one,) = segments(text)
    assert one.flags == flags


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ＡＢＣ　１２３", "ABC 123"),
        ("a  b\t c", "a b c"),
        (" 你好，世界。 ", "你好，世界。"),
        ("全角，标点（保留）！", "全角，标点（保留）！"),
        ("", ""),
        ("\u00a0x\u00a0", "x"),
    ],
)
def test_clean_text(text: str, wanted: str) -> None:
    assert clean_text(text) == wanted


def test_a_loop_inside_a_sentence_is_folded() -> None:
    (one,) = segments("We will of course we will of course we will of course we will of course grow.")
    assert one.flags == {"loop"}
    assert one.clean == "We will of course grow."


def test_a_loop_of_sentences_keeps_its_first_copy() -> None:
    found = segments("We sell boats. We sell boats. We sell boats. We sell boats. And nets.")
    assert [one.clean.strip(".") for one in found] == ["We sell boats", "", "", "", "And nets"]
    assert [bool(one.flags) for one in found] == [True, True, True, True, False]
    assert [one.text for one in found] == ["We sell boats."] * 4 + ["And nets."]


def test_a_loop_of_one_word() -> None:
    (one,) = segments("It is very very very very very very very very good.")
    assert one.flags == {"loop"}
    assert one.clean == "It is very good."


def test_a_chinese_loop() -> None:
    (one,) = segments("我们的船我们的船我们的船我们的船很大。")
    assert one.flags == {"loop"}
    assert one.clean == "我们的船很大。"


@pytest.mark.parametrize(
    "text",
    [
        "No, no, no.",
        "It is very, very good.",
        "Yes, yes, yes, we do.",
        "We sell boats, we sell nets, we sell ropes.",
        "We sell boats. We sell boats.",
        "谢谢谢谢谢谢",
    ],
)
def test_what_people_say_twice_or_thrice_is_no_loop(text: str) -> None:
    for one in segments(text):
        assert "loop" not in one.flags
        assert one.clean == clean_text(one.text)


def test_a_loop_over_lines_keeps_its_first_copy() -> None:
    found = segments("And nets.", *["We sell boats today."] * 5)
    assert [one.clean for one in found] == ["And nets.", "We sell boats today.", "", "", "", ""]
    assert [one.flags for one in found] == [frozenset(), *[{"loop"}] * 5]
    assert [one.text for one in found][1:] == ["We sell boats today."] * 5


def test_a_loop_of_several_lines_is_folded_by_the_round() -> None:
    found = segments(*["We sell boats.", "They float."] * 3, "And nets.")
    assert [one.clean for one in found] == ["We sell boats.", "They float.", "", "", "", "", "And nets."]


def test_a_loop_that_starts_at_the_end_of_a_line_is_folded() -> None:
    found = segments("The yard is full. We sell boats.", "We sell boats.", "We sell boats.")
    assert [one.clean for one in found] == ["The yard is full.", "We sell boats.", "", ""]


def test_a_chinese_loop_over_lines_is_folded() -> None:
    assert [one.clean for one in segments(*["我们的船很大。"] * 3)] == ["我们的船很大。", "", ""]


@pytest.mark.parametrize(
    "lines",
    [
        ["Thank you.", "Thank you.", "Thank you."],
        ["We sell boats.", "We sell boats."],
        ["2", "2", "2", "2", "2", "2", "2", "2"],
        ["We sell boats.", "We sell nets.", "We sell boats."],
        ["Operator: Please hold the line.", "Ines Falk: Please hold the line."] * 3,
    ],
)
def test_lines_that_come_back_without_being_a_loop(lines: list[str]) -> None:
    assert not any("loop" in one.flags for one in segments(*lines))


def test_empty_spans_are_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Segment(0, 1, 3, 3, Kind.SPEECH, Lang.EN, "", "", 0)
