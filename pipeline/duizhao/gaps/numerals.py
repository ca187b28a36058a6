"""Chinese numerals and English number words to decimals."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
SCALES_ZH = {
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "萬": Decimal(10**4),
    "亿": Decimal(10**8),
    "億": Decimal(10**8),
    "兆": Decimal(10**12),
}
SCALES_EN = {
    "hundred": Decimal(100), "thousand": Decimal(1000), "k": Decimal(1000), "million": Decimal(10**6), "mn": Decimal(10**6), "mln": Decimal(10**6),
    "m": Decimal(10**6), "billion": Decimal(10**9), "bn": Decimal(10**9), "b": Decimal(10**9), "trillion": Decimal(10**12), "tn": Decimal(10**12),
}  # fmt: skip
_WORDS = {
    word: value
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        ).split()
    )
} | {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}


_CUT_SHORT = re.compile(r"([百千])[一二三四五六七八九]$")
_LOWER = {"百": "十", "千": "百"}


def chinese_numeral(text: str) -> Decimal | None:
    """Read a numeral in Chinese characters, such as 一百二十三点五 or 两千.

    Returns:
        Its value, null where the characters are no numeral (亿 and 万 included: 三亿五千万).
    """
    whole, _, fraction = text.replace("點", "点").partition("点")
    if not whole or any(
        character not in _DIGITS and character not in _SMALL and character not in "万亿萬億" for character in whole
    ):
        return None
    value = _whole(whole.replace("萬", "万").replace("億", "亿"))
    if value is None or (fraction and any(character not in _DIGITS for character in fraction)):
        return None
    return value + Decimal("0." + "".join(str(_DIGITS[character]) for character in fraction)) if fraction else value


def _whole(text: str) -> Decimal | None:
    for mark, scale in (("亿", 10**8), ("万", 10**4)):
        if mark in text:
            left, _, right = text.rpartition(mark)
            high, low = _whole(left) if left else Decimal(1), _whole(right) if right else Decimal(0)
            if high is None or low is None:
                return None
            # 一万五 is 15,000: a last digit counts the next lower unit.
            return high * scale + (low * (scale // 10) if right in _DIGITS and right not in "零〇" else low)
    cut_short = _CUT_SHORT.search(text)
    if cut_short:  # 三百五 is 350: a last digit counts the next lower unit
        text += _LOWER[cut_short[1]]
    total, digit, seen = 0, 0, False
    counted = any(character in _SMALL for character in text)  # 二百三十 and not 二三零
    for character in text:
        if character in _DIGITS:
            digit, seen = (digit * 10 if digit and not counted else 0) + _DIGITS[character], True
        else:
            total += (digit or (0 if seen and not digit and total else 1)) * _SMALL[character]
            digit = 0
    return Decimal(total + digit)


def english_number(words: str) -> Decimal | None:
    """Read number words below a hundred, "twenty-one" or "fifteen"; null where they are none."""
    parts = re.split(r"[\s-]+", words.lower().strip())
    if not parts or any(part not in _WORDS for part in parts) or len(parts) > 2:  # noqa: PLR2004
        return None
    return Decimal(sum(_WORDS[part] for part in parts))
