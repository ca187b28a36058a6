"""Names that two aligned sentences disagree on, and names that only look as if."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.gaps import Names, find_discrepancies, make_views
from duizhao.records import Alignment
from duizhao.vocabulary import Level, Relation
from golden.loading import cases, speech


@pytest.mark.parametrize("case", cases("names"))
def test_names(case: dict[str, Any]) -> None:
    segments = [speech(case["source"], index=0), speech(case["target"], index=1)]
    alignments = [
        Alignment(Relation.INTERPRETATION, level, (0,), (1,), 1.0) for level in (Level.PASSAGE, Level.SENTENCE)
    ]
    names = Names(is_name=frozenset(case["names"]).__contains__)
    found = [
        one for one in find_discrepancies(make_views(alignments, segments, ()), names=names) if one.type == "entity"
    ]
    assert [[one.source_value, one.target_value] for one in found] == case["expected"]


@pytest.mark.parametrize("case", [case for case in cases("names") if case.values[0]["expected"]])
def test_names_are_found_in_a_translation_too(case: dict[str, Any]) -> None:
    segments = [speech(case["target"], index=0), speech(case["source"], index=1)]
    alignments = [Alignment(Relation.TRANSLATION, level, (0,), (1,), 1.0) for level in (Level.PASSAGE, Level.SENTENCE)]
    names = Names(is_name=frozenset(case["names"]).__contains__)
    found = [
        one for one in find_discrepancies(make_views(alignments, segments, ()), names=names) if one.type == "entity"
    ]
    assert [[one.target_value, one.source_value] for one in found] == case["expected"]
