"""Defects that were found by reading and trying: each as it was, each small."""

from __future__ import annotations

from pathlib import Path

import pytest

import duizhao
from duizhao.cleaning import clean_text
from duizhao.config import load_settings
from duizhao.errors import UsageError
from duizhao.labels import parse_label
from duizhao.pipeline import process
from duizhao.reading import Source, find_sources
from duizhao.records import Transcript
from duizhao.tokens import sentences
from duizhao.vocabulary import Delivery, Kind, Relation, Role, Section, Voice


def read(tmp_path: Path, text: str | bytes, name: str = "call.txt") -> Transcript:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return process(Source(path, name))


@pytest.mark.parametrize("text", ["——", "|", " - ", "\u2014\u2014|", "()", ":", "：", "|·|"])
def test_a_line_of_separators_is_no_label(text: str) -> None:
    assert parse_label(text) is None


def test_what_somebody_says_of_the_transcript_is_speech(tmp_path: Path) -> None:
    said = "The statements on this call are also in the transcript, and our interpreter will follow each answer."
    one = read(tmp_path, f"Operator\nHello.\nJane Doe - IR Director\n{said}\nBob Ray - CFO\nRevenue rose 20%.\n")
    assert [s.kind for s in one.segments if s.line == 4] == [Kind.SPEECH]


def test_notes_at_the_end_are_notes(tmp_path: Path) -> None:
    note = "Portions of this transcript were spoken by an interpreter."
    one = read(tmp_path, f"Operator\nHello.\nBob Ray - CFO\nRevenue rose 20%.\n{note}\n")
    assert one.segments[-1].kind is Kind.NOTE


ASKED = (
    "Good day and thank you for standing by.\nI would now like to hand the call over to Ann Lee, Director of Investor "
    "Relations. Please go ahead.\nThank you, operator. Our earnings release is on our IR website. With me are our CEO, "
    "Mr. Carl Berg, and our CFO, Ms. Dora Lind. Operator, please go ahead.\n{calls}\n"
    "Hi, thanks for taking my question. "
    "Could you share the outlook for ferries?\nThank you for the question. Our ferries are full; we expect growth.\n"
)


def test_a_questioner_without_a_name_is_an_analyst(tmp_path: Path) -> None:
    one = read(
        tmp_path,
        ASKED.format(
            calls="We will now begin the question and answer session. Our first question is from (inaudible)."
        ),
    )
    (turn,) = [turn for turn in one.attribution.turns if turn.role is Role.ANALYST]
    assert (turn.speaker, turn.section, turn.question) == (None, Section.QA, 1)


def test_a_name_that_was_not_heard_is_not_the_last_questioners(tmp_path: Path) -> None:
    first = ASKED.format(calls="Our first question comes from the line of Bob Ray from Harbour Bank. Please go ahead.")
    second = (
        "Our next question comes from the line of (inaudible) with a fund. Please go ahead.\n"
        "Hello, thanks for taking my question. What is the margin?\n"
    )
    one = read(tmp_path, first + second)
    asked = [turn for turn in one.attribution.turns if turn.role is Role.ANALYST]
    names = [None if turn.speaker is None else one.attribution.speakers[turn.speaker].name for turn in asked]
    assert names == ["Bob Ray", None]


def test_english_under_chinese_is_the_translation(tmp_path: Path) -> None:
    pairs = "".join(f"我们第{n}季度卖了一百条船。\nWe sold a hundred boats in quarter {n}.\n" for n in "1234")
    one = read(tmp_path, f"Operator\n大家好。\nHello everyone.\nCarl Berg - CEO\n{pairs}Operator\n再见。\nGoodbye.\n")
    passages = [bead for bead in one.alignments if bead.relation is Relation.TRANSLATION and bead.level == "passage"]
    assert len(passages) == 6
    assert all(one.segments[bead.source[0]].lang == "zh" for bead in passages)


def test_subtitles_in_two_rows_are_translations(tmp_path: Path) -> None:
    cues = [
        ("Good day and welcome.", "各位好，欢迎参加。"),
        ("Revenue grew 12%.", "收入增长12%。"),
        ("Thank you.", "谢谢。"),
    ]
    rows = [f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{en}\n{zh}\n" for n, (en, zh) in enumerate(cues, 1)]
    one = read(tmp_path, "\n".join(rows), "call.srt")
    assert {bead.relation for bead in one.alignments} == {Relation.TRANSLATION}
    assert all(turn.voice is Voice.SELF for turn in one.attribution.turns)
    chinese = [s.index for s in one.segments if s.lang == "zh"]
    assert [one.attribution.deliveries[index] for index in chinese] == [Delivery.MACHINE_TRANSLATION] * 3


def test_a_list_of_participants_with_an_interpreter_makes_nobody_interpreted(tmp_path: Path) -> None:
    head = "Participants: Carl Berg, CEO; Ann Lee, Interpreter. There will be consecutive interpretation.\n"
    one = read(tmp_path, head + "Operator\nHello.\nCarl Berg - CEO\nWe sold boats.\nOperator\nGoodbye.\n")
    assert {turn.voice for turn in one.attribution.turns} == {Voice.SELF}


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(tmp_path: Path, codec: str) -> None:
    text = "Operator\nGood day and welcome to the call.\n" * 3
    one = read(tmp_path, text.encode(codec))
    assert (one.document.text, one.document.encoding) == (text, codec)
    assert one.warnings[0].startswith("W_ENCODING_GUESSED")


def test_a_corpus_inside_the_archive_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text("Operator\nGood day.\nCarl Berg - CEO\nWe sold boats.\n", "utf-8")
    for _ in range(2):
        report = duizhao.build([tmp_path], tmp_path / "corpus")
        assert (report.counts["transcripts"], report.rejected) == (1, ())


def test_a_file_given_twice_is_one_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "call.txt").write_text("Good day.", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert len(find_sources([Path("call.txt"), tmp_path / "call.txt"])) == 1


def test_a_corpus_can_stand_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert duizhao.build([], ".").counts["transcripts"] == 0
    assert duizhao.verify(".") == []


def test_a_working_directory_that_holds_something_else_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError) as caught:
        duizhao.build([], ".")
    assert caught.value.code == "E_OUT_TAKEN"


@pytest.mark.parametrize("text", [None, "duizhao = 3", '[duizhao]\nmax_bytes = "a"', "[duizhao]\nnothing = 1", "["])
def test_wrong_settings(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "settings.toml"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        load_settings(path)
    assert caught.value.code == "E_SETTINGS"


def test_a_run_of_brackets_is_cut_from_its_sentence() -> None:
    text = "We sold boats. " + "[" * 50_000 + " And nets."
    assert [text[a:b][:14] for a, b in sentences(text)] == ["We sold boats.", "[" * 14, "And nets."]


def test_cleaning_keeps_full_width_marks() -> None:
    assert clean_text("收入为２３亿元，\u3000增长。") == "收入为23亿元， 增长。"
