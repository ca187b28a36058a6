"""Cases from tests/golden/cases/*.json as pytest parameters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from duizhao.cleaning import clean_text
from duizhao.language import language_of
from duizhao.records import Segment
from duizhao.vocabulary import Kind, Lang

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[dict[str, Any]]:
    """Return the cases of a file."""
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def cases(name: str) -> list[Any]:
    """Return a parameter per case; known failures are strict xfails."""
    return [
        pytest.param(
            case,
            id=f"{number:03d} {case['label']}",
            marks=[pytest.mark.xfail(strict=True, reason=case["comment"])] if case["expect"] == "fail" else [],
        )
        for number, case in enumerate(load(name))
    ]


def speech(text: str, *, index: int = 0, start: int = 0, lang: Lang | None = None) -> Segment:
    """Return a segment of speech that holds a text."""
    tongue = lang or language_of(text)
    return Segment(index, 1, start, start + len(text), Kind.SPEECH, tongue, text, clean_text(text), 0)
