from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duizhao.corpus.reader import Corpus
from duizhao.corpus.schema import TABLES, arrow_schema
from duizhao.errors import CorpusError
from support.tiny_corpus import TRANSCRIPT, Tables, tiny_tables, write_corpus, write_rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tables() -> Tables:
    return tiny_tables()


@pytest.fixture
def folder(tmp_path: Path, tables: Tables) -> Path:
    return write_corpus(tmp_path / "out", tables)


def error_of(path: Path) -> CorpusError:
    with pytest.raises(CorpusError) as caught:
        Corpus.open(path)
    return caught.value


def test_info_is_what_corpus_json_says(folder: Path) -> None:
    info = Corpus.open(folder).info
    assert (info.schema_version, info.version, info.signature) == ("1", "0.1.0", "sig")
    assert info.counts["segments"] == 17


def test_every_table_has_its_view(folder: Path, tables: Tables) -> None:
    corpus = Corpus.open(folder)
    for name in TABLES:
        view = getattr(corpus, name)
        assert view.name == name
        assert len(view) == len(tables[name])
        assert view.to_arrow().schema == arrow_schema(name)
        assert list(view.to_pandas().columns) == arrow_schema(name).names


def test_rows_come_in_order_of_the_parts_names(folder: Path, tables: Tables) -> None:
    rows = Corpus.open(folder).segments.rows()
    assert [row["segment_id"] for row in rows] == [row["segment_id"] for row in tables["segments"]]


def test_nulls_are_none(folder: Path) -> None:
    assert Corpus.open(folder).rows("turns")[4]["speaker_id"] is None


def test_unfinished_parts_are_not_read(folder: Path, tables: Tables) -> None:
    (folder / "segments" / ".part-9.parquet").write_bytes(b"torn")
    (folder / "segments" / "_part-9.parquet").write_bytes(b"torn")
    assert len(Corpus.open(folder).segments) == len(tables["segments"])


def test_one_transcripts_rows(tmp_path: Path) -> None:
    first, second = tiny_tables(), tiny_tables("t77", "calls/other.txt")
    corpus = Corpus.open(write_corpus(tmp_path, {name: first[name] + second[name] for name in first}))
    for name in first:
        assert corpus.table(name, transcript="t77").num_rows == len(second[name])
    assert {row["transcript_id"] for row in corpus.rows("turns", transcript="t77")} == {"t77"}
    assert corpus.rows("turns", transcript="t") == []
    assert corpus.tally("turns") == {TRANSCRIPT: 6, "t77": 6}


def test_a_folder_without_parts_is_an_empty_table(folder: Path) -> None:
    (folder / "turns" / "part-00000.parquet").unlink()
    assert Corpus.open(folder).turns.to_arrow().schema == arrow_schema("turns")
    assert Corpus.open(folder).tally("turns") == {}
    assert len(Corpus.open(folder).turns) == 0


def test_a_column_that_the_schema_gained_is_null(folder: Path, tables: Tables) -> None:
    old = pa.Table.from_pylist(tables["turns"], schema=arrow_schema("turns")).drop_columns(["question_id"])
    pq.write_table(old.append_column("later", pa.array(["x"] * 6)), folder / "turns" / "part-00000.parquet")
    table = Corpus.open(folder).table("turns")
    assert table.column_names == [*arrow_schema("turns").names, "later"]
    assert table.column("question_id").null_count == 6


def test_no_corpus(tmp_path: Path) -> None:
    error = error_of(tmp_path / "nowhere")
    assert error.code == "E_CORPUS_MISSING"
    assert "nowhere" in error.message
    assert error.help


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"schema_version": null}', "\udcff"])
def test_unreadable_corpus_json(folder: Path, content: str) -> None:
    (folder / "corpus.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert error_of(folder).code == "E_CORPUS_INFO"


def test_another_schema_version(tmp_path: Path, tables: Tables) -> None:
    error = error_of(write_corpus(tmp_path, tables, info={"schema_version": "99", "version": "7.1"}))
    assert error.code == "E_CORPUS_SCHEMA"
    assert "'99'" in error.message
    assert "7.1" in error.help


def test_a_missing_table(folder: Path) -> None:
    (folder / "measures.parquet").unlink()
    error = error_of(folder)
    assert error.code == "E_CORPUS_TABLE"
    assert "measures" in error.message


def test_an_unknown_table_name_lists_the_known(folder: Path) -> None:
    with pytest.raises(CorpusError, match=r"no table 'utterances'.*segments"):
        Corpus.open(folder).table("utterances")


def test_a_torn_part_is_named(folder: Path) -> None:
    part = folder / "segments" / "part-00001.parquet"
    part.write_bytes(part.read_bytes()[:-20])
    corpus = Corpus.open(folder)
    reads = (
        corpus.segments.to_arrow,
        corpus.segments.__len__,
        lambda: corpus.rows("segments", transcript="t"),
    )
    for read in (*reads, lambda: corpus.tally("segments")):
        with pytest.raises(CorpusError, match=r"E_CORPUS_UNREADABLE.*part-00001"):
            read()


def test_a_column_of_another_type_is_named(folder: Path) -> None:
    write_rows(folder / "quantities.parquet", "quantities", [])
    table = pq.read_table(folder / "quantities.parquet")
    pq.write_table(table.set_column(5, "value", table.column("value").cast("float32")), folder / "quantities.parquet")
    with pytest.raises(CorpusError, match=r"'value' is float, declared double"):
        Corpus.open(folder).table("quantities")


def test_importing_the_reader_loads_neither_pyarrow_nor_pandas() -> None:
    code = "import sys, duizhao.corpus.reader; sys.exit(bool({'pyarrow', 'pandas'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
