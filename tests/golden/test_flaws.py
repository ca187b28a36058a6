"""Sentences cut off and stray noise at the end: what is flagged, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from duizhao.cleaning import clean_text
from duizhao.language import languages
from duizhao.layouts import lay_out
from duizhao.records import Document, Line
from duizhao.segmentation import segment
from golden.loading import cases

FLAGS = ("truncated", "noise")


@pytest.mark.parametrize("case", cases("flaws"))
def test_flaws(case: dict[str, Any]) -> None:
    lines = tuple(Line(number, text) for number, text in enumerate(case["source"].split("\n"), 1))
    document = Document("call.txt", "0" * 64, "utf-8", "text", lines)
    found = segment(document, lay_out(document), languages(document))
    assert [[one.text, flag] for one in found for flag in FLAGS if flag in one.flags] == case["expected"]
    for one in found:
        assert one.clean == ("" if "noise" in one.flags else clean_text(one.text))
        assert document.lines[one.line - 1].text[one.start : one.end] == one.text
    assert "".join("".join(line.text.split()) for line in lines) == "".join("".join(one.text.split()) for one in found)
