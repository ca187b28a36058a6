"""`verify`: each way in which a corpus can be broken is found and named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import duizhao
from duizhao import cli
from duizhao.corpus.verifying import FINDINGS
from duizhao.errors import CorpusError
from unit.calls import LABELLED, TRANSLATED


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "labelled.txt").write_text(LABELLED, "utf-8")
    (tmp_path / "calls" / "translated.txt").write_text(TRANSLATED, "utf-8")
    (tmp_path / "calls" / "empty.txt").write_text("")
    duizhao.build([tmp_path / "calls"], tmp_path / "out")
    return tmp_path / "out"


def codes(corpus: Path) -> set[str]:
    return {one.code for one in duizhao.verify(corpus)}


def part(corpus: Path, table: str) -> Path:
    (file,) = (corpus / table).iterdir()
    return file


def sign_again(corpus: Path) -> None:
    """Make the manifest say what the files are now: what is found then is not found by digests."""
    info = json.loads((corpus / "corpus.json").read_text("utf-8"))
    for name, file in info["files"].items():
        data = (corpus / name).read_bytes()
        file |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (corpus / "corpus.json").write_text(json.dumps(info), "utf-8")


def change(corpus: Path, table: str, action: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the rows of a table, and have the manifest agree."""
    file = part(corpus, table)
    old = pq.read_table(file)
    rows = old.to_pylist()
    action(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=old.schema), file)
    sign_again(corpus)


def test_a_corpus_as_it_was_built_is_whole(corpus: Path) -> None:
    assert duizhao.verify(corpus) == []


def test_files(corpus: Path) -> None:
    data = part(corpus, "turns").read_bytes()
    part(corpus, "turns").write_bytes(data[:-1])
    assert codes(corpus) == {"V_ALTERED"}
    part(corpus, "turns").write_bytes(data[:50] + bytes([data[50] ^ 1]) + data[51:])
    assert codes(corpus) == {"V_ALTERED"}
    part(corpus, "turns").unlink()
    assert [(one.code, one.where.startswith("turns/part-")) for one in duizhao.verify(corpus)] == [("V_MISSING", True)]


def test_strays(corpus: Path) -> None:
    (corpus / "turns" / "part-00009-abc.parquet").write_bytes(part(corpus, "turns").read_bytes())
    (corpus / "notes.txt").write_text("mine")
    assert {one.where for one in duizhao.verify(corpus)} == {"turns/part-00009-abc.parquet", "notes.txt"}
    assert codes(corpus) == {"V_STRAY"}


def test_an_unfinished_build(corpus: Path) -> None:
    (corpus / ".build" / "units").mkdir(parents=True)
    (corpus / ".build" / "units" / "a.zip").write_bytes(b"")
    assert codes(corpus) == {"V_UNFINISHED"}


def test_inputs(corpus: Path) -> None:
    lines = (corpus / "inputs.jsonl").read_text("utf-8").splitlines(keepends=True)
    (corpus / "inputs.jsonl").write_text("".join([*lines, lines[-1]]), "utf-8")
    sign_again(corpus)
    assert "V_INPUTS" in codes(corpus)
    (corpus / "inputs.jsonl").write_text("".join(lines), "utf-8")
    (corpus / "rejected.jsonl").write_text("", "utf-8")
    sign_again(corpus)
    assert [(one.code, one.where) for one in duizhao.verify(corpus)] == [("V_INPUTS", "rejected.jsonl")]


@pytest.mark.parametrize(
    ("table", "action", "expected"),
    [
        ("segments", lambda rows: rows.pop(), {"V_ROWS", "V_TILING", "V_REFERENCES"}),
        ("quantities", lambda rows: rows.append(rows[-1]), {"V_ROWS"}),
        ("segments", lambda rows: rows[3].update(text=rows[3]["text"][:-1] + "#"), {"V_TILING"}),
        ("segments", lambda rows: rows[3].update(text=rows[3]["text"] + "#"), {"V_TILING"}),
        ("segments", lambda rows: rows[5].update(line=1), {"V_TILING"}),
        ("turns", lambda rows: rows[2].update(turn_id=rows[1]["turn_id"]), {"V_KEYS", "V_REFERENCES"}),
        ("turns", lambda rows: rows[2].update(speaker_id="nobody"), {"V_REFERENCES"}),
        ("segments", lambda rows: rows[-1].update(turn_id="none"), {"V_REFERENCES"}),
        ("alignments", lambda rows: rows[0].update(source_segments=["none"]), {"V_REFERENCES"}),
        ("measures", lambda rows: rows[0].update(scope="turn", scope_id="none"), {"V_REFERENCES"}),
        ("transcripts", lambda rows: rows[0].update(source="other.txt"), {"V_ROWS"}),
        ("discrepancies", lambda rows: rows.append({**rows[0], "transcript_id": "0" * 16}), {"V_ROWS"}),
    ],
)
def test_rows(corpus: Path, table: str, action: Callable[[list[dict[str, Any]]], object], expected: set[str]) -> None:
    if table == "discrepancies" and not pq.read_table(part(corpus, table)).num_rows:
        table = "measures"
    change(corpus, table, action)
    assert codes(corpus) == expected


def test_a_corpus_of_another_program(corpus: Path) -> None:
    info = json.loads((corpus / "corpus.json").read_text("utf-8"))
    del info["files"]
    (corpus / "corpus.json").write_text(json.dumps(info), "utf-8")
    assert codes(corpus) == {"V_NO_LIST"}


def test_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        duizhao.verify(tmp_path)


def test_every_finding_is_explained() -> None:
    text = Path(cli.__file__).with_name("corpus").joinpath("verifying.py").read_text("utf-8")
    assert all(text.count(f'"{code}"') > 1 for code in FINDINGS)


def test_the_command(corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["duizhao", "verify", str(corpus), *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return int(caught.value.code or 0)

    assert run() == 0
    assert "is whole: 2 transcripts" in capsys.readouterr().out
    part(corpus, "turns").unlink()
    assert run() == 1
    assert capsys.readouterr().out.startswith("V_MISSING: turns/part-")
    assert run("--json") == 1
    assert json.loads(capsys.readouterr().out)[0]["code"] == "V_MISSING"
