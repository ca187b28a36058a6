"""``duizhao gaps``: exit codes, what it prints where, and what it refuses."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from duizhao import cli
from support.tiny_corpus import tiny_tables, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    tables = tiny_tables()
    for row, kind in zip(tables["discrepancies"], ("scale", "omitted-clause", "added-clause"), strict=True):
        row["kind"] = kind
    tables["discrepancies"][0]["explanation"] = "=1+1 <b>bold</b>"
    keys = ("scope", "scope_id", "measure", "value", "unit", "n", "numerator", "denominator", "transcript_id")
    row = ("transcript", "t5f0c1a2b3d4e", "omission_rate", 0.25, "ratio", 4, 10.0, 40.0, "t5f0c1a2b3d4e")
    tables["measures"] = [dict(zip(keys, row, strict=True))]
    return write_corpus(tmp_path / "out", tables)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["duizhao", "gaps", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


def test_the_table(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("Interpretation gaps: 3\n")
    assert "=1+1 <b>bold</b>" in said.out
    assert "Translation errors: 0" in said.out
    assert "candidates" in said.out


def test_filters_and_limit(corpus: Path, monkeypatch, capsys) -> None:
    options = ("--type", "omission", "--type", "addition", "--role", "ceo", "--min-confidence", "0.5", "--limit", "1")
    assert run(monkeypatch, corpus, *options, "--transcript", "lanyue.txt", "--relation", "interpretation") == 0
    out = capsys.readouterr().out
    assert "omission · omitted-clause" in out
    assert "added-clause" not in out
    assert "Shown: 1 of 2 interpretation gaps. They" in out
    assert "Translation" not in out


def test_csv(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, "--format", "csv", "--kind", "scale") == 0
    (row,) = csv.DictReader(StringIO(capsys.readouterr().out))
    assert row["explanation"] == "'=1+1 <b>bold</b>"
    assert row["source_text"] == "二季度收入27.3亿元，同比增长12%。"


def test_json(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, "--format", "json") == 0
    held = json.loads(capsys.readouterr().out)
    assert [len(held["findings"][name]) for name in ("interpretation", "translation")] == [3, 0]
    assert held["summary"]["interpretation"]["corpus"]["measures"]["omission_rate"]["value"] == 0.25


def test_html(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, "--format", "html") == 0
    root = ET.fromstring(capsys.readouterr().out)  # noqa: S314 - our own output
    assert len(list(root.iter("article"))) == 3
    assert not list(root.iter("b"))


@pytest.mark.parametrize("name", ["g.csv", "g.HTML", "g.json", "g.txt"])
def test_output_is_written_whole_in_the_format_of_its_name(
    name: str, corpus: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    out = tmp_path / name
    assert run(monkeypatch, corpus, "--output", out) == 0
    assert capsys.readouterr().out == f"written to {out}\n"
    begins = {"g.csv": "relation,", "g.HTML": "<!DOCTYPE", "g.json": "{", "g.txt": "Interpretation gaps: 3\n"}
    assert out.read_text("utf-8").startswith(begins[name])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "out"])


def test_output_does_not_go_into_the_corpus(corpus: Path, monkeypatch, capsys) -> None:
    before = (corpus / "corpus.json").read_bytes()
    assert run(monkeypatch, corpus, "--output", corpus / "corpus.json") == 2
    assert "E_OUT_TAKEN" in capsys.readouterr().err
    assert (corpus / "corpus.json").read_bytes() == before
    assert run(monkeypatch, corpus, "--output", corpus.parent / "none" / "x.html") == 2


def test_summary(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, "--summary") == 0
    out = capsys.readouterr().out
    (line,) = (line for line in out.split("\n") if line.startswith("omission_rate"))
    assert line.split() == ["omission_rate", "0.250", "–", "1", "10", "40"]
    assert "confidence" not in out
    assert run(monkeypatch, corpus, "--summary", "--format", "csv") == 0
    assert capsys.readouterr().out.startswith("relation,scope,")


def test_a_measure_asks_for_the_summary(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, "--measure", "omission_rate", "--relation", "interpretation") == 0
    out = capsys.readouterr().out
    assert "omission_rate" in out
    assert "length_ratio" not in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--relation", "translation", "--measure", "omission_rate"), "E_MEASURE_RELATION"),
        (("--measure", "no_such"), "E_MEASURE"),
        (("--type", "quantitty"), "E_SHOW_TYPE"),
        (("--kind", "scael"), "E_SHOW_KIND"),
        (("--role", "chief"), "E_SHOW_ROLE"),
        (("--transcript", "lanyeu"), "E_SHOW_UNKNOWN"),
    ],
)
def test_what_cannot_be_asked_is_2_and_one_line(
    options: tuple[str, ...], code: str, corpus: Path, monkeypatch, capsys
) -> None:
    assert run(monkeypatch, corpus, *options) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"{code}: ")
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize(
    "options",
    [("--relation", "repetition"), ("--format", "xml"), ("--limit", "-1"), ("--min-confidence", "2"), ("--seed", "-1")],
)
def test_wrong_values_are_2(options: tuple[str, ...], corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, *options) == 2
    assert options[0] in capsys.readouterr().err


def test_a_near_name_is_suggested(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, "--transcript", "lanyeu.txt") == 2
    assert "calls/lanyue.txt" in capsys.readouterr().err


def test_no_corpus_is_2(tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, tmp_path / "none") == 2
    assert capsys.readouterr().err.startswith("E_CORPUS_MISSING")


def test_nothing_found_is_0_and_said(corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, corpus, "--kind", "sign") == 0
    assert capsys.readouterr().out.startswith("No discrepancies match: the corpus holds 3")
    assert run(monkeypatch, corpus, "--kind", "sign", "--format", "csv") == 0
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert said.err.startswith("No discrepancies match")
    assert run(monkeypatch, corpus, "--kind", "sign", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["note"].startswith("No discrepancies match")
