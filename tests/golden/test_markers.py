"""Stage directions: what they say, and what stands in brackets without being one."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.markers import Sign, find_markers, is_marker_line
from golden.loading import cases, load


@pytest.mark.parametrize("case", cases("markers"))
def test_markers(case: dict[str, Any]) -> None:
    text = case["source"]
    found = [[text[marker.start : marker.end], marker.sign.value] for marker in find_markers(text)]
    assert found == case["expected"]["markers"]
    assert is_marker_line(text) is case["expected"]["line"]


@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("chinese", [False, True])
def test_every_sign_has_cases_in_both_languages(sign: Sign, chinese: bool) -> None:
    texts = [text for case in load("markers") for text, name in case["expected"]["markers"] if name == sign.value]
    assert any(text.isascii() is not chinese for text in texts)
