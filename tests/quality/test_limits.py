"""The figures of docs/limits.md and docs/explanation.md are those of the models' cards and of the pinned floors."""

from __future__ import annotations

import re
import tomllib
from math import floor
from typing import Any

import pytest

from quality.floors import ROOT, load

DOCS = ROOT / "docs"
pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="the source distribution has no docs")
_ROWS = {
    "words with an acceptable role": "role",
    "the same, only operator, company, analyst": "coarse",
    "words under some name": "named",
    "of these, under the right name": "name",
    "F1 of where turns begin": "turn_f1",
}
_FOUND = {
    "figures": "all figures",
    "names": "all names",
    "omitted clauses": "omitted-clause",
    "added clauses": "added-clause",
    "clauses said twice": "doubled-clause",
}


def card(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / "models/duizhao_models" / name / "card.toml").read_text("utf-8"))


def shown(value: float) -> str:
    """Write a share rounded down."""
    return f"{floor(value * 1000 + 1e-9) / 1000:.3f}".lstrip("0")


def rows(page: str) -> dict[str, list[str]]:
    found = re.findall(r"^\| ([^|]+) \| (.+) \|$", (DOCS / page).read_text("utf-8"), re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in found}


def test_who_speaks() -> None:
    held, scores = rows("limits.md"), card("roles")["scores"]
    for row, key in _ROWS.items():
        assert held[row] == [shown(scores["stripped"][key]), shown(scores["flat"][key])], row
    data = card("roles")["data"]
    assert f"{data['calls']} annotated calls of {data['companies']} companies" in (DOCS / "limits.md").read_text(
        "utf-8"
    )


def test_what_belongs_together() -> None:
    text = " ".join((DOCS / "limits.md").read_text("utf-8").split())
    for name, words in {"across": "across languages", "within": "within one language"}.items():
        scores = card("beads")["scores"][name]
        assert f"{shown(scores['strict_f1'])} {words} ({scores['texts']} texts" in text


def test_what_is_found() -> None:
    held, floors = rows("limits.md"), load()["gaps"].floors["gaps"]
    for row, key in _FOUND.items():
        assert held[row] == [shown(floors[f"found.{key}"])], row


def test_calibration() -> None:
    text = " ".join((DOCS / "explanation.md").read_text("utf-8").split())
    roles, beads = (card(name)["scores"] for name in ("roles", "beads"))
    assert f"expected calibration error is {shown(roles['calibration']['expected_calibration_error'])}:" in text
    across, within = (shown(beads[one]["expected_calibration_error"]) for one in ("across", "within"))
    assert f"calibration error {across} across languages, {within} within one" in text
