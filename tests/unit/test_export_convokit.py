"""The ConvoKit export: five files, one chain for each call, nothing lost without a note."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import duizhao
from duizhao.exports import Exported
from support.tiny_corpus import Tables, tiny_tables, write_corpus

Rows = list[dict[str, Any]]


def exported(tmp_path: Path, change: Callable[[Tables], object] = lambda _: None, **words: Any) -> Exported:
    tables = tiny_tables()
    change(tables)
    corpus = duizhao.open(write_corpus(tmp_path / "corpus", tables)).where(**words)
    return duizhao.export(corpus, "convokit", tmp_path / "out", force=True)


def utterances(done: Exported) -> Rows:
    return [json.loads(line) for line in (done.place / "utterances.jsonl").read_text("ascii").splitlines()]


def held(done: Exported, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((done.place / f"{name}.json").read_text("ascii"))
    return found


def test_a_call_is_one_chain(tmp_path: Path) -> None:
    rows = utterances(exported(tmp_path))
    assert [row["id"] for row in rows] == ["t1", "t2", "t3", "t4", "t5", "t6"]
    assert [row["reply-to"] for row in rows] == [None, "t1", "t2", "t3", "t4", "t5"]
    assert {row["conversation_id"] for row in rows} == {"t1"}
    assert {(*row,) for row in rows} == {
        ("id", "conversation_id", "text", "speaker", "reply-to", "timestamp", "meta", "vectors")
    }


def test_a_translation_that_stands_under_the_words_is_not_among_them(tmp_path: Path) -> None:
    first, original, *_ = utterances(exported(tmp_path))
    assert first["text"] == "Welcome to the call. Please go ahead."
    assert first["meta"]["translation"] == "欢迎参加电话会议。请开始。"
    assert first["meta"]["langs"] == ["en"]
    assert original["meta"]["langs"] == ["zh"]


def test_sides_know_each_other(tmp_path: Path) -> None:
    def passage(tables: Tables) -> None:
        tables["alignments"].append(
            {
                "transcript_id": tables["turns"][0]["transcript_id"],
                "alignment_id": "a10",
                "relation": "repetition",
                "level": "passage",
                "source_segments": ["g0301", "g0302"],
                "target_segments": ["g1001", "g1002"],
                "score": 1.0,
            }
        )

    aside = [row["meta"] for row in utterances(exported(tmp_path, passage))]
    assert [row["rendition_of"] for row in aside] == [[], [], ["t2"], [], [], []]
    assert [row["repetition_of"] for row in aside] == [[], [], [], [], [], ["t1"]]
    # Its translation stands in the same turn.
    assert [row["translation_of"] for row in aside] == [[]] * 6
    assert [row["discrepancies"] for row in aside[:3]] == [[], ["omission", "quantity"], ["addition", "quantity"]]


def test_who_nobody_could_be_told_is_a_speaker_too(tmp_path: Path) -> None:
    done = exported(tmp_path)
    speakers = held(done, "speakers")
    unknown = f"{duizhao.open(tmp_path / 'corpus').call('lanyue').transcript_id}-unknown"
    assert [*speakers] == ["s1", "s2", unknown]
    assert {row["speaker"] for row in utterances(done)} == {*speakers}
    assert speakers["s2"]["meta"]["name_zh"] == "邱明哲"
    assert done.counts == {"turns": 6, "speakers": 3, "calls": 1}


def test_a_conversation_holds_its_transcript(tmp_path: Path) -> None:
    done = exported(tmp_path)
    (conversation,) = held(done, "conversations").values()
    assert conversation["meta"] == duizhao.open(tmp_path / "corpus").transcripts.rows()[0]
    assert [*held(done, "conversations")] == ["t1"]


def test_the_index_names_the_types_of_all_that_is_in_meta(tmp_path: Path) -> None:
    done = exported(tmp_path)
    index = held(done, "index")
    assert {*index} == {f"{one}-index" for one in ("utterances", "speakers", "conversations", "overall")} | {
        "version",
        "vectors",
    }
    assert index["utterances-index"]["question_id"] == []
    assert index["utterances-index"]["pass"] == ["<class 'int'>"]
    assert index["speakers-index"]["title"] == []
    assert index["conversations-index"]["languages"] == ["<class 'list'>"]
    assert {*index["utterances-index"]} == {*utterances(done)[0]["meta"]}


def test_what_is_not_in_it_is_told(tmp_path: Path) -> None:
    def silent(tables: Tables) -> None:
        person = tables["speakers"][1]
        tables["speakers"].append(person | {"speaker_id": "s3", "name": "Ottilie Brandvold"})

    done = exported(tmp_path, silent)
    assert done.notes[0].startswith("1 speakers say nothing")
    assert done.notes[1].startswith("0 quantities, 3 discrepancies, 0 measures are not in it")


def test_calls_where_nobody_speaks_are_left_out(tmp_path: Path) -> None:
    def silent(tables: Tables) -> None:
        tables["transcripts"].append(tables["transcripts"][0] | {"transcript_id": "quiet", "source": "quiet.txt"})

    done = exported(tmp_path, silent)
    assert done.counts["calls"] == 1
    assert done.notes[0] == "1 calls are left out: nobody speaks in them"
    empty = exported(tmp_path, period="1999Q1")
    assert empty.counts == {"turns": 0, "speakers": 0, "calls": 0}
    assert held(empty, "speakers") == held(empty, "conversations") == {}


@pytest.mark.parametrize(("timed", "stamps"), [(6, [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]), (5, [None] * 6)])
def test_all_turns_have_a_time_or_none(tmp_path: Path, timed: int, stamps: list[float | None]) -> None:
    def times(tables: Tables) -> None:
        turns = [row["turn_id"] for row in tables["turns"]]
        for row in tables["segments"]:
            if row["turn_id"] in turns[:timed]:
                row["begin"] = turns.index(row["turn_id"]) + 0.5
                row["finish"] = row["begin"] + 1

    done = exported(tmp_path, times)
    assert [row["timestamp"] for row in utterances(done)] == stamps
    assert utterances(done)[0]["meta"]["finish"] == 1.5
    assert any("turns without a time" in note for note in done.notes) is (timed < 6)


def test_a_part_of_the_talk_is_a_chain_too(tmp_path: Path) -> None:
    rows = utterances(exported(tmp_path, voice="interpreter"))
    assert [(row["id"], row["reply-to"], row["conversation_id"]) for row in rows] == [("t3", None, "t3")]
    assert rows[0]["meta"]["rendition_of"] == ["t2"]


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in exported(tmp_path).place.iterdir()}

    assert files() == files()
    assert not any(str(tmp_path).encode() in data for data in files().values())
