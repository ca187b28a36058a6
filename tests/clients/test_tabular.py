"""CSV, Parquet and SQLite, opened by the programs that people open them with."""

from __future__ import annotations

import csv
import json
import math
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from conftest import Made

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(value: Any) -> Any:
    """Return a value as all clients can be compared by: lists as lists, nulls as none."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return None if isinstance(value, float) and math.isnan(value) else value


def same(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    assert len(found) == len(expected)
    for mine, yours in zip(found, expected, strict=True):
        assert {key: plain(value) for key, value in mine.items()} == yours


def test_a_spreadsheet_finds_no_formula_and_every_text(made: Made) -> None:
    folder = made.export("csv")
    for name, expected in made.truth.items():
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, strict=True))
        assert len(rows) == len(expected)
        for row, wanted in zip(rows, expected, strict=True):
            assert row.keys() == wanted.keys()
            for key, cell in row.items():
                value = wanted[key]
                if isinstance(value, str):
                    assert not cell.startswith(FORMULAS)
                    assert cell in {value, f"'{value}"}
                elif isinstance(value, list):
                    assert json.loads(cell) == value
        assert len(pd.read_csv(folder / f"{name}.csv")) == len(expected)


def test_raw_cells_are_as_they_were(hostile: Made) -> None:
    folder = hostile.export("csv", "--raw")
    frame = pd.read_csv(folder / "segments.csv", keep_default_na=False)
    assert frame["text"].tolist() == [row["text"] for row in hostile.truth["segments"]]
    assert any(text.startswith(FORMULAS) for text in frame["text"])


def test_datasets_loads_every_configuration(made: Made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    folder = str(made.export("huggingface"))
    filled = {name: rows for name, rows in made.truth.items() if rows}
    assert set(datasets.get_dataset_config_names(folder)) == filled.keys()
    for name, expected in filled.items():
        loaded = datasets.load_dataset(folder, name, split="train", cache_dir=str(tmp_path))
        same(loaded.to_list(), expected)
    assert len(datasets.load_dataset(folder, split="train", cache_dir=str(tmp_path))) == len(made.truth["utterances"])


def test_mlcroissant_finds_no_issue_and_every_record(made: Made) -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(made.export("croissant") / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    # An export holds no clock time, and a corpus no address.
    lacking = ("datePublished", "schema.org/url")
    assert [one for one in dataset.metadata.ctx.issues.warnings if not any(name in one for name in lacking)] == []
    for name, expected in made.truth.items():
        records = [{key.partition("/")[2]: value for key, value in record.items()} for record in dataset.records(name)]
        assert len(records) == len(expected)
        texts = [column for column, value in (expected or [{}])[0].items() if isinstance(value, str)]
        for record, wanted in zip(records, expected, strict=True):
            for column in texts:
                value = record[column]
                assert (value.decode() if isinstance(value, bytes) else plain(value)) == wanted[column]


def test_frictionless_finds_the_package_valid(made: Made) -> None:
    from frictionless import Package

    folder = made.export("datapackage")
    package = Package(str(folder / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["resource", "rowNumber", "fieldName", "type", "message"])
    for name, expected in made.truth.items():
        rows = package.get_resource(name).read_rows()
        assert len(rows) == len(expected)
        for row, wanted in zip(rows, expected, strict=True):
            for column, value in wanted.items():
                if isinstance(value, list | bool):
                    assert row[column] == value


def test_datasette_serves_every_row_and_finds_chinese(made: Made) -> None:
    file = made.export("sqlite", suffix=".db")
    database = sqlite3.connect(file)
    assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    assert database.execute("pragma foreign_key_check").fetchall() == []
    for name, expected in made.truth.items():
        cursor = database.execute(f"select * from {name}")  # noqa: S608 - tables of ours
        keys = [one[0] for one in cursor.description]
        rows = [dict(zip(keys, row, strict=True)) for row in cursor]
        wanted = [
            {
                key: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
                for key, value in row.items()
            }
            for row in expected
        ]
        assert rows == wanted
    assert database.execute("select count(*) from alignment_segments").fetchone()[0] == sum(
        len(row["source_segments"]) + len(row["target_segments"]) for row in made.truth["alignments"]
    )
    told = get(file, f"/{file.stem}.json")
    counts = {table["name"]: table["count"] for table in told["tables"]}
    assert {name: counts[name] for name in made.truth} == {name: len(rows) for name, rows in made.truth.items()}


def test_both_languages_are_searched(samples: Made) -> None:
    file = samples.export("sqlite", suffix=".db")
    for word in ("同比增长", "revenue"):
        expected = sum(word in f"{row['clean']} {row['translation']}".lower() for row in samples.truth["utterances"])
        found = get(
            file,
            f"/{file.stem}.json?sql=select+count(*)+as+n+from+utterances_fts+where+utterances_fts+match+:q&q={word}&_shape=array",
        )
        assert found == [{"n": expected}]
        assert expected


def get(file: Path, path: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "datasette", file, "--get", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
