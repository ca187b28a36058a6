"""Trained files are used only where they are what their card says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from duizhao import models
from duizhao.errors import ModelError
from duizhao.models import read_card, read_file
from duizhao.training.cards import digest_of, write_model


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A model of two files, found where the package's are."""
    write_model(tmp_path / "toy", {"a.bin": b"one", "b.bin": b"two"}, {"model": {"task": "none"}})
    monkeypatch.setattr(models.resources, "files", lambda _: tmp_path)
    read_card.cache_clear()
    yield tmp_path / "toy"
    read_card.cache_clear()


def test_a_model_as_written_is_read(folder: Path) -> None:
    assert read_card("toy")["model"] == {"task": "none"}
    assert (read_file("toy", "a.bin"), read_file("toy", "b.bin")) == (b"one", b"two")
    assert sorted(path.name for path in folder.iterdir()) == ["a.bin", "b.bin", "card.toml"]


def _change(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"onE")


def _remove(folder: Path) -> None:
    (folder / "a.bin").unlink()


def _lose_card(folder: Path) -> None:
    (folder / "card.toml").unlink()


def _break_card(folder: Path) -> None:
    (folder / "card.toml").write_text("[files\n", "utf-8")


def _garble_card(folder: Path) -> None:
    (folder / "card.toml").write_bytes(b"\xff\xfe")


def _forget(folder: Path) -> None:
    (folder / "card.toml").write_text("[model]\n", "utf-8")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_change, "a.bin has SHA-256 "),
        (_remove, "a.bin: "),
        (_lose_card, "card cannot be read"),
        (_break_card, "card cannot be read"),
        (_garble_card, "card cannot be read"),
        (_forget, "names no file a.bin"),
    ],
)
def test_anything_else_is_refused(folder: Path, harm: Callable[[Path], None], says: str) -> None:
    harm(folder)
    with pytest.raises(ModelError) as caught:
        read_file("toy", "a.bin")
    assert caught.value.code == "E_MODEL"
    assert "model toy" in str(caught.value)
    assert says in str(caught.value)
    assert "reinstall" in caught.value.help


def test_there_is_no_such_model() -> None:
    with pytest.raises(ModelError, match="none such"):
        read_card("none such")


def test_cards_hold_any_text(tmp_path: Path) -> None:
    tables = {"model": {"quoted": 'a "b" \\ c', "curve": [[0.0, 0.5], [1.0, 1.0]], "calls": 3, "odd key!": "x"}}
    write_model(tmp_path, {}, tables)
    assert tomllib.loads((tmp_path / "card.toml").read_text("utf-8")) == {**tables, "files": {}}


def test_a_digest_is_of_names_and_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for path, data in ((one, b"1"), (other, b"2")):
        path.write_bytes(data)
    whole = digest_of([one, other], tmp_path)
    assert digest_of([other, one], tmp_path) == whole
    assert digest_of([one, other.rename(tmp_path / "third")], tmp_path) != whole
    (tmp_path / "third").rename(other)
    assert digest_of([one, other], tmp_path) == whole
    other.write_bytes(b"3")
    assert digest_of([one, other], tmp_path) != whole
