"""TMX: which pairs become units, in which grain, and what is said of those that do not."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import duizhao
from duizhao.exports.bilingual import chinese_tag
from support.tiny_corpus import Tables, tiny_tables, write_corpus

XML = "{http://www.w3.org/XML/1998/namespace}"


def exported(folder: Path, tables: Tables, **choice: Any) -> tuple[list[ET.Element], tuple[str, ...], int]:
    corpus = duizhao.open(write_corpus(folder / "corpus", tables)).where(**choice)
    done = duizhao.export(corpus, "tmx", folder / "out.tmx")
    root = ET.parse(folder / "out.tmx").getroot()  # noqa: S314 - written here
    return root.findall("body/tu"), done.notes, done.counts["pairs"]


def sides(unit: ET.Element) -> list[tuple[str | None, str | None]]:
    return [(one.get(f"{XML}lang"), one.findtext("seg")) for one in unit.findall("tuv")]


def test_sentences_of_two_languages_become_units_and_the_rest_is_counted(tmp_path: Path) -> None:
    units, notes, number = exported(tmp_path, tiny_tables())
    assert [unit.get("tuid") for unit in units] == ["a2", "a3", "a5", "a7"]
    assert number == 4
    assert sides(units[2]) == [
        ("zh", "二季度收入27.3亿元，同比增长12%。"),
        ("en", "Revenue was RMB27.3 billion, up 12%."),
    ]
    assert [note.split(" ", 1)[0] for note in notes] == ["2", "1"]
    assert "omissions, additions" in notes[0]
    assert "repetitions" in notes[1]


def test_what_is_known_of_a_pair_stands_before_its_sides(tmp_path: Path) -> None:
    tables = tiny_tables()
    for row in tables["segments"]:
        row["speaker_id"] = "s2" if row["turn_id"] in {"t2", "t3"} else None
    units, _, _ = exported(tmp_path, tables)
    assert [one.tag for one in units[2]] == ["note", *["prop"] * 10, "tuv", "tuv"]
    assert {one.get("type"): one.text for one in units[2].findall("prop")} == {
        "x-company": "Lanyue Instruments",
        "x-source": "calls/lanyue.txt",
        "x-transcript_id": "t5f0c1a2b3d4e",
        "x-speaker": "Qiu Mingzhe",
        "x-role": "ceo",
        "x-relation": "interpretation",
        "x-delivery": "interpretation",
        "x-rendition": "close",
        "x-score": "0.9",
        "x-discrepancies": "quantity",
    }
    assert units[2].findtext("note") == "quantity: 27.3亿元 is 2.73 billion, not 27.3."
    assert units[2].get("srclang") == "zh"


def test_a_passage_without_sentences_is_a_unit_itself(tmp_path: Path) -> None:
    tables = tiny_tables()
    tables["alignments"] = [row for row in tables["alignments"] if row["alignment_id"] in {"a1", "a2", "a3", "a4"}]
    units, _, _ = exported(tmp_path, tables)
    assert [(unit.get("tuid"), unit.get("segtype")) for unit in units] == [
        ("a2", "sentence"),
        ("a3", "sentence"),
        ("a4", "paragraph"),
    ]


def test_an_original_in_the_rendition_s_language_is_left_out(tmp_path: Path) -> None:
    tables = tiny_tables()
    for row in tables["segments"]:
        if row["turn_id"] == "t2":
            row["lang"], row["text"], row["clean"] = "en", "Second quarter income 2.73 billion.", "Second quarter."
    units, notes, _ = exported(tmp_path, tables)
    assert [unit.get("tuid") for unit in units] == ["a2", "a3"]
    assert any(note.startswith("2 pairs whose sides are not one in English") for note in notes)


def test_a_chosen_voice_keeps_both_sides_of_its_pairs(tmp_path: Path) -> None:
    units, _, _ = exported(tmp_path, tiny_tables(), voice="interpreter")
    assert [unit.get("tuid") for unit in units] == ["a5", "a7"]
    assert all(len(sides(unit)) == 2 for unit in units)


def test_what_xml_cannot_hold_is_shown_and_counted(tmp_path: Path) -> None:
    tables = tiny_tables()
    text = "a</seg>&amp;\x00\x0b\ufffe]]>\r\u202e\U0001f600"
    for row in tables["segments"]:
        if row["segment_id"] == "g0301":
            row["text"] = row["clean"] = text
    tables["transcripts"][0]["company"] = '"<&>\x1f'
    units, notes, _ = exported(tmp_path, tables)
    assert sides(units[0])[0][1] == "a</seg>&amp;\u2400\u240b\ufffd]]>\r\u202e\U0001f600"
    assert units[0].findtext("prop[@type='x-company']") == '"<&>\u241f'
    # Three in the text, one in the company of each of the four.
    assert notes[-1].startswith("7 control characters")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("我们第二季度的收入增长了百分之十二，请大家看一下这张图。" * 3, "zh-Hans"),
        ("我們第二季度的收入增長了百分之十二，請大家看一下這張圖。" * 3, "zh-Hant"),
        ("我们第二季度的收入增长了百分之十二，" * 3 + "我們增長了。", "zh"),
        ("我们很好。", "zh"),
        ("", "zh"),
    ],
)
def test_the_script_is_named_where_the_characters_tell(tmp_path: Path, text: str, tag: str) -> None:
    tables = tiny_tables()
    for row in tables["segments"]:
        row["lang"], row["clean"] = ("zh", text) if row["segment_id"] == "g0601" else ("en", "x")
    (call,) = duizhao.open(write_corpus(tmp_path / "corpus", tables))
    assert chinese_tag(call.segments) == tag


def test_several_scripts_are_told(tmp_path: Path) -> None:
    tables = tiny_tables()
    second = tiny_tables("u5f0c1a2b3d4e", "calls/second.txt")
    texts = {
        "calls/lanyue.txt": "我们的收入增长了，请看这张图，谢谢大家。",
        "calls/second.txt": "我們的收入增長了，請看這張圖，謝謝大家。",
    }
    for some in (tables, second):
        for row in some["segments"]:
            if row["lang"] == "zh":
                row["text"] = row["clean"] = texts[some["transcripts"][0]["source"]]
    both = {name: rows + second[name] for name, rows in tables.items()}
    units, notes, _ = exported(tmp_path, both)
    assert "Chinese is in several scripts: zh-Hans in 4 pairs, zh-Hant in 4 pairs" in notes[-1]
    assert {lang for unit in units for lang, _ in sides(unit)} == {"en", "zh-Hans", "zh-Hant"}
