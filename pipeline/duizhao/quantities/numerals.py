"""Numerals to decimals: figures, Chinese numerals, English number words."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {
    mark: value
    for value, marks in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for mark in marks
}
#: The characters of Chinese numerals, Simplified.
CHINESE_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_SMALL = {"十": 10, "百": 100, "千": 1000}
SCALES_ZH = {
    "十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "萬": Decimal(10**4), "亿": Decimal(10**8), "億": Decimal(10**8), "兆": Decimal(10**12),
}  # fmt: skip
SCALES_EN = {
    "dozen": Decimal(12), "hundred": Decimal(100), "thousand": Decimal(1000), "k": Decimal(1000), "million": Decimal(10**6), "mn": Decimal(10**6), "mln": Decimal(10**6),
    "m": Decimal(10**6), "mm": Decimal(10**6), "billion": Decimal(10**9), "bn": Decimal(10**9), "b": Decimal(10**9), "trillion": Decimal(10**12), "tn": Decimal(10**12),
}  # fmt: skip
_UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: value for value, word in enumerate(_UP_TO_NINETEEN)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
# No number that is said is longer: 九千九百九十九万九千九百九十九亿 has 19 characters.
_LONGEST = 40
_CUT_SHORT = re.compile(r"([百千])[一二三四五六七八九]$")
_LOWER = {"百": "十", "千": "百"}
_LARGE = ("thousand", "million", "billion", "trillion")

_one = "(?:" + "|".join(_UP_TO_NINETEEN[1:10]) + ")"
_below_100 = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -]{_one})?|{'|'.join(sorted(_UP_TO_NINETEEN[1:], key=len, reverse=True))})\b"
)
_below_1000 = rf"(?:(?:an?|{_below_100})[ -]hundred\b(?:[ -](?:and )?{_below_100})?|{_below_100})"
_decimals = rf"(?: point(?: (?:zero|oh|{_one}))+\b| and a half\b)"
_scales = rf"(?:[ -](?:{'|'.join(_LARGE)}|dozen)\b)"
#: A number in English words, "one point eight six billion" or "two hundred and fifty"; "a" and "half a" before a scale.
NUMBER_WORDS = (
    rf"(?:(?:half an?|an?)(?={_scales}){_scales}|(?:{_below_1000}|zero(?= point)){_decimals}?{_scales}*"
    rf"(?: (?:and )?{_below_1000}(?={_scales}|\b)(?:[ -](?:thousand|million)\b)?)?)"
)
#: Whole words: one of them stands in every number in words.
NUMBER_PARTS = frozenset((*_UP_TO_NINETEEN, *_TENS, *_LARGE, "hundred", "dozen"))


def chinese_numeral(text: str) -> Decimal | None:
    """Read a numeral in Chinese characters, such as 一百二十三点五, 两千 or 三点五亿.

    Returns:
        Its value, null where the characters are no numeral (亿 and 万 included: 三亿五千万).
    """
    text = text.replace("點", "点").replace("萬", "万").replace("億", "亿")
    whole, _, fraction = text.partition("点")
    decimals = fraction.rstrip("十百千万亿")
    if not whole or len(whole) > _LONGEST or not all(one in _DIGITS or one in _SMALL or one in "万亿" for one in whole):
        return None
    value: Decimal | None = _whole(whole)
    if value is None or (fraction and (not decimals or any(one not in _DIGITS for one in decimals))):
        return None
    if not fraction:
        return value
    value = value + Decimal("0." + "".join(str(_DIGITS[one]) for one in decimals))
    for mark in fraction[len(decimals) :]:
        value *= SCALES_ZH[mark]
    return value


def _whole(text: str) -> Decimal | None:
    for mark, scale in (("亿", 10**8), ("万", 10**4)):
        if mark in text:
            left, _, right = text.rpartition(mark)
            high, low = _whole(left) if left else Decimal(1), _whole(right) if right else Decimal(0)
            if high is None or low is None:
                return None
            # 一万五 is 15,000: a last digit counts the next lower unit.
            cut = right in _DIGITS and right not in "零〇"
            return high * Decimal(scale) + (low * Decimal(scale // 10) if cut else low)
    cut_short = _CUT_SHORT.search(text)
    if cut_short:  # 三百五 is 350: a last digit counts the next lower unit
        text += _LOWER[cut_short[1]]
    total, digit, seen = 0, 0, False
    counted = any(character in _SMALL for character in text)  # 二百三十 and not 二三零
    for character in text:
        if character in _DIGITS:
            digit, seen = (digit * 10 if seen and not counted else 0) + _DIGITS[character], True
        else:
            total += (digit or (0 if seen and not digit and total else 1)) * _SMALL[character]
            digit = 0
    return Decimal(total + digit)


def english_numeral(words: str) -> Decimal | None:
    """Read number words, "twenty-one", "a hundred and fifty thousand", "one point eight six billion".

    Returns:
        Their value, null where they are none.
    """
    parts = [part for part in re.split(r"[\s-]+", words.lower().strip()) if part != "and"]
    if parts[-3:-1] == ["a", "half"] or parts[-2:] == ["a", "half"]:
        parts = _halved(parts)
    if parts[:1] == ["half"] and len(parts) > 1:
        rest = english_numeral(" ".join(parts[1:]))
        return None if rest is None else rest / 2
    whole, point, decimals = _split(parts, "point")
    total, current, last = Decimal(0), Decimal(0), ""
    for part in whole:
        follows = part in _WORDS and last in _WORDS
        if follows and not (last in _TENS and 0 < _WORDS[part] < 10):  # noqa: PLR2004 - "twenty-one", never "one two"
            return None
        if part in {"a", "an"} and not last:
            current = Decimal(1)
        elif part in _WORDS:
            current += Decimal(_WORDS[part])
        elif part == "hundred" and last:
            current = (current or Decimal(1)) * 100
        elif part in SCALES_EN and len(part) > 1 and last:
            total, current = total + (current or Decimal(1)) * SCALES_EN[part], Decimal(0)
        else:
            return None
        last = part
    if not last:
        return None
    return _with_decimals(total + current, decimals) if point else total + current


def _halved(parts: list[str]) -> list[str]:
    """Write "two and a half" as "two point five", its scale behind it."""
    at = len(parts) - 1 - parts[::-1].index("half")
    return [*parts[: at - 1], "point", "five", *parts[at + 1 :]]


def _split(parts: list[str], mark: str) -> tuple[list[str], bool, list[str]]:
    at = parts.index(mark) if mark in parts else len(parts)
    return parts[:at], at < len(parts), parts[at + 1 :]


def _with_decimals(whole: Decimal, said: list[str]) -> Decimal | None:
    digits, scale = "", Decimal(1)
    for part in said:
        if part == "oh" or _WORDS.get(part, 10) < 10:  # noqa: PLR2004
            digits += str(_WORDS.get(part, 0))
        elif part in SCALES_EN:
            scale *= SCALES_EN[part]
        else:
            return None
    return (whole + Decimal(f"0.{digits}")) * scale if digits else None


def figure(text: str) -> Decimal | None:
    """Read figures with separators, blanks left by a recogniser included: "1,482.4", "1 .86", "2 0.0".

    Returns:
        The value, null where it is none.
    """
    try:
        return Decimal(re.sub(r"[,，\s]", "", text))
    except InvalidOperation:
        return None


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without zeros at its end: 1.860E+9 is "1860000000"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
