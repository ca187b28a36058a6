"""Codes: each that the package gives is explained, and each of the text's faults is found where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import duizhao
from duizhao.codes import ERRORS, REJECTIONS, WARNINGS
from duizhao.corpus.datasheet import datasheet
from duizhao.corpus.manifest import CorpusInfo
from duizhao.corpus.schema import TABLES
from duizhao.corpus.verifying import FINDINGS
from duizhao.reading.audit import audit
from duizhao.reading.lines import split_lines as lines

PACKAGE = Path(duizhao.__file__).parent


def test_every_code_is_explained() -> None:
    text = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.name != "codes.py")
    # Where a message is put together, the code ends in what it is about: E_SHOW_{...}.
    given = set(re.findall(r"\b[EW]_[A-Z][A-Z_]*[A-Z]\b", text))
    assert given == {*REJECTIONS, *WARNINGS, *ERRORS}


def test_a_code_means_one_thing() -> None:
    assert not (REJECTIONS.keys() & ERRORS.keys())


@pytest.mark.parametrize("codes", [REJECTIONS, WARNINGS, ERRORS, FINDINGS])
def test_every_code_says_what_to_do(codes: Mapping[str, str]) -> None:
    for code, text in codes.items():
        meaning, _, remedy = text.partition(": ")
        assert meaning, code
        assert remedy, code


def test_the_datasheet_explains_them() -> None:
    text = datasheet(CorpusInfo("1", "1", "s", {**dict.fromkeys(TABLES, 0), "rejected": 0}), ())
    assert all(f"`{code}` | {meaning}" in text for code, meaning in {**REJECTIONS, **WARNINGS}.items())


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("Good day.\nHello \ufeffthere.", "W_STRAY_BOM", "line 2, column 7"),
        ("It\u2019s fine.\nItâ\u20ac\u2122s not.", "W_MOJIBAKE", "line 2, column 3"),
        ("锟斤拷锟斤拷", "W_MOJIBAKE", "line 1, column 1"),
        ("We grew \ufffd and \ufffd.", "W_REPLACEMENT_CHARS", "2 times, first in line 1, column 9"),
        ("\u202eElam Otto", "W_BIDI_CONTROLS", "line 1, column 1"),
        ("Ingrid\u200b Falk", "W_INVISIBLE_CHARS", "line 1, column 7"),
        ("re\u00adcord", "W_INVISIBLE_CHARS", "line 1, column 3"),
        ("red \x1b[31m alert", "W_CONTROL_CHARS", "line 1, column 5"),
        ("\u041eperator", "W_HOMOGLYPH", "line 1, column 1"),
        ("~{VPND;a>`;a>`~}", "W_SUSPECT_ENCODING", "line 1, column 1"),
        ("logo \ue001", "W_PRIVATE_USE", "line 1, column 6"),
    ],
)
def test_what_no_transcript_should_hold(text: str, code: str, where: str) -> None:
    (warning,) = audit(lines(text))
    assert warning.startswith(f"{code}: ")
    assert warning.endswith(where)


@pytest.mark.parametrize(
    "text",
    [
        "Señor Ångström, Élodie Çelik and Žižek: “naïve” — 5 °C…",
        "Die Größe beträgt 3 µm, α-testing, Δ = 2.",
        "各位投资者：大家好！收入为２３亿元（同比＋５％）。",
        "Great work \U0001f469\u200d\U0001f4bb team",
        "R&D + capex grew by +12% year-on-year; C++ and A+ ratings.",
        "Tab\tand form feed\x0c are white space.",
        "Москва and Αθήνα are cities.",
    ],
)
def test_what_may_stand_in_a_transcript(text: str) -> None:
    assert audit(lines(text)) == ()
