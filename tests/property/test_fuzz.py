"""Changed inputs by number (`tests/fuzz/run.py` runs the same by the hundred thousand), and each defect it found."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from duizhao.codes import REJECTIONS
from duizhao.config import load_settings
from duizhao.errors import InputError, UsageError, printable
from duizhao.language import language_of
from duizhao.layouts import load_grammars
from duizhao.quantities import read_quantities
from duizhao.vocabulary import Lang
from fuzz import laws
from fuzz.inputs import Input, make
from fuzz.report import Report, signature
from fuzz.shrink import shrink
from golden.loading import speech
from unit.calls import transcript

# A second of CPU time is a hundred times what an input of this size takes.
_SECONDS = 1.0


@pytest.mark.parametrize("first", range(0, 300, 60))
def test_changed_inputs_break_no_law(first: int, tmp_path: Path) -> None:
    outcomes: set[str] = set()
    for number in range(first, first + 60):
        found = laws.results(make(7, number), tmp_path)
        assert [law for result in found for law in result.broken] == [], f"7:{number}"
        outcomes |= {result.outcome for result in found}
    # Inputs that are all refused, or all read, would try little.
    assert "ok" in outcomes
    assert len(outcomes & REJECTIONS.keys()) > 1


def test_a_number_gives_one_input() -> None:
    assert [make(3, number) for number in range(40)] == [make(3, number) for number in range(40)]
    assert make(3, 1) != make(4, 1)


def test_broken_laws_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Input("call.txt", "Operator: 大家好。We grew 5%.\nInes Falk: 谢谢。\nOperator: Bye.".encode())
    assert laws.broken(one) == []
    monkeypatch.setattr("duizhao.pipeline.segment", lambda *_: ())
    assert laws.broken(one) == []  # refused: nothing is said
    monkeypatch.setattr("duizhao.pipeline.require_speech", lambda *_: None)
    assert {signature(law) for law in laws.broken(one)} == {"tiling"}


def test_what_no_law_knows_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_one: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("duizhao.pipeline.languages", fail)
    (law,) = laws.broken(Input("call.txt", b"Hello there."))
    assert law.startswith("raises KeyError in ")


def test_failures_are_written_small(tmp_path: Path) -> None:
    one = Input("call.txt", b"first\nsecond line\nthird\n")
    small = shrink(one, lambda tried: b"cond" in tried.data)
    assert small.data == b"cond"
    report = Report(1, tmp_path / "out")
    report.add(5, ["ok"], ["tiling: line 3"], 0.1)
    report.add(6, ["ok"], ["tiling: line 4"], 0.1)
    report.write(5, "tiling: line 3", small)
    assert report.failures == {"tiling": 2}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tiling.json"]
    assert "2 inputs" in report.summary()


# --- what the runs found ---------------------------------------------------------------------------------------------
def test_text_before_the_first_label_of_a_line_is_a_notice() -> None:
    text = "And so on. Operator: Good day to you all. Otto Brandt - CFO: Thank you. Operator: Bye now."
    assert laws.broken(Input("call.txt", text.encode())) == []


def test_a_line_that_two_turns_share_is_translated_once() -> None:
    text = """\
陆明远: [Foreign Language] 收入为27.3亿元。
INTERPRETER: [Foreign Language] 我来翻译一下。船厂夏天满员。
[Interpreted] Let me translate. The yard is full in summer.
OTTO BRANDT: [Foreign Language] 下面我介绍业绩。净利润为700万元。
[Interpreted] I will now walk you through our results.
OPERATOR: [Foreign Language] 第一个问题来自海港银行的林奎斯特。
[Interpreted] Our first question comes from Peter Lindqvist.
PETER LINDQVIST: [Foreign Language] 谢谢管理层接受我的提问。
INES FALK: [Foreign Language] 谢谢你的问题。
[Interpreted] Thank you for the question.
"""
    assert laws.broken(Input("call.txt", text.encode())) == []


def test_text_behind_an_empty_tag_is_no_translation() -> None:
    assert laws.broken(Input("call.txt", "━\n渡轮的展望如何？".encode())) == []


@pytest.mark.parametrize(
    "text", ["主持人：-- -- A:H", "主持人：Emiko-- -- A:H", "Bo: Hi. -- -- Ann Lee: No. Bo: Hi. Ann Lee: Yes."]
)
def test_labels_do_not_overlap(text: str) -> None:
    assert laws.broken(Input("call.txt", text.encode())) == []


def test_a_name_said_thousands_of_times_costs_time_in_proportion() -> None:
    said = "Q:" * 12_000
    start = time.process_time()
    one = transcript(f"1\n00:00:01,000 --> 00:00:02,000\n{said}\n\n2\n00:00:02,000 --> 00:00:03,000\n{said}\n", ".srt")
    assert len(one.segments) > 1
    assert time.process_time() - start < _SECONDS


@pytest.mark.parametrize("letter", ["İ", "ǅ", "ŉ"])
def test_letters_of_no_language_are_no_english(letter: str) -> None:
    assert language_of(letter * 80) is Lang.OTHER
    assert laws.broken(Input("call.txt", f"Operator: Hi.\nInes Falk: {letter * 80}\n".encode())) == []


@pytest.mark.parametrize(
    "piece", ["Q", "Qa", "Q'", "-5% ", "+-3%", "两成半", "１２．５％ ", "00:00:00 ", "&#0;", "$1bn-$2bn", "12:38"]
)
def test_long_runs_of_one_thing_cost_time_in_proportion(piece: str) -> None:
    text = f"Operator: Hello.\nInes Falk: Sales {piece * (24_000 // len(piece))} rose.\nOperator: Bye.\n"
    start = time.process_time()
    assert laws.broken(Input("call.txt", text.encode())) == []
    assert time.process_time() - start < 5 * _SECONDS


@pytest.mark.parametrize("blanks", [" ", "\t", "\u3000", " \t"])
def test_long_runs_of_blanks_cost_no_time(blanks: str) -> None:
    start = time.process_time()
    one = transcript(f"Operator: 第一个问题来自海港银行{blanks * 2000}林奎斯特。\nInes Falk: 收入{blanks * 2000}元。\n")
    assert time.process_time() - start < _SECONDS
    assert [found for found in one.quantities if found.unit != "ordinal"] == []


def test_amounts_behind_blanks_are_read_without_them() -> None:
    found = read_quantities([speech("利润为 负 人民币 350 万元，占 百分之 12 。还有4567 。")])
    assert [(one.text, one.value) for one in found] == [
        ("负 人民币 350 万元", -3_500_000),
        ("百分之 12", 12),
        ("4567", 4567),
    ]


def test_hundreds_of_digits_are_no_amount() -> None:
    assert read_quantities([speech(f"Revenue was RMB{'9' * 400} million, up 5%.")])[0].value == 5
    assert [one.value for one in read_quantities([speech(f"收入{'9' * 400}元，增长5%。")])] == [5]


@pytest.mark.parametrize("sign", ["\n", "\x1b[2J", "\u2028", "\u202e", "\ud800", "\x00"])
def test_messages_hold_no_raw_signs(sign: str) -> None:
    fault = InputError(f"the key {sign!s}", code="E_SHAPE", help=f"rename {sign}")
    assert fault.message.isprintable()
    assert fault.help.isprintable()
    assert fault.message == "the key " + repr(sign)[1:-1] if len(sign) == 1 else "[2J" in fault.message
    assert printable("收入\u3000350\u00a0m") == "收入\u3000350\u00a0m"


_NESTED = b"a = " + b"[" * 20_000


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", _NESTED, b"[duizhao]\nmax_seconds = nan\n", b"[duizhao]\nmax_bytes = -1\n", b"duizhao = 5"]
)
def test_settings_that_are_none_are_named(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(data)
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path / "settings.toml")
    assert caught.value.code == "E_SETTINGS"


@pytest.mark.parametrize("pattern", [b"(?P<label>a{99999999999999})", b"(?P<label>" + b"(" * 5000, b"(?P<label>[)"])
def test_patterns_that_are_none_are_named(pattern: bytes, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(
        b'[[layout]]\nname = "x"\nlabels = [{ place = "line", pattern = \'' + pattern + b"' }]\n"
    )
    for data in ((tmp_path / "own.toml").read_bytes(), _NESTED):
        (tmp_path / "own.toml").write_bytes(data)
        with pytest.raises(UsageError) as caught:
            load_grammars(tmp_path / "own.toml")
        assert caught.value.code == "E_LAYOUT_FILE"
