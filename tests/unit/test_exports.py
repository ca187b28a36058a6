"""Exports: their place, their registry, and what tabular formats write."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import duizhao
from duizhao.cells import guarded
from duizhao.corpus.reader import Corpus
from duizhao.corpus.schema import TABLES
from duizhao.errors import UsageError
from duizhao.exports import FORMATS, format_named
from duizhao.exports.tables import ALL
from support.tiny_corpus import tiny_tables, write_corpus

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
HOSTILE = [
    "=SUM(A1)",
    "+1",
    "-5%",
    "@x",
    "\tx",
    "＝1",
    'say "x", y',
    "<b>&amp;</b>]]>",
    "a\u2028b\u2029c\x85d",
    "'; drop table turns; --",
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    out = tmp_path_factory.mktemp("exports") / "out"
    duizhao.build([SAMPLES], out)
    return duizhao.open(out)


@pytest.fixture
def hostile(tmp_path: Path) -> Corpus:
    tables = tiny_tables()
    for row, text in zip(tables["segments"], HOSTILE, strict=False):
        row["text"] = row["clean"] = text
    for row, name in zip(tables["speakers"], HOSTILE, strict=False):
        row["name"] = name
        row["aliases"] = [name, "x"]
    return duizhao.open(write_corpus(tmp_path / "hostile", tables))


def files(folder: Path) -> dict[str, str]:
    paths = [folder] if folder.is_file() else [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


#: Formats that need something of the corpus that these do not have are tried where they are tested.
EVERYWHERE = sorted(FORMATS.keys() - {"elan", "textgrid"})


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_export_is_the_same_each_time(corpus: Corpus, tmp_path: Path, name: str) -> None:
    suffix = FORMATS[name].suffix
    first, second = (tmp_path / f"{number}{suffix}" for number in range(2))
    done = duizhao.export(corpus, name, first)
    duizhao.export(corpus.place, name, second)
    assert files(first) == files(second)
    assert len(files(first)) == done.files
    assert {path.name for path in tmp_path.iterdir()} == {first.name, second.name}
    assert all(number for table, number in done.counts.items() if table != "corrections")


@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_corpus_without_calls_can_be_exported(tmp_path: Path, name: str) -> None:
    empty = duizhao.open(write_corpus(tmp_path / "empty", {name: [] for name in TABLES}))
    done = duizhao.export(empty, name, tmp_path / f"out{FORMATS[name].suffix}")
    assert not any(done.counts.values())


@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_choice_holds_for_exports(corpus: Corpus, tmp_path: Path, name: str) -> None:
    chosen = corpus.where(role="cfo", transcript="interpreted_planted_errors")
    done = duizhao.export(chosen, name, tmp_path / f"out{FORMATS[name].suffix}")
    whole = duizhao.export(corpus, name, tmp_path / f"all{FORMATS[name].suffix}")
    assert done.counts.keys() == whole.counts.keys()
    assert all(done.counts[what] < number or not number for what, number in whole.counts.items())


def test_formats_are_named_and_described() -> None:
    for name, one in FORMATS.items():
        assert one.name == name
        assert one.summary
        assert one.suffix in {"", ".db", ".tmx"}
    with pytest.raises(UsageError, match=r"no format 'json'.*did you mean jsonl"):
        format_named("json")
    with pytest.raises(UsageError, match=r"no format 'zzz' \(there are jsonl"):
        format_named("zzz")


def test_json_lines_are_the_tables(corpus: Corpus, tmp_path: Path) -> None:
    done = duizhao.export(corpus, "jsonl", tmp_path / "out")
    for name in TABLES:
        lines = (tmp_path / "out" / f"{name}.jsonl").read_text("utf-8").split("\n")[:-1]
        assert [json.loads(line) for line in lines] == corpus.rows(name)
        assert done.counts[name] == len(lines)


def test_utterances_and_pairs_have_their_joins_behind_them(corpus: Corpus, tmp_path: Path) -> None:
    duizhao.export(corpus, "jsonl", tmp_path / "out")
    said, pairs = (
        [json.loads(line) for line in (tmp_path / "out" / f"{name}.jsonl").read_text("utf-8").split("\n")[:-1]]
        for name in ("utterances", "pairs")
    )
    turns = {turn.turn_id: turn for call in corpus for turn in call.turns}
    assert [row["turn_id"] for row in said] == [*turns]
    assert all(row["clean"] == turns[row["turn_id"]].clean for row in said)
    translated = [row for row in said if row["translation"]]
    assert any("早安" in row["translation"] for row in translated)
    assert {row["alignment_id"] for row in pairs} == {row["alignment_id"] for row in corpus.alignments.rows()}
    planted = next(row for row in pairs if row["source"].startswith("interpreted") and "scale" in row["discrepancies"])
    assert (planted["source_lang"], planted["target_lang"]) == ("zh", "en")
    assert "6.3亿元" in planted["source_text"]
    assert planted["speaker"] == "Zhong Boyang"


def test_a_line_of_json_is_one_line_to_every_reader(hostile: Corpus, tmp_path: Path) -> None:
    duizhao.export(hostile, "jsonl", tmp_path / "out")
    text = (tmp_path / "out" / "segments.jsonl").read_text("utf-8")
    assert [json.loads(line)["text"] for line in text.splitlines()][: len(HOSTILE)] == HOSTILE


def test_cells_are_guarded_unless_raw(hostile: Corpus, tmp_path: Path) -> None:
    for raw in (False, True):
        folder = tmp_path / f"raw{raw}"
        duizhao.export(hostile, "csv", folder, raw=raw)
        with (folder / "segments.csv").open(encoding="utf-8-sig", newline="") as stream:
            texts = [row["text"] for row in csv.DictReader(stream)][: len(HOSTILE)]
        assert texts == (HOSTILE if raw else [guarded(text) for text in HOSTILE])
    assert sum(guarded(text) != text for text in HOSTILE) == 6
    assert guarded("5-4") == "5-4"


def test_a_file_of_sqlite_holds_keys_and_finds_chinese(corpus: Corpus, tmp_path: Path) -> None:
    duizhao.export(corpus, "sqlite", tmp_path / "out.db")
    database = sqlite3.connect(tmp_path / "out.db")
    try:
        assert database.execute("pragma foreign_key_check").fetchall() == []
        found = database.execute(
            "select count(*) from utterances_fts where utterances_fts match '同比增长'"
        ).fetchone()[0]
        assert found == sum("同比增长" in turn.clean for call in corpus for turn in call.turns) > 0
        joined = database.execute("select count(*) from alignment_segments").fetchone()[0]
        assert joined == sum(
            len(row[side]) for row in corpus.alignments.rows() for side in ("source_segments", "target_segments")
        )
    finally:
        database.close()


def test_parquet_has_every_table(corpus: Corpus, tmp_path: Path) -> None:
    duizhao.export(corpus, "huggingface", tmp_path / "out")
    for name, columns in ALL.items():
        table = pq.read_table(tmp_path / "out" / "data" / name / "part.parquet")
        assert table.column_names == [one.name for one in columns]
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert all(f"config_name: {name}\n" in card for name in ALL if name != "corrections")
    assert card.count("default: true") == 1


def test_a_package_describes_every_column(corpus: Corpus, tmp_path: Path) -> None:
    duizhao.export(corpus, "datapackage", tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        columns = ALL[resource["name"]]
        fields = resource["schema"]["fields"]
        assert [(one["name"], one["description"]) for one in fields] == [(one.name, one.meaning) for one in columns]


def test_a_place_that_is_taken_stays_as_it_is(corpus: Corpus, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    duizhao.export(corpus, "jsonl", out)  # empty: nothing is lost
    before = files(out)
    with pytest.raises(UsageError) as caught:
        duizhao.export(corpus, "csv", out)
    assert (caught.value.code, files(out)) == ("E_OUT_TAKEN", before)
    duizhao.export(corpus, "csv", out, force=True)
    assert {Path(name).suffix for name in files(out)} == {".csv"}
    duizhao.export(corpus, "sqlite", out, force=True)
    assert out.is_file()
    duizhao.export(corpus, "csv", out, force=True)
    assert out.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_nothing_is_written_into_the_corpus(corpus: Corpus) -> None:
    for place in (corpus.place, f"{corpus.place}/turns", f"{corpus.place}/new"):
        with pytest.raises(UsageError, match="lies in the corpus"):
            duizhao.export(corpus, "jsonl", place, force=True)


def test_a_store_is_no_place_for_an_export(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder of this machine"):
        duizhao.export(corpus, "jsonl", "s3://bucket/out")
    duizhao.export(corpus, "jsonl", (tmp_path / "out").as_uri())
    assert (tmp_path / "out" / "turns.jsonl").exists()


def test_an_export_that_fails_leaves_nothing(corpus: Corpus, tmp_path: Path, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("duizhao.exports.format.os.fsync", fail)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    with pytest.raises(UsageError, match="No space left"):
        duizhao.export(corpus, "jsonl", tmp_path / "out", force=True)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "old"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written_to(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(UsageError, match="E_OUT_TAKEN"):
        duizhao.export(corpus, "jsonl", tmp_path / "closed" / "out")


def test_the_guide_and_the_help_name_every_format() -> None:
    from duizhao import cli_export

    guide = (SAMPLES.parents[1] / "docs" / "exports.md").read_text("utf-8")
    readme = (SAMPLES.parents[1] / "README.md").read_text("utf-8")
    for name in FORMATS:
        assert f"| `{name}` |" in guide
        assert f"`{name}`" in readme
        assert name in cli_export._FORMATS
