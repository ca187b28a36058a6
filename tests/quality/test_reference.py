"""docs/reference is what the program declares, and the ranges that it gives hold."""

from __future__ import annotations

import pytest

import duizhao
from duizhao.cli import app
from duizhao.corpus.schema import TABLES
from quality import reference
from quality.commands import commands
from quality.samples import CORPUS

_DOCS = pytest.mark.skipif(not reference.FOLDER.exists(), reason="the source distribution has no docs")


@_DOCS
@pytest.mark.parametrize(("name", "text"), reference.pages().items())
def test_it_is_up_to_date(name: str, text: str) -> None:
    assert (reference.FOLDER / name).read_text("utf-8") == text, f"{reference.RENEW} brings docs/reference up to date"


def test_every_public_name_is_there() -> None:
    page = reference.pages()["api.md"]
    assert all(f"### `duizhao.{name}`" in page for name in duizhao.__all__ if not name.startswith("_"))


def test_every_option_is_there() -> None:
    held = {one.name: one for one in commands(app)}
    assert {"duizhao build", "duizhao train roles", "duizhao corrections import"} <= held.keys()
    assert all(one.example.startswith("duizhao ") for one in held.values())
    shown = [one.shown for one in held["duizhao gaps"].parameters]
    assert shown[0] == "OUT"
    assert "--format, -f table|csv|json|html" in shown
    assert "--summary" in shown


def test_an_explanation_without_a_remedy_is_refused() -> None:
    with pytest.raises(ValueError, match="no remedy in 'the file is damaged'"):
        reference.told("the file is damaged")


def test_values_are_in_their_ranges(tmp_path) -> None:
    duizhao.build([CORPUS / "samples"], tmp_path / "corpus")
    corpus = duizhao.open(tmp_path / "corpus")
    for table, columns in TABLES.items():
        rows = corpus.rows(table)
        for one in columns:
            values = [row[one.name] for row in rows if row[one.name] is not None]
            if one.least is not None:
                assert all(value >= one.least for value in values), (table, one.name)
            if one.most is not None:
                assert all(value <= one.most for value in values), (table, one.name)
