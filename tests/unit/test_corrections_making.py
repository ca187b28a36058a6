"""Entries made in Python are those that a page of the corpus would write, and can be applied."""

from __future__ import annotations

from pathlib import Path

import pytest

import duizhao
from duizhao.corpus.calls import Call
from duizhao.corrections import Kind, Patch, correct
from duizhao.errors import UsageError
from duizhao.viewer.model import call_data
from support.correcting import Rows, judgement, pair_entry, turn_entry

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
NAME = "interpreted_planted_errors.txt"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("making") / "out"
    duizhao.build([SAMPLES / NAME], place)
    return place


@pytest.fixture(scope="module")
def call(out: Path) -> Call:
    return duizhao.open(out).call(NAME)


@pytest.fixture(scope="module")
def rows(call: Call) -> Rows:
    return {name: call.rows(name) for name in ("turns", "segments", "speakers", "alignments", "discrepancies")}


def test_entries_are_those_of_a_page(call: Call) -> None:
    page = call_data(call)
    shown = {one["id"]: one["digest"] for part in ("turns", "beads", "discrepancies") for one in page[part]}
    made = [correct(call, key, note="read") for key in shown]
    assert {one.id: one.digest for one in made} == shown
    assert {one.kind for one in made} == set(Kind)


def test_an_entry_says_what_the_corpus_says(call: Call, rows: Rows) -> None:
    held = tuple(one["segment_id"] for one in rows["segments"] if one["turn_id"] == rows["turns"][3]["turn_id"])
    key = str(rows["turns"][3]["turn_id"])
    entry = correct(call, key, note="seen", role="other", speaker=None, segments=list(held[:-1]))
    assert entry == turn_entry(rows, 3, role="other", speaker=None, segments=held[:-1])
    at = next(at for at, row in enumerate(rows["alignments"]) if row["level"] == "sentence" and row["rendition"])
    key = str(rows["alignments"][at]["alignment_id"])
    assert correct(call, key, note="seen", fits="no", rendition=None) == pair_entry(rows, at, fits="no", rendition=None)
    key = str(rows["discrepancies"][0]["discrepancy_id"])
    entry = correct(call, key, note="seen", judgement="other-type", type="entity")
    assert entry == judgement(rows, 0, judgement="other-type", type="entity")


def test_what_was_chosen_of_a_call_makes_no_difference(out: Path, call: Call, rows: Rows) -> None:
    chosen = next(iter(duizhao.open(out).where(role="cfo")))
    key = str(rows["turns"][0]["turn_id"])
    assert rows["turns"][0]["role"] != "cfo"
    assert correct(chosen, key, role="ir") == correct(call, key, role="ir")


def test_they_can_be_applied(out: Path, call: Call, rows: Rows, tmp_path: Path) -> None:
    turn, found = str(rows["turns"][0]["turn_id"]), str(rows["discrepancies"][0]["discrepancy_id"])
    patch = Patch("mei", (correct(call, turn, role="ir"), correct(call, found, judgement="false")))
    (tmp_path / "mei.json").write_bytes(patch.dump())
    done = duizhao.apply_corrections(out, [tmp_path / "mei.json"], dry_run=True)
    assert len(done.added) == 2
    assert not done.waiting


def test_what_is_not_there_is_refused(call: Call, rows: Rows) -> None:
    key = str(rows["turns"][0]["turn_id"])
    with pytest.raises(UsageError, match="is no turn, pair or discrepancy"):
        correct(call, "nowhere", role="ir")
    with pytest.raises(UsageError, match="no field of a turn"):
        correct(call, key, judgement="true")
    with pytest.raises(UsageError, match="there is no 'boss'"):
        correct(call, key, role="boss")
    with pytest.raises(UsageError, match="it is empty"):
        correct(call, key)
