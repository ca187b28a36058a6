"""Chinese messages: every text that is shown has one, no entry is left over, and what programs read stays."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from duizhao.errors import InputError, UsageError
from duizhao.errors.helps import wrapped
from duizhao.errors.languages import catalogue_of, choose_language, load_catalogue, padded, said, told, width
from support.shown import ROOT, SOURCES, every_template, shown

CATALOGUE = tomllib.loads((ROOT / "pipeline/duizhao/errors/zh.toml").read_text("utf-8"))
SHOWN, EVERY = shown(), every_template()
PLACE = re.compile(r"\{\d+\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
SAMPLES = ROOT / "corpus" / "samples"


@pytest.fixture(autouse=True)
def english():
    """Leave English behind: the language is one for the process."""
    yield
    choose_language(["--lang", "en"], {})


def chinese() -> None:
    choose_language(["--lang", "zh"], {})


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_MESSAGES", "LANG"}}
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "duizhao", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**kept, "COLUMNS": "80", **environment},
    )


def test_there_are_texts() -> None:
    assert len(SHOWN) > 400
    assert "{0} lies in the corpus" in SHOWN
    assert "Print nothing but errors." in SHOWN


def test_every_text_that_is_shown_has_its_chinese() -> None:
    assert {text: place for text, place in SHOWN.items() if text not in CATALOGUE["texts"]} == {}


def test_every_entry_is_a_text_of_the_source() -> None:
    assert [text for text in CATALOGUE["texts"] if text not in EVERY] == []


@pytest.mark.parametrize("part", ["texts", "typer"])
def test_places_are_those_of_the_english(part: str) -> None:
    for english_, other in CATALOGUE[part].items():
        assert sorted(PLACE.findall(english_)) == sorted(PLACE.findall(other)), english_


def test_chinese_is_chinese() -> None:
    """An entry that repeats its English is none."""
    for english_, other in CATALOGUE["texts"].items():
        assert HAN.search(other), english_


def test_codes_and_options_stay() -> None:
    kept = re.compile(r"\b[EVW]_[A-Z_]+\b|--[a-z-]+|\bduizhao(?: [a-z]+)?\b|\bmax_[a-z]+\b")
    for english_, other in CATALOGUE["texts"].items():
        names = {name for name in kept.findall(english_) if not re.fullmatch(r"duizhao.+", name)}
        assert names <= set(kept.findall(other)) | {"duizhao"}, english_


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "DUIZHAO_LANG": "en"}, "en"),
        (["--lang", "zh", "build"], {"DUIZHAO_LANG": "en"}, "zh"),
        (["--lang=zh_CN", "build"], {}, "zh"),
        (["build", "--lang", "zh"], {}, "en"),
        (["--lang"], {}, "en"),
    ],
)
def test_what_chooses(arguments: list[str], environment: dict[str, str], expected: str) -> None:
    assert choose_language(arguments, environment) == expected


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match=r"E_LANG: no language 'fr' \(there are en, zh\)"):
        choose_language(["--lang", "fr"], {})


def test_what_was_put_in_is_carried_over() -> None:
    held = catalogue_of({"{0} lies in {1}": "{1} 中有 {0}", "{0} lies in the corpus": "{0} 在语料库中", "a b": "甲"})
    assert held.say("x.txt lies in the corpus") == "x.txt 在语料库中"
    assert held.say("x.txt lies in out") == "out 中有 x.txt"
    assert held.say("a b lies in {1}") == "{1} 中有 甲"
    assert held.say("  a b ") == "  甲 "
    assert held.say("nothing known") == "nothing known"


def test_one_word_that_was_put_in_stays() -> None:
    held = catalogue_of({"{0} exists": "{0} 已存在", "all": "合计"})
    assert held.say("all") == "合计"
    assert held.say("all exists") == "all 已存在"


def test_errors_keep_their_code_and_details() -> None:
    fault = InputError("a.txt holds no text", code="E_EMPTY", help="remove it, or export it again", details=["x: 1"])
    assert told(fault) == str(fault)
    chinese()
    assert told(fault) == "E_EMPTY: a.txt 中没有文本（请移除，或重新导出）\n  x: 1"
    assert str(fault).startswith("E_EMPTY: a.txt holds no text (")


def test_no_template_swallows_another() -> None:
    """A text of the source is found as its own entry, not as a shorter one's."""
    held = load_catalogue("zh")
    for english_, other in CATALOGUE["texts"].items():
        filled = PLACE.sub(lambda place: f"<{place[0][1:-1]}>", english_)
        assert held.say(filled) == PLACE.sub(lambda place: f"<{place[0][1:-1]}>", other).strip(), english_


def test_the_catalogue_is_not_read_for_english() -> None:
    load_catalogue.cache_clear()
    assert said("Print nothing but errors.") == "Print nothing but errors."
    assert load_catalogue.cache_info().misses == 0
    chinese()
    assert said("Print nothing but errors.") == "只显示错误。"


def test_wide_characters_count_two() -> None:
    assert width("对照 a") == 6
    assert padded("话轮", 6) == "话轮  "
    assert wrapped("一二三四五六", 8) == ["一二三四", "五六"]
    assert wrapped("一二三四（五）。", 10) == ["一二三四", "（五）。"]
    assert wrapped("see tcp://host:1 这里", 10) == ["see", "tcp://host:1", "这里"]


def test_help_is_chinese_and_fits() -> None:
    done = run("--lang", "zh", "build", "--help")
    assert done.returncode == 0, done.stderr
    assert "用法：" in done.stdout
    assert "选项：" in done.stdout
    assert "Print" not in done.stdout
    assert max(map(width, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "said_"),
    [
        (["buidl"], "没有命令 'buidl'。您是想用 'build' 吗？"),
        (["show"], "缺少参数 'OUT'。"),
        (["build", "x", "--out"], "须带一个值"),
        (["build", "no-such-file", "--out", "no-such-corpus"], "E_NO_SUCH_PATH: no-such-file 不存在"),
    ],
)
def test_wrong_calls_are_told_and_are_2(arguments: list[str], said_: str) -> None:
    done = run(*arguments, LANG="zh_CN.UTF-8")
    assert done.returncode == 2
    assert said_ in done.stderr
    assert done.stdout == ""


def test_a_build_speaks_chinese_and_writes_the_same(tmp_path: Path) -> None:
    call = SAMPLES / "english_only.txt"
    told_ = {lang: run("--lang", lang, "build", call, "--out", tmp_path / lang, "--jobs", 0) for lang in ("en", "zh")}
    assert [one.returncode for one in told_.values()] == [0, 0]
    assert "transcripts       1" in told_["en"].stdout
    assert "转录稿            1" in told_["zh"].stdout
    held = [
        {
            path.relative_to(tmp_path / lang): path.read_bytes()
            for path in (tmp_path / lang).rglob("*")
            if path.is_file()
        }
        for lang in ("en", "zh")
    ]
    assert held[0] == held[1]
    shown_ = run("--lang", "zh", "show", tmp_path / "zh", "english_only", "--limit", 1).stdout
    assert "置信度" in shown_


def test_json_is_the_same_in_every_language() -> None:
    found = [run("--lang", lang, "inspect", SAMPLES / "english_only.txt", "--json").stdout for lang in ("en", "zh")]
    assert found[0] == found[1]
    assert json.loads(found[0])["layout"]
    assert "读取为" in run("--lang", "zh", "inspect", SAMPLES / "english_only.txt").stdout


def test_sources_are_read() -> None:
    assert ROOT / "pipeline" / "duizhao" / "cli.py" in SOURCES
