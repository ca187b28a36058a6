"""Names in the talk: who is introduced, handed over to, announced, thanked."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.speakers.mentions import Act, read_mentions
from golden.loading import cases, load, speech


@pytest.mark.parametrize("case", cases("mentions"))
def test_mentions(case: dict[str, Any]) -> None:
    found = [mention for mention in read_mentions([speech(case["source"])]) if mention.act == case["label"]]
    # Two patterns may read one mention; it counts once.
    rows = list(
        dict.fromkeys((one.act.value, one.name, one.role.value if one.role else None, one.firm) for one in found)
    )
    assert len(rows) == len(case["expected"]), rows
    for row, wanted in zip(rows, case["expected"], strict=True):
        held = dict(zip(("act", "name", "role", "firm"), row, strict=True))
        assert {key: held[key] for key in wanted} == wanted


@pytest.mark.parametrize("act", list(Act))
def test_every_act_has_cases_of_both_kinds(act: Act) -> None:
    held = [case for case in load("mentions") if case["label"] == act.value and case["expect"] == "pass"]
    assert sum(bool(case["expected"]) for case in held) >= 2
    assert sum(not case["expected"] for case in held) >= 2
