"""The Label Studio export: tasks that name their rows, whole texts to judge, interfaces that ask for known words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import duizhao
from duizhao.corrections import digest_of
from duizhao.corrections.patch import FIELDS, Kind
from duizhao.exports import Exported
from support.tiny_corpus import Tables, tiny_tables, write_corpus

KINDS = {"turns": Kind.TURN, "pairs": Kind.PAIR, "discrepancies": Kind.DISCREPANCY}
#: Keys of a task itself, which the interface puts in the place of data of that name.
TAKEN = {"source", "id", "data", "predictions", "annotations", "drafts", "meta"}


def exported(tmp_path: Path, change: Callable[[Tables], object] = lambda _: None, **words: Any) -> Exported:
    tables = tiny_tables()
    change(tables)
    corpus = duizhao.open(write_corpus(tmp_path / "corpus", tables)).where(**words)
    return duizhao.export(corpus, "labelstudio", tmp_path / "out", force=True)


def tasks(done: Exported, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((done.place / f"{name}.json").read_text("utf-8"))
    return found


def data(done: Exported, name: str) -> dict[str, dict[str, Any]]:
    return {task["data"]["row_id"]: task["data"] for task in tasks(done, name)}


def test_every_row_to_judge_is_a_task(tmp_path: Path) -> None:
    done = exported(tmp_path)
    assert [*data(done, "turns")] == ["t1", "t2", "t3", "t4", "t5", "t6"]
    assert [*data(done, "pairs")] == ["a1", "a4"]
    assert [*data(done, "discrepancies")] == ["d1", "d2", "d3"]
    assert done.counts == {"turns": 6, "pairs": 2, "discrepancies": 3}
    assert done.files == 6


def test_pairs_of_two_passes_are_told(tmp_path: Path) -> None:
    def passage(tables: Tables) -> None:
        tables["alignments"][-1]["level"] = "passage"

    done = exported(tmp_path, passage)
    assert [*data(done, "pairs")] == ["a1", "a4"]
    assert done.notes == ("1 pairs of two passes are left out: they are no renditions to judge",)


@pytest.mark.parametrize("name", KINDS)
def test_the_interface_shows_and_asks_what_the_tasks_hold(tmp_path: Path, name: str) -> None:
    done = exported(tmp_path)
    tree = ET.fromstring((done.place / f"{name}.xml").read_text("utf-8"))  # noqa: S314 - made here
    shown = {tag.get("name"): tag for tag in tree.iter() if tag.tag in {"Text", "Paragraphs"}}
    asked = {tag.get("name"): tag for tag in tree.iter() if tag.tag in {"Choices", "TextArea"}}
    fields = {key: one for key, one in FIELDS[KINDS[name]].items() if not one.many}
    assert {*asked} == {*fields, "note"}
    for key, one in fields.items():
        assert tuple(choice.get("value") for choice in asked[key]) == one.words
    assert {tag.get("toName") for tag in asked.values()} <= {*shown}
    for task in tasks(done, name):
        assert not TAKEN & {*task["data"]}
        for tag in tree.iter():
            if (value := tag.get("value") or "").startswith("$"):
                assert isinstance(task["data"][value[1:]], list if tag.tag == "Paragraphs" else str)
        for result in task["predictions"][0]["result"]:
            (answer,) = result["value"]["choices" if result["type"] == "choices" else "text"]
            assert asked[result["from_name"]].get("toName") == result["to_name"]
            assert result["from_name"] == "speaker" or answer in fields[result["from_name"]].words
            assert task["data"]["was"][result["from_name"]] == answer


def test_what_the_corpus_says_stands_in_data_and_prediction(tmp_path: Path) -> None:
    done = exported(tmp_path)
    turns = tasks(done, "turns")
    assert turns[1]["data"]["was"] == {"role": "ceo", "voice": "self", "speaker": "Qiu Mingzhe"}
    assert turns[1]["predictions"][0]["score"] == 0.93
    # Nobody could be told: nothing is proposed.
    assert turns[4]["data"]["was"]["speaker"] is None
    assert [one["from_name"] for one in turns[4]["predictions"][0]["result"]] == ["role", "voice"]
    assert data(done, "pairs")["a4"]["was"] == {"fits": "yes", "rendition": None}
    assert data(done, "discrepancies")["d2"]["was"] == {"judgement": None, "type": "omission"}


def test_a_turn_stands_among_its_neighbours(tmp_path: Path) -> None:
    context = {key: one["context"] for key, one in data(exported(tmp_path), "turns").items()}
    assert [len(context[f"t{number}"]) for number in range(1, 7)] == [2, 3, 4, 4, 4, 3]
    assert [line["speaker"] for line in context["t1"]] == [
        "▶ Operator (operator, self)",
        "Qiu Mingzhe (ceo, self)",
    ]


def test_the_passage_is_shown_where_a_side_is_missing(tmp_path: Path) -> None:
    omission = data(exported(tmp_path), "discrepancies")["d2"]
    assert (omission["source_text"], omission["target_text"]) == ("我们对下半年有信心。", "")
    assert omission["target_passage"] == "Revenue was RMB27.3 billion, up 12%. Thank you. Next slide, please."


def test_digests_are_of_the_whole_texts_whatever_was_chosen(tmp_path: Path) -> None:
    every = exported(tmp_path)
    first = data(every, "turns")["t1"]["digest"]
    assert first == digest_of(["Welcome to the call.", "Please go ahead.", "欢迎参加电话会议。", "请开始。"])
    pairs = data(every, "pairs")
    assert pairs["a1"]["digest"] == digest_of(
        ["Welcome to the call. ", "Please go ahead."],
        ["欢迎参加电话会议。", "请开始。"],
        ["translation", "passage", "g0301", "g0302", "|", "g0401", "g0402"],
    )
    part = exported(tmp_path, language="zh")
    assert [*data(part, "turns")] == ["t1", "t2"]
    assert data(part, "turns")["t1"]["digest"] == first
    assert data(part, "turns")["t1"]["text"] == "Welcome to the call. Please go ahead."
    # A side that was not chosen is there to compare with.
    assert data(part, "pairs") == pairs
    assert [*data(part, "discrepancies")] == ["d2"]
    assert data(part, "discrepancies")["d2"] == data(every, "discrepancies")["d2"] | data(part, "discrepancies")["d2"]


def test_a_project_without_tasks_is_told(tmp_path: Path) -> None:
    done = exported(tmp_path, lambda tables: tables["discrepancies"].clear())
    assert done.notes == ("discrepancies.json holds no task: Label Studio imports no empty file",)
    assert tasks(done, "discrepancies") == []


def test_texts_are_data_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    hostile = '</Text> "]]> & =1+1 \u202e\u2028 $label {{7*7}}'

    def change(tables: Tables) -> None:
        tables["speakers"][1]["name"] = tables["segments"][7]["clean"] = hostile

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in exported(tmp_path, change).place.iterdir()}

    assert files() == files()
    before = {name: held for name, held in files().items() if name.endswith(".xml")}
    plain = exported(tmp_path)
    assert before == {path.name: path.read_bytes() for path in plain.place.glob("*.xml")}
    done = exported(tmp_path, change)
    assert data(done, "turns")["t2"]["was"]["speaker"] == hostile
    assert hostile in data(done, "turns")["t2"]["text"]
