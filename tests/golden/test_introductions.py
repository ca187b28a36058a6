"""Names and titles of one sentence joined."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.labels import title_role
from duizhao.speakers.introductions import introductions
from golden.loading import cases


@pytest.mark.parametrize("case", cases("introductions"))
def test_introductions(case: dict[str, Any]) -> None:
    found = [(one.name, title_role(one.title)) for one in introductions(case["source"])]
    assert [(name, role.value) for name, role in found if role] == [
        (wanted["name"], wanted["role"]) for wanted in case["expected"]
    ]


def test_offsets_are_those_of_the_name() -> None:
    sentence = "With us are our CEO, Ms. Ines Falk; and Otto Brandt, CFO."
    assert [sentence[one.start : one.end] for one in introductions(sentence)] == ["Ms. Ines Falk", "Otto Brandt"]
