"""Amounts, shares, multiples and counts as said, and what only looks like one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from duizhao.quantities import segment_quantities
from golden.loading import cases, load, speech

FEWEST_MENTIONS = 300
OFFSET = 7


@pytest.mark.parametrize("case", cases("quantities"))
def test_quantities(case: dict[str, Any]) -> None:
    found = list(segment_quantities(speech(case["source"]), year=case.get("year")))
    assert [one.text for one in found] == [wanted["text"] for wanted in case["expected"]]
    for one, wanted in zip(found, case["expected"], strict=True):
        for key in wanted.keys() - {"text"}:
            value = getattr(one, key)
            assert value == (pytest.approx(wanted[key], rel=1e-9) if isinstance(value, float) else wanted[key]), key


@pytest.mark.parametrize("case", [case for case in load("quantities") if case["expect"] == "pass"])
def test_spans_count_from_the_start_of_the_line(case: dict[str, Any]) -> None:
    segment = speech(case["source"], start=OFFSET)
    found = list(segment_quantities(segment))
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in found:
        assert segment.text[one.start - segment.start : one.end - segment.start] == one.text


def test_there_are_enough_mentions() -> None:
    held = [case for case in load("quantities") if case["expect"] == "pass"]
    assert sum(len(case["expected"]) for case in held) >= FEWEST_MENTIONS
    assert sum(not case["expected"] for case in held) >= FEWEST_MENTIONS // 4
