"""The gate of benchmarks/: what it takes for slower, what it says then, what it pins."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from duizhao.pipeline import STAGES

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
pytestmark = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="benchmarks are not part of the source distribution")
PINNED = {"ratios": {"read": 0.5, "align": 2.0, "--help": 9.0}, "versions": {"python": "3.11.7", "spacy": "3.8.0"}}
STEADY = {"text": [(1.0, 10.0)]}


@pytest.fixture
def gate(monkeypatch, tmp_path):
    pytest.importorskip("resource", reason="the gate asks the system for processor time as on Unix")
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = import_module("gate")
    monkeypatch.setattr(module, "PINNED", tmp_path / "gate.json")
    monkeypatch.setattr(module, "MARGIN", 1.6)
    monkeypatch.setattr(module, "installed", lambda: PINNED["versions"])
    (tmp_path / "gate.json").write_text(json.dumps(PINNED))
    return module


def measuring(gate, monkeypatch, measured, growth=STEADY):
    monkeypatch.setattr(gate, "measure", lambda: (measured, growth))


def test_a_ratio_is_taken_within_each_round(gate):
    rounds = [
        {"yardstick": 1.0, "read": 2.0, "align": 3.0},
        {"yardstick": 10.0, "read": 20.0, "align": 40.0},  # the machine was slow
        {"yardstick": 1.0, "read": 9.0, "align": 3.5},  # so was one stage
    ]
    assert gate.in_yardsticks(rounds) == {"read": 2.0, "align": 3.5, "all": 6.0}


def test_what_stays_within_the_margin_passes(gate, monkeypatch, capsys):
    most = {name: gate.MARGIN * value for name, value in PINNED["ratios"].items()}
    measuring(gate, monkeypatch, most, {"text": [(1.0, gate.SLACK * gate.TIMES)]})
    gate.main([])
    assert "align" in capsys.readouterr().out


def test_a_slower_stage_fails_and_the_message_says_what_to_do(gate, monkeypatch):
    measuring(gate, monkeypatch, {**PINNED["ratios"], "align": 3.21})
    with pytest.raises(SystemExit) as stopped:
        gate.main([])
    said = str(stopped.value)
    assert "align takes 3.21 times the CPU time of yardstick: 2 pinned, at most 3.2 allowed" in said
    assert "python benchmarks/gate.py --pin" in said
    assert "read" not in said
    assert "pinned with" not in said


def test_a_failure_names_libraries_that_are_others(gate, monkeypatch):
    measuring(gate, monkeypatch, {**PINNED["ratios"], "--help": 30.0})
    monkeypatch.setattr(gate, "installed", lambda: {"python": "3.11.7", "spacy": "3.9.0"})
    with pytest.raises(SystemExit, match=r"(?s)--help takes 30 .* python -c pass: .*pinned with spacy 3\.8\.0:"):
        gate.main([])


@pytest.mark.parametrize(
    ("pairs", "fails"), [([(1, 12), (1, 12), (1, 99)], False), ([(1, 12.1), (2, 30), (1, 5)], True)]
)
def test_time_may_not_grow_faster_than_the_text(gate, pairs, fails):
    (ratio,) = gate.compare_growth({"text": pairs})
    assert ratio.fails == fails
    assert any("text x10 takes" in line for line in gate.complaints([ratio], [], [])) == fails


@pytest.mark.parametrize(
    "measured", [{"read": 0.5, "align": 2.0}, {**PINNED["ratios"], "new": 0.1}], ids=["gone", "new"]
)
def test_what_is_only_measured_or_only_pinned_fails(gate, monkeypatch, measured):
    measuring(gate, monkeypatch, measured)
    (name,) = measured.keys() ^ PINNED["ratios"].keys()
    with pytest.raises(SystemExit, match=f"not both measured and pinned: {name}"):
        gate.main([])


def test_pinning_writes_what_is_measured_and_it_passes(gate, monkeypatch):
    measuring(gate, monkeypatch, {"read": 5.0, "new": 0.123456, "--help": 30.0})
    gate.main(["--pin"])
    kept = json.loads(gate.PINNED.read_text("utf-8"))
    assert kept == {"ratios": {"read": 5.0, "new": 0.123, "--help": 30.0}, "versions": PINNED["versions"]}
    gate.main([])


def test_a_library_that_is_missing_is_named(gate, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(gate, "_LIBRARIES", ("numpy", "no-such-library"))
    here = gate.installed()
    assert here["no-such-library"] == "none"
    assert gate.differing({"numpy": here["numpy"], "no-such-library": "1.0"}, here) == ["no-such-library 1.0"]


def test_every_stage_is_pinned():
    kept = json.loads((BENCHMARKS / "gate.json").read_text("utf-8"))
    assert set(kept["ratios"]) == {*STAGES, "write", "all", "--help"}
