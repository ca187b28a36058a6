"""Builds of a corpus that holds corrections."""

from __future__ import annotations

from pathlib import Path

import duizhao
from duizhao.corpus.corrected import CORRECTIONS, dump_corrections, read_corrections
from unit.test_revising import PLANTED, SAMPLES, judgement, pair_correction, turn_correction


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.*") if path.is_file()}


def test_the_file_is_read_as_it_was_written() -> None:
    held = [turn_correction(PLANTED, 1, role="other"), pair_correction(PLANTED, 1, fits="yes")]
    data = dump_corrections(held)
    assert read_corrections(data, path="x") == sorted(held, key=lambda one: one.key)
    assert dump_corrections(reversed(held)) == data


def test_a_rebuild_keeps_corrections(tmp_path: Path) -> None:
    archive, out = [SAMPLES / PLANTED, SAMPLES / "english_only.txt"], tmp_path / "out"
    duizhao.build(archive, out)
    plain = files(out)
    made = (turn_correction(PLANTED, 1, role="other"), judgement(PLANTED, 0, judgement="false"))
    (out / CORRECTIONS).write_bytes(dump_corrections(made))
    report = duizhao.build(archive, out)
    assert (report.made, report.kept) == (1, 1)
    corpus = duizhao.open(out)
    rows = corpus.table("corrections").to_pylist()
    assert {(row["field"], row["now"], row["status"]) for row in rows} == {
        ("role", "other", "applied"),
        ("judgement", "false", "applied"),
    }
    corrected = files(out)
    duizhao.build(archive, out, fresh=True)
    assert files(out) == corrected
    (out / CORRECTIONS).write_bytes(b"")
    duizhao.build(archive, out)
    assert files(out) == plain


def test_merging_keeps_corrections(tmp_path: Path) -> None:
    one, other, both = (tmp_path / name for name in ("one", "other", "both"))
    duizhao.build([SAMPLES / PLANTED], one)
    duizhao.build([SAMPLES / "english_only.txt"], other)
    (one / CORRECTIONS).write_bytes(dump_corrections([turn_correction(PLANTED, 1, role="other")]))
    duizhao.build([SAMPLES / PLANTED], one)
    duizhao.merge([one, other], both)
    assert (both / CORRECTIONS).read_bytes() == (one / CORRECTIONS).read_bytes()
    assert duizhao.open(both).table("corrections").num_rows == 1
