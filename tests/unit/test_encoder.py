"""Encoders: likeness changes what words alone get wrong, vectors are kept, nothing is loaded or fetched unasked."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from duizhao.alignment.band import full_band
from duizhao.alignment.encoder import load_encoder, unit_rows
from duizhao.alignment.features import columns, feature_names, fittings, lexical_tables
from duizhao.alignment.lexicon import load_lexicon
from duizhao.alignment.likeness import LIKENESS
from duizhao.alignment.texts import align_texts, pair_of
from duizhao.alignment.vector_cache import CachedEncoder
from duizhao.alignment.weights import load_weights
from duizhao.errors import UsageError
from duizhao.similarity import Floats

ROOT = Path(__file__).resolve().parents[2]
# Invented: no lexicon has these names, and neither side spells them like the other.
WORDS = {"霁岚": "Orvex", "朔川": "Tamblin", "汐禾": "Quenby", "砚峤": "Dorrit", "岫棠": "Brenlow", "沅笙": "Ishkar"}
SOURCE = [f"{word}。" for word in WORDS]
TARGET = [f"{word}." for word in WORDS.values()]


@dataclass
class Bag:
    """A bag of invented words, the same in both languages."""

    name: str = "bag"
    asked: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        rows = [[chinese in text or english in text for chinese, english in WORDS.items()] for text in texts]
        return unit_rows(np.array(rows, dtype=np.float64).reshape(len(texts), len(WORDS)))


def beads(source: Sequence[str], target: Sequence[str], encoder: Bag | None) -> list[tuple[list[int], list[int]]]:
    # Weights of a test's own would be some eighty: those that ship, with a likeness that outweighs what they rest on.
    shipped = load_weights()
    across = replace(shipped.across, weights={**shipped.across.weights, LIKENESS: 20.0})
    found = align_texts(source, target, encoder=encoder, model=replace(shipped, across=across))
    return [(list(one.rows), list(one.columns)) for one in found]


def test_likeness_decides_what_words_do_not_know() -> None:
    right = [([0], []), *(([number], [number - 1]) for number in range(1, len(SOURCE)))]
    assert beads(SOURCE, TARGET[1:], None) != right
    assert beads(SOURCE, TARGET[1:], Bag()) == right


def test_turned_round_it_is_mirrored() -> None:
    forth = align_texts(SOURCE, TARGET[1:], encoder=Bag())
    back = align_texts(TARGET[1:], SOURCE, encoder=Bag())
    assert [(one.rows, one.columns, one.chance) for one in forth] == [(x.columns, x.rows, x.chance) for x in back]


def test_empty_sides() -> None:
    assert beads([], [], Bag()) == []
    assert beads(SOURCE[:1], [], Bag()) == [([0], [])]


def test_the_feature_is_the_likeness_of_sums_above_that_of_all_pairs() -> None:
    rng = np.random.default_rng(7)
    source, target = SOURCE[:4], ["One.", "Two.", "Three.", "Four.", "Five."]
    vectors = unit_rows(rng.normal(size=(4, 3))), unit_rows(rng.normal(size=(5, 3)))
    pair, turned = pair_of(source, target, load_lexicon())
    assert not turned
    assert LIKENESS not in feature_names(pair)
    pair, band = replace(pair, vectors=vectors), full_band(4, 5)
    assert LIKENESS in feature_names(pair)
    tables, seen = lexical_tables(pair, band), 0
    centre = float(np.mean([one @ other for one in vectors[0] for other in vectors[1]]))
    for fitting in fittings(band):
        a, b = fitting.shape
        held = columns(pair, band, tables, fitting)
        values = {name: row for names, rows in held for name, row in zip(names, rows, strict=True)}[LIKENESS]
        for cell, value in zip(fitting.cells, values, strict=True):
            row, column = int(band.rows[cell]), int(band.columns[cell])
            one, other = vectors[0][row : row + a].sum(axis=0), vectors[1][column : column + b].sum(axis=0)
            lengths = np.linalg.norm(one), np.linalg.norm(other)
            cosine = one @ other / lengths[0] / lengths[1]
            assert value == pytest.approx(cosine * sum(lengths) / 2 - centre * (a + b) / 2)
            seen += 1
    assert seen > 100


def test_vectors_are_kept(tmp_path: Path) -> None:
    bag = Bag()
    first = CachedEncoder(bag, tmp_path).encode([*SOURCE, SOURCE[0]])
    assert bag.asked == SOURCE
    again = CachedEncoder(bag, tmp_path).encode([SOURCE[3], "Orvex and Tamblin", SOURCE[0]])
    assert bag.asked == [*SOURCE, "Orvex and Tamblin"]
    assert np.array_equal(again[[0, 2]], first[[3, 0]])
    assert np.allclose(again, bag.encode([SOURCE[3], "Orvex and Tamblin", SOURCE[0]]))
    assert CachedEncoder(bag, tmp_path).encode([]).shape[0] == 0


def test_another_model_has_other_vectors(tmp_path: Path) -> None:
    CachedEncoder(Bag(), tmp_path).encode(SOURCE)
    other = Bag("other")
    CachedEncoder(other, tmp_path).encode(SOURCE)
    assert other.asked == SOURCE


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    at = data.index(b"vectors.npy") + 150
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize("damage", [cut, flipped, lambda _: b"", lambda _: b"not a shard"])
def test_a_damaged_shard_is_told_and_made_anew(damage, tmp_path: Path) -> None:
    bag, told = Bag(), []
    whole = CachedEncoder(bag, tmp_path).encode(SOURCE)
    (shard,) = tmp_path.rglob("*.npz")
    shard.write_bytes(damage(shard.read_bytes()))
    cached = CachedEncoder(bag, tmp_path, told.append)
    assert np.array_equal(cached.encode(SOURCE), whole)
    assert bag.asked == SOURCE * 2
    (warning,) = told
    assert shard.name in warning
    cached.encode(SOURCE)
    assert len(told) == 1


def test_a_shard_of_something_else_is_not_believed(tmp_path: Path) -> None:
    bag, told = Bag(), []
    whole = CachedEncoder(bag, tmp_path).encode(SOURCE)
    (shard,) = tmp_path.rglob("*.npz")
    with np.load(shard) as held:
        keys = held["keys"]
    for vectors in (np.full((6, 6), 7, np.float32), np.full((6, 6), np.nan, np.float32), np.ones((3, 1), np.float32)):
        np.savez(shard, keys=keys, vectors=vectors)
        assert np.array_equal(CachedEncoder(bag, tmp_path, told.append).encode(SOURCE), whole)
    assert len(told) == 3


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as caught:
        CachedEncoder(Bag(), tmp_path / "file").encode(SOURCE)
    assert caught.value.code == "E_OUT_TAKEN"


def fake(monkeypatch: pytest.MonkeyPatch, known: Sequence[str] = ()) -> list[tuple[str, bool]]:
    """Put a library in the place of sentence-transformers that has models of some names; return its calls."""
    calls = []

    class SentenceTransformer:
        def __init__(self, path: str, *, local_files_only: bool) -> None:
            calls.append((path, local_files_only))
            if path not in known:
                raise OSError("\nno such model\nand a page of advice")

        def encode(self, texts: list[str], *, convert_to_numpy: bool, show_progress_bar: bool) -> Floats:
            assert (convert_to_numpy, show_progress_bar) == (True, False)
            return np.array([[3.0, 4.0]] * len(texts), dtype=np.float32)

    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = SentenceTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    return calls


def test_a_folder_is_loaded_without_a_connection(tmp_path: Path, monkeypatch) -> None:
    calls = fake(monkeypatch, [str(tmp_path)])
    (tmp_path / "weights").write_text("1")
    encoder = load_encoder(str(tmp_path), download=True)
    assert calls == [(str(tmp_path), True)]
    assert encoder.encode(["a", "b"]) == pytest.approx(np.array([[0.6, 0.8]] * 2))
    assert len(encoder.encode([])) == 0
    (tmp_path / "weights").write_text("12")
    assert load_encoder(str(tmp_path)).name != encoder.name


def test_a_name_is_fetched_when_the_user_says_so(monkeypatch) -> None:
    calls = fake(monkeypatch, ["LaBSE"])
    assert load_encoder("LaBSE", download=True).name == "LaBSE"
    assert calls == [("LaBSE", False)]
    with pytest.raises(UsageError, match="LaBSE is no folder") as caught:
        load_encoder("LaBSE")
    assert caught.value.code == "E_MODEL"
    assert "--download" in caught.value.help
    assert len(calls) == 1


@pytest.mark.parametrize(("local", "remedy"), [(True, "folder of a model"), (False, "connection")])
def test_a_model_that_is_not_there(remedy: str, tmp_path: Path, monkeypatch, *, local: bool) -> None:
    fake(monkeypatch)
    with pytest.raises(UsageError, match="no such model") as caught:
        load_encoder(str(tmp_path) if local else "LaBSE", download=not local)
    assert caught.value.code == "E_MODEL"
    assert remedy in caught.value.help
    assert "advice" not in str(caught.value)


def test_without_the_extra(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UsageError) as caught:
        load_encoder("LaBSE", download=True)
    assert caught.value.code == "E_NO_EXTRA"
    assert "duizhao[neural]" in caught.value.help


def test_the_extra_is_declared_and_loaded_when_asked_for_alone() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert [entry.partition(">")[0] for entry in extras["neural"]] == ["sentence-transformers"]
    sources = (ROOT / "pipeline").rglob("*.py")
    assert [path.name for path in sources if "sentence_transformers" in path.read_text("utf-8")] == ["encoder.py"]
    code = "import sys, duizhao.alignment.texts; sys.exit('sentence_transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
