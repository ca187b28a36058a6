"""Where a questioner starts over, to ask in this language what was asked in the other."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.alignment.own_renditions import STARTS_OVER
from golden.loading import cases


@pytest.mark.parametrize("case", cases("starts_over"))
def test_starts_over(case: dict[str, Any]) -> None:
    assert (STARTS_OVER.match(case["source"]) is not None) is case["expected"]
