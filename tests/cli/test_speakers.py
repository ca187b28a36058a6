"""duizhao explain, build --min-confidence, train: who speaks, on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import duizhao
from duizhao import cli
from unit.calls import LABELLED, UNLABELLED


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Return the exit code of a call in this process."""
    monkeypatch.setattr(sys, "argv", ["duizhao", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("speakers")
    (folder / "labelled.txt").write_text(LABELLED, "utf-8")
    (folder / "unlabelled.txt").write_text(UNLABELLED, "utf-8")
    duizhao.build([folder / "labelled.txt", folder / "unlabelled.txt"], folder / "out")
    return folder / "out"


def turns(corpus: Path, source: str) -> list[dict[str, object]]:
    opened = duizhao.open(corpus)
    (transcript,) = [row["transcript_id"] for row in opened.rows("transcripts") if row["source"] == source]
    return opened.rows("turns", transcript=transcript)


def test_a_turn_with_a_label_is_its_labels(corpus: Path, monkeypatch, capsys) -> None:
    turn = next(row for row in turns(corpus, "labelled.txt") if row["role"] == "cfo")
    assert run(monkeypatch, "explain", corpus, turn["turn_id"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{turn['turn_id']}: cfo, Otto Brandt, voice self, direct\n")
    assert "label       Otto Brandt - CFO" in said
    assert "label says CFO" in said
    assert "runner-up" not in said


def test_a_turn_without_one_is_explained_by_votes(corpus: Path, monkeypatch, capsys) -> None:
    turn = turns(corpus, "unlabelled.txt")[0]
    assert run(monkeypatch, "explain", corpus, turn["turn_id"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{turn['turn_id']}: operator, Operator, voice self, direct\n")
    assert "begins      Good day, ladies and gentlemen" in said
    assert "runner-up   " in said
    assert "votes (nats" in said


def test_an_answer_as_json(corpus: Path, monkeypatch, capsys) -> None:
    turn = turns(corpus, "unlabelled.txt")[0]
    assert run(monkeypatch, "explain", corpus, turn["turn_id"], "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["turn"] == turn
    assert said["speaker"]["role"] == "operator"
    assert said["runner_up"]["role"] != "operator"
    assert sum(vote["nats"] for vote in said["votes"]) == pytest.approx(said["margin"], abs=0.3)


def test_an_answer_as_json_for_a_label(corpus: Path, monkeypatch, capsys) -> None:
    turn = turns(corpus, "labelled.txt")[0]
    assert run(monkeypatch, "explain", corpus, turn["turn_id"], "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["turn"] == turn
    assert said["votes"] is said["margin"] is said["runner_up"] is said["deciding"] is None


@pytest.mark.parametrize("what", ["nothing", "-t00000"])
def test_an_unknown_turn_is_2(what: str, corpus: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "explain", corpus, f"nobody{what}") == 2
    said = capsys.readouterr()
    assert said.err.startswith("E_SHOW_UNKNOWN")
    assert said.out == ""


def test_an_unknown_turn_of_a_known_call_names_those_there_are(corpus: Path, monkeypatch, capsys) -> None:
    known = [str(row["turn_id"]) for row in turns(corpus, "unlabelled.txt")]
    assert run(monkeypatch, "explain", corpus, known[0][:-1] + "x") == 2
    assert f"its turns are {known[0]} to {known[-1]}" in capsys.readouterr().err


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.txt"
    path.write_text(UNLABELLED, "utf-8")
    return path


def test_of_what_is_never_sure_enough_nobody_speaks(call: Path, tmp_path: Path, monkeypatch) -> None:
    assert run(monkeypatch, "build", call, "-o", tmp_path / "out", "--min-confidence", 1, "-q") == 0
    held = duizhao.open(tmp_path / "out").rows("turns")
    assert held
    assert {(row["role"], row["speaker_id"]) for row in held} == {("unknown", None)}
    assert all(row["confidence"] < 1 for row in held)


def test_only_turns_below_it_are_unknown(call: Path, tmp_path: Path, monkeypatch) -> None:
    run(monkeypatch, "build", call, "-o", tmp_path / "all", "-q")
    plain = duizhao.open(tmp_path / "all").rows("turns")
    least = sorted(row["confidence"] for row in plain)[len(plain) // 2]
    run(monkeypatch, "build", call, "-o", tmp_path / "sure", "-q", "--min-confidence", least)
    held = duizhao.open(tmp_path / "sure").rows("turns")
    assert [row["confidence"] for row in held] == [row["confidence"] for row in plain]
    for row, before in zip(held, plain, strict=True):
        if row["confidence"] < least:
            assert (row["role"], row["speaker_id"]) == ("unknown", None)
        elif row["confidence"] > least:
            assert row["role"] == before["role"]


def test_0_changes_nothing(call: Path, tmp_path: Path, monkeypatch) -> None:
    for name, option in (("plain", ()), ("zero", ("--min-confidence", 0))):
        assert run(monkeypatch, "build", call, "-o", tmp_path / name, "-q", *option) == 0
    files = [path.relative_to(tmp_path / "plain") for path in (tmp_path / "plain").rglob("*") if path.is_file()]
    assert files
    for file in files:
        assert (tmp_path / "plain" / file).read_bytes() == (tmp_path / "zero" / file).read_bytes(), file


@pytest.mark.parametrize("least", ["-0.1", "1.1", "half"])
def test_no_probability_is_2(least: str, call: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "build", call, "-o", tmp_path / "out", "--min-confidence", least) == 2
    assert "--min-confidence" in capsys.readouterr().err


def test_training_on_nothing_is_2(tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "train", "roles", tmp_path, "--out", tmp_path / "models") == 2
    assert capsys.readouterr().err.startswith("E_NO_GOLD")
    assert not (tmp_path / "models").exists()


def test_training_on_gold_that_is_no_json_is_2(tmp_path: Path, monkeypatch, capsys) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "one.json").write_text("{", "utf-8")
    assert run(monkeypatch, "train", "roles", tmp_path, "--out", tmp_path / "models") == 2
    assert capsys.readouterr().err.startswith("E_NO_GOLD")


def test_training_without_the_extra_is_2(tmp_path: Path, monkeypatch, capsys) -> None:
    for name in [name for name in sys.modules if name.startswith(("duizhao.training", "scipy"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert run(monkeypatch, "train", "roles", tmp_path, "--out", tmp_path / "models") == 2
    said = capsys.readouterr().err
    assert said.startswith("E_NO_EXTRA")
    assert "duizhao[train]" in said
