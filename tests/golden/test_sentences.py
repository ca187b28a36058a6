"""Where sentences end: English, Chinese and both in one line."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.tokens import sentences
from golden.loading import cases


@pytest.mark.parametrize("case", cases("sentences"))
def test_sentences(case: dict[str, Any]) -> None:
    assert [case["source"][start:end] for start, end in sentences(case["source"])] == case["expected"]
