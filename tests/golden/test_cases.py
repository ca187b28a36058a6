"""The case files themselves: well formed, no case twice, every known failure explained."""

from __future__ import annotations

import pytest

from golden.loading import CASES, load

KEYS = ("label", "comment", "source", "expected", "expect")
FILES = sorted(path.stem for path in CASES.glob("*.json"))


def test_there_are_cases() -> None:
    assert {"cues", "labels", "markers", "mentions", "quantities", "sentences"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_cases_are_well_formed(name: str) -> None:
    held = load(name)
    for case in held:
        assert {*KEYS} <= set(case) <= {*KEYS, "target", "year", "names"}
        assert case["expect"] in {"pass", "fail"}
        assert case["comment"] or case["expect"] == "pass", f"{case['source']!r}: a known failure says why"
    keys = [(case["label"], case["source"], case.get("target")) for case in held]
    assert len(set(keys)) == len(keys)
