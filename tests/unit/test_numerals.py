"""Numerals in characters and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duizhao.quantities.numerals import chinese_numeral, english_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("两千", 2000),
        ("一百二十三点五", "123.5"),
        ("零点二五", "0.25"),
        ("三亿五千万", 350_000_000),
        ("一千零五十万", 10_500_000),
        ("一万亿", 10**12),
        ("十二万", 120_000),
        ("二零二四", 2024),
        ("三億", 300_000_000),
        ("九千九百九十九", 9999),
        ("百", 100),
    ],
)
def test_chinese_numeral(text: str, value: int | str) -> None:
    assert chinese_numeral(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "点五", "abc", "三个", "一点半", "3"])
def test_no_chinese_numeral(text: str) -> None:
    assert chinese_numeral(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("三百五", 350), ("两千六", 2600), ("一万五", 15_000), ("三亿五", 350_000_000)]
)
def test_chinese_numeral_cut_short(text: str, value: int) -> None:
    assert chinese_numeral(text) == value


def spelled(value: int) -> str:
    """Spell a number of up to four digits the plain way."""
    digits, out, zero = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return out


@pytest.mark.parametrize("step", [1, 7, 101])
def test_chinese_numerals_up_to_ten_thousand(step: int) -> None:
    for value in range(1, 10_000, 37 * step):
        assert chinese_numeral(spelled(value)) == value, spelled(value)


@pytest.mark.parametrize(
    ("text", "value"), [("twenty-one", 21), ("Fifteen", 15), ("ninety nine", 99), ("ten", 10), ("zero", 0)]
)
def test_english_numeral(text: str, value: int) -> None:
    assert english_numeral(text) == value


@pytest.mark.parametrize("text", ["", "hundred", "one two three", "third", "many"])
def test_no_english_numeral(text: str) -> None:
    assert english_numeral(text) is None
