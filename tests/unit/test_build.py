"""What a build leaves on the disk: the same bytes from the same inputs, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import duizhao
from duizhao.batch import Event, planning, work
from duizhao.config import Settings
from duizhao.corpus.rows import transcript_rows
from duizhao.corpus.schema import SCHEMA_VERSION, TABLES, arrow_schema
from duizhao.errors import UsageError
from duizhao.signature import sign
from unit.calls import LABELLED, TRANSLATED, UNLABELLED, transcript

CALLS = {"labelled.txt": LABELLED, "translated.txt": TRANSLATED, "deep/flat.txt": UNLABELLED}


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    for name, text in CALLS.items():
        path = tmp_path / "calls" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "calls"


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".build" not in path.parts
    }


def rejected(out: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (out / "rejected.jsonl").read_text("utf-8").splitlines()]


def test_a_corpus_is_complete(calls: Path, tmp_path: Path) -> None:
    report = duizhao.build([calls], tmp_path / "out")
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {
        *TABLES,
        "corpus.json",
        "README.md",
        "corrections.jsonl",
        "inputs.jsonl",
        "rejected.jsonl",
    }
    info = json.loads((out / "corpus.json").read_text("utf-8"))
    assert info["schema_version"] == SCHEMA_VERSION
    assert info["signature"] == str(sign(Settings(), version=duizhao.__version__, files={}))
    for name in TABLES:
        table = pq.read_table(out / name)
        assert table.schema.equals(arrow_schema(name))
        assert table.num_rows == report.counts[name] == info["counts"][name]
    assert report.counts["transcripts"] == len(CALLS)
    assert report.rejected == ()
    assert sorted(pq.read_table(out / "transcripts")["source"].to_pylist()) == sorted(CALLS)


def test_the_dictionary_names_every_column(calls: Path, tmp_path: Path) -> None:
    duizhao.build([calls], tmp_path / "out")
    text = (tmp_path / "out" / "README.md").read_text("utf-8")
    for name, columns in TABLES.items():
        assert f"### `{name}`" in text
        for column in columns:
            assert f"| `{column.name}` |" in text


def test_two_builds_are_byte_identical(calls: Path, tmp_path: Path) -> None:
    for out in ("one", "two"):
        duizhao.build([calls], tmp_path / out)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_builds_do_not_depend_on_the_hash_seed(calls: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        code = f"import duizhao; duizhao.build([{str(calls)!r}], {str(tmp_path / seed)!r})"
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert digests(tmp_path / "1") == digests(tmp_path / "2")


def test_the_order_of_inputs_is_irrelevant(calls: Path, tmp_path: Path) -> None:
    paths = [calls / name for name in CALLS]
    duizhao.build(paths, tmp_path / "one")
    duizhao.build(paths[::-1], tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_no_table_says_where_or_when_it_was_built(calls: Path, tmp_path: Path) -> None:
    duizhao.build([calls], tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes(), path


def test_a_taken_folder_is_left_alone(calls: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError) as caught:
        duizhao.build([calls], taken)
    assert caught.value.code == "E_OUT_TAKEN"
    assert {path.name: path.read_text() for path in taken.iterdir()} == {"thesis.txt": "years of work"}
    assert {path.name for path in tmp_path.iterdir()} == {"calls", "taken"}


def test_a_taken_file_is_left_alone(calls: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("years of work")
    with pytest.raises(UsageError) as caught:
        duizhao.build([calls], tmp_path / "taken")
    assert caught.value.code == "E_OUT_TAKEN"
    assert (tmp_path / "taken").read_text() == "years of work"


def test_an_empty_folder_and_an_old_corpus_are_replaced(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert duizhao.build([calls], out).counts["transcripts"] == len(CALLS)
    assert duizhao.build([calls / "labelled.txt"], out).counts["transcripts"] == 1
    assert len(duizhao.open(out).transcripts) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"calls", "out"}


def test_rejected_inputs_are_named_with_what_would_help(calls: Path, tmp_path: Path) -> None:
    (calls / "empty.txt").write_text("")
    (calls / "odd.bin").write_bytes(b"\x00\x01")
    (calls / "paper.txt").write_bytes(b"%PDF-1.7")
    report = duizhao.build([calls], tmp_path / "out")
    rows = rejected(tmp_path / "out")
    assert [(row["source"], row["code"]) for row in rows] == [
        ("empty.txt", "E_EMPTY"),
        ("odd.bin", "E_FORMAT"),
        ("paper.txt", "E_BINARY"),
    ]
    assert all(set(row) == {"source", "code", "message", "help"} and row["help"] for row in rows)
    assert [one.source for one in report.rejected] == [row["source"] for row in rows]
    assert report.counts["rejected"] == 3
    assert report.counts["transcripts"] == len(CALLS)


def test_the_same_bytes_count_once(calls: Path, tmp_path: Path) -> None:
    (calls / "again.txt").write_text(LABELLED, "utf-8")
    report = duizhao.build([calls], tmp_path / "out")
    (row,) = rejected(tmp_path / "out")
    assert row["code"] == "E_DUPLICATE"
    assert {"again.txt", "labelled.txt"} <= set(row["message"].split())
    assert report.counts["transcripts"] == len(CALLS)


def test_nothing_to_build_is_an_empty_corpus(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    report = duizhao.build([tmp_path / "calls"], tmp_path / "out")
    assert set(report.counts.values()) == {0}
    assert len(duizhao.open(tmp_path / "out").segments) == 0


def test_a_defect_in_one_document_leaves_the_others(calls: Path, tmp_path: Path, monkeypatch) -> None:
    whole = work.process

    def process(source, **settings):
        if source.name == "labelled.txt":
            raise ZeroDivisionError("odd")
        return whole(source, **settings)

    monkeypatch.setattr(work, "process", process)
    report = duizhao.build([calls], tmp_path / "out")
    (row,) = rejected(tmp_path / "out")
    assert (row["source"], row["code"]) == ("labelled.txt", "E_INTERNAL")
    assert "ZeroDivisionError: odd" in row["message"]
    assert report.counts["transcripts"] == len(CALLS) - 1


@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit, MemoryError])
def test_a_build_that_is_stopped_leaves_the_old_corpus(calls: Path, tmp_path: Path, fault) -> None:
    out = tmp_path / "out"
    duizhao.build([calls / "labelled.txt"], out)
    before = digests(out)
    done: list[str] = []

    def stop(event: Event) -> None:
        if event.kind == "work":
            done.append(event.source)
        if len(done) == 2:
            raise fault

    with pytest.raises(fault):
        duizhao.build([calls], out, listener=stop)
    assert len(done) == 2
    assert digests(out) == before
    assert {path.name for path in tmp_path.iterdir()} == {"calls", "out"}


KILLED = """
import os, signal, sys
import duizhao

def kill(event):
    if event.kind == "work" and event.done == 2:
        os.kill(os.getpid(), signal.SIGKILL)

duizhao.build([sys.argv[1]], sys.argv[2], listener=kill)
"""


def test_a_killed_build_leaves_the_old_corpus(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    duizhao.build([calls / "labelled.txt"], out)
    before = digests(out)
    done = subprocess.run([sys.executable, "-c", KILLED, str(calls), str(out)], check=False, capture_output=True)
    assert done.returncode < 0
    assert digests(out) == before
    assert duizhao.build([calls], out).counts["transcripts"] == len(CALLS)


def test_the_next_build_clears_up_after_a_killed_one(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    subprocess.run([sys.executable, "-c", KILLED, str(calls), str(out)], check=False, capture_output=True)
    duizhao.build([calls], out)
    assert {path.name for path in tmp_path.iterdir()} == {"calls", "out"}


def test_parts_hold_the_same_rows_as_one(calls: Path, tmp_path: Path, monkeypatch) -> None:
    duizhao.build([calls], tmp_path / "one")
    monkeypatch.setattr(planning, "PART_ROWS", 1)
    duizhao.build([calls], tmp_path / "many")
    for name in TABLES:
        assert len(list((tmp_path / "many" / name).iterdir())) == len(CALLS)
        assert pq.read_table(tmp_path / "many" / name).equals(pq.read_table(tmp_path / "one" / name))


def test_the_listener_is_told_of_every_document_and_of_the_end(calls: Path, tmp_path: Path) -> None:
    told: list[Event] = []
    (calls / "empty.txt").write_text("")
    duizhao.build([calls], tmp_path / "out", listener=told.append)
    looked = [event for event in told if event.kind == "look"]
    worked = [event for event in told if event.kind == "work"]
    assert [(event.done, event.total, event.source) for event in looked] == [
        (number, 4, name) for number, name in enumerate(sorted([*CALLS, "empty.txt"]), 1)
    ]
    assert [event.source for event in worked] == sorted([*CALLS, "empty.txt"])
    assert [event.facts.get("code") for event in worked] == [None, "E_EMPTY", None, None]
    assert [event.kind for event in told[:1] + told[-2:]] == ["start", "write", "end"]


def test_another_folder_for_the_corpus_is_made(calls: Path, tmp_path: Path) -> None:
    duizhao.build([calls], tmp_path / "a" / "b" / "out")
    assert duizhao.open(tmp_path / "a" / "b" / "out")


@pytest.mark.parametrize("text", list(CALLS.values()), ids=list(CALLS))
def test_rows_point_at_each_other(text: str) -> None:
    rows = transcript_rows(transcript(text))
    for name, key in (
        ("segments", "segment_id"),
        ("turns", "turn_id"),
        ("speakers", "speaker_id"),
        ("alignments", "alignment_id"),
    ):
        keys = [row[key] for row in rows[name]]
        assert max(Counter(keys).values(), default=1) == 1
        assert keys == sorted(keys)
    segments = {row["segment_id"]: row for row in rows["segments"]}
    turns = {row["turn_id"] for row in rows["turns"]}
    speakers = {row["speaker_id"]: row for row in rows["speakers"]}
    for row in rows["segments"]:
        assert (row["turn_id"] in turns) is (row["kind"] == "speech")
        assert row["end"] - row["start"] == len(row["text"])
    for row in rows["turns"]:
        assert speakers[row["speaker_id"]]["role"] == row["role"]
    for name in ("alignments", "discrepancies"):
        for row in rows[name]:
            assert {*row["source_segments"], *row["target_segments"]} <= segments.keys()
    for row in rows["quantities"]:
        held = segments[row["segment_id"]]
        assert held["text"][row["start"] - held["start"] : row["end"] - held["start"]] == row["text"]
    alignments = {row["alignment_id"] for row in rows["alignments"]}
    transcripts = {row["transcript_id"] for row in rows["transcripts"]}
    places = {"passage": alignments, "turn": turns, "speaker": speakers, "transcript": transcripts}
    for row in rows["measures"]:
        assert row["scope_id"] in places[row["scope"]]
