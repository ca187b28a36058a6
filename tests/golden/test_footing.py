"""What people say of translating: interpreters of others, speakers of themselves, and everybody of everything else."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.speakers.modes import INTERPRETERS_FOOTING, OWN_WORDS, SELF_TRANSLATION
from golden.loading import cases

PATTERNS = {
    "interpreter's footing": INTERPRETERS_FOOTING,
    "own words": OWN_WORDS,
    "asks again himself": SELF_TRANSLATION,
}


@pytest.mark.parametrize("case", cases("footing"))
def test_footing(case: dict[str, Any]) -> None:
    assert (PATTERNS[case["label"]].search(case["source"]) is not None) is case["expected"]
