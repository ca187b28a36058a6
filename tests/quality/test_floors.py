"""The floors hold: of the samples always, of the development transcripts where they lie beside the checkout."""

import pandas as pd
import pytest

from quality import floors, gaps, samples, seeds


def compare(name, digest, scores):
    pinned = floors.load()[name]
    assert digest == pinned.digest, "other data than the floors were pinned on; python tests/quality/pin.py re-pins"
    found = floors.shortfalls(pinned.floors, scores)
    assert not found, "\n".join(found)


def test_samples_keep_their_floors(tmp_path):
    compare("samples", samples.sample_digest(), samples.score_samples(tmp_path / "corpus"))


def test_planted_errors_keep_their_floors(tmp_path):
    compare("gaps", gaps.data_digest(), gaps.measure(tmp_path).scores())


@pytest.mark.skipif(seeds.absent() is not None, reason=str(seeds.absent()))
def test_development_transcripts_keep_their_floors(tmp_path):
    compare("seeds", seeds.seed_digest(), seeds.score_seeds(tmp_path))


@pytest.mark.parametrize(
    ("value", "floor"), [(1.0, 1.0), (0.9999, 0.999), (0.29, 0.29), (0.5555, 0.555), (0.0, 0.0), (0.0009, 0.0)]
)
def test_floors_are_rounded_down(value, floor):
    assert floors.floor_of(value) == floor


def test_a_value_at_its_floor_is_enough():
    assert floors.shortfalls({"a": {"kind": 0.9}}, {"a": {"kind": 0.9}}) == []


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({"a": {"kind": 0.8999}}, "under its floor 0.900"),
        ({"a": {}}, "not measured any more"),
        ({}, "not measured any more"),
        ({"a": {"kind": 0.9, "lang": 1.0}}, "lang: 1.0000 has no floor"),
        ({"a": {"kind": 0.9}, "b": {"kind": 1.0}}, "b kind: 1.0000 has no floor"),
    ],
)
def test_shortfalls_are_named(scores, message):
    (found,) = floors.shortfalls({"a": {"kind": 0.9}}, scores)
    assert message in found


def test_digest_follows_names_and_bytes_and_not_order(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    before = floors.digest([one, two], tmp_path)
    assert floors.digest([two, one], tmp_path) == before
    two.write_bytes(b"3")
    changed = floors.digest([one, two], tmp_path)
    assert changed != before
    assert floors.digest([two.rename(tmp_path / "three"), one], tmp_path) not in {before, changed}


def test_the_first_pass_is_cut_out_of_a_corpus(tmp_path):
    pairs = {"source_segments": [["s0"], ["s1"], []], "target_segments": [["s1"], ["s2"], ["s0"]]}
    frames = {
        "transcripts": {"transcript_id": ["t"]},
        "speakers": {"speaker_id": ["p"]},
        "turns": {"turn_id": ["a", "b"], "pass": [1, 2]},
        "segments": {"segment_id": ["s0", "s1", "s2"], "pass": pd.array([None, 1, 2], dtype="Int64")},
        "alignments": pairs,
        "discrepancies": {name: [] for name in pairs},
    }
    for name, columns in frames.items():
        (tmp_path / "whole" / name).mkdir(parents=True)
        pd.DataFrame(columns).to_parquet(tmp_path / "whole" / name / "part-00000.parquet")
    seeds.first_pass(tmp_path / "whole", tmp_path / "first")
    read = {name: pd.read_parquet(tmp_path / "first" / f"{name}.parquet") for name in frames}
    assert list(read["turns"]["turn_id"]) == ["a"]
    assert list(read["segments"]["segment_id"]) == ["s0", "s1"]
    assert [list(ids) for ids in read["alignments"]["target_segments"]] == [["s1"], ["s0"]]
    assert len(read["discrepancies"]) == 0
    assert len(read["transcripts"]) == len(read["speakers"]) == 1
