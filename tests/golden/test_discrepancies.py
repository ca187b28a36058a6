"""What two aligned sentences disagree on: each rule with cases that it must find and cases that it must leave alone."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.gaps import find_discrepancies, make_views
from duizhao.quantities import read_quantities
from duizhao.records import Alignment
from duizhao.vocabulary import Level, Relation
from golden.loading import cases, load, speech

YEAR = 2031


@pytest.mark.parametrize("case", cases("discrepancies"))
def test_discrepancies(case: dict[str, Any]) -> None:
    segments = [speech(case["source"], index=0), speech(case["target"], index=1)]
    alignments = [
        Alignment(Relation.INTERPRETATION, level, (0,), (1,), 1.0) for level in (Level.PASSAGE, Level.SENTENCE)
    ]
    found = find_discrepancies(make_views(alignments, segments, read_quantities(segments, year=YEAR)))
    assert [
        {"kind": one.kind, "source_value": one.source_value, "target_value": one.target_value} for one in found
    ] == case["expected"]
    assert all(0.0 < one.confidence < 1.0 and one.explanation.endswith(".") for one in found)


def test_each_kind_has_both() -> None:
    held = load("discrepancies")
    for kind in {one["kind"] for case in held for one in case["expected"]}:
        labels = {case["label"] for case in held if kind in {one["kind"] for one in case["expected"]}}
        assert any(not case["expected"] for case in held if case["label"] in labels), kind
