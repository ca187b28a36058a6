"""Words that measures count: hedges, boosters, connectives, disfluencies, reports and persons, and what looks so."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.gaps.measures.connectives import classes
from duizhao.gaps.measures.footing import person
from duizhao.gaps.measures.lists import BOOSTERS, CONNECTIVES, DISFLUENCIES, HEDGES, REPORTS
from golden.loading import cases, load

LISTS = {"hedges": HEDGES, "boosters": BOOSTERS, "disfluencies": DISFLUENCIES, "reports": REPORTS, **CONNECTIVES}


@pytest.mark.parametrize("case", cases("measures"))
def test_measures(case: dict[str, Any]) -> None:
    label, text = case["label"], case["source"]
    if label == "person":
        assert person(text) == case["expected"]
    elif label == "classes":
        assert sorted(classes(text)) == case["expected"]
    else:
        assert list(LISTS[label].find(text)) == case["expected"]


@pytest.mark.parametrize("label", [*LISTS, "person"])
@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("found", [False, True])
def test_every_list_has_cases_in_both_languages_and_of_both_kinds(label: str, chinese: bool, found: bool) -> None:
    held = [case for case in load("measures") if case["label"] == label and bool(case["expected"]) is found]
    assert any(case["source"].isascii() is not chinese for case in held)
