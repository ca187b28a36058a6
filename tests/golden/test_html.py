"""Pages and the lines they give."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.config import Settings
from duizhao.reading import html
from duizhao.reading.formats import File
from golden.loading import cases


@pytest.mark.parametrize("case", cases("html"))
def test_html(case: dict[str, Any]) -> None:
    extract = html.read(File(case["source"].encode(), "call.html", Settings()))
    assert [line.text for line in extract.lines] == case["expected"]
    assert [line.number for line in extract.lines] == list(range(1, len(extract.lines) + 1))
