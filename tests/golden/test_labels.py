"""Speaker labels taken apart, and lines that are none."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.labels import is_generic, is_placeholder, parse_label, title_role
from duizhao.vocabulary import Role
from golden.loading import cases, load


@pytest.mark.parametrize("case", cases("labels"))
def test_label(case: dict[str, Any]) -> None:
    label, wanted = parse_label(case["source"]), case["expected"]
    if wanted is None:
        assert label is None
        return
    assert label is not None
    assert (label.name, label.title, label.firm) == (wanted["name"], wanted["title"], wanted["firm"])
    role = title_role(label.name if is_generic(label.name) else label.title)
    assert role == (Role(wanted["role"]) if wanted["role"] else None)


@pytest.mark.parametrize("kind", ["generic", "placeholder"])
def test_stand_ins_are_told_from_names(kind: str) -> None:
    tell = is_generic if kind == "generic" else is_placeholder
    held = [case for case in load("labels") if case["expect"] == "pass" and case["expected"] is not None]
    for case in held:
        if case["label"] == kind:
            assert tell(case["source"]), case["source"]
        elif case["label"] not in ("generic", "placeholder"):
            assert not tell(case["expected"]["name"]), case["source"]
