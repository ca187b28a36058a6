"""Quantities of Chinese that are no plain number with a unit: coins, ordinals, fractions, doublings, halves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from duizhao.quantities.mention import Mention
from duizhao.quantities.numerals import CHINESE_NUMERALS, chinese_numeral, figure
from duizhao.quantities.units import MEASURE_WORDS

_COIN = re.compile(r"[块毛毫分]")
# Dimes and cents: the last digit needs no unit (块 and 毛 say which it is).
_COINS = re.compile(
    rf"(?<![\d.{CHINESE_NUMERALS}])(?:(?P<yuan>\d+|[{CHINESE_NUMERALS}]+)块)?(?:(?P<jiao>(?<=块)[\d一二两三四五六七八九](?![\d{CHINESE_NUMERALS}个万千])[毛毫]?|[一二两三四五六七八九\d][毛毫](?=[\d一二三四五六七八九钱，。；、,）]|$))(?P<fen>(?<=[毛毫])[\d一二三四五六七八九](?![\d{CHINESE_NUMERALS}个])[分仙]?)?|(?P<cents>[一二两三四五六七八九\d](?=分钱)分))(?P<money>钱)?"
)
_COIN_WORTH = (Decimal(1), Decimal("0.1"), Decimal("0.01"))
_MULTIPLE = re.compile(r"翻了?(?P<n>[一两三四])?[番倍](?!新)|减半|腰斩")
_FOLDED = re.compile("[翻减腰]")
_FOLDS = {None: 2, "一": 2, "两": 4, "三": 8, "四": 16}
_HALF = re.compile(
    r"(?<![成年个月倍点分过天])(?:一|过|近|大)?半(?:以上|数|(?=的|是|来自|都|左右|[，,。]))|一半|(?<=[约近超过])半数"
)
_FRACTION = re.compile(rf"(?P<of>[{CHINESE_NUMERALS}]+|\d+)分之(?P<n>[{CHINESE_NUMERALS}]+|\d+)")
_ORDINAL = re.compile(
    rf"第(?P<n>[{CHINESE_NUMERALS}]+|\d+)(?!时间|方(?!案|面)|人称|手|产业|次世|性)(?P<measure>个?(?:季度?|年|轮|版|页|代|期|{MEASURE_WORDS})?)|(?P<first>首)(?:批|次|家|款|个|版|期|条|座|年)|(?<!\w)[Nn]o\. ?(?P<figure>\d{{1,3}})"
)


_LARGE_HALF = re.compile(r"(?:(?P<n>[一两二三四五六七八九\d])个)?半个?亿")
_HALF_POINT = re.compile(r"半个(?:百分)?点")
_HALF_YEAR = re.compile(r"(?<![上下前后大多一两三四五六七八九十\d])半年(?!度|报|期|线)")


def chinese_phrases(text: str) -> Iterator[Mention]:
    """Yield them, of a Simplified text; they may overlap, the first of two that do is meant."""
    if _COIN.search(text):
        yield from _coins(text)
    if "第" in text or "首" in text or "o." in text:
        yield from _ordinals(text)
    if "分之" in text:
        yield from _fractions(text)
    if _FOLDED.search(text):
        yield from _multiples(text)
    if "半" in text:
        yield from _halves(text)


def _coins(text: str) -> Iterator[Mention]:
    """Read prices as they are spoken: 三十九块九, 六毛六, 三分钱."""
    for found in _COINS.finditer(text):
        said = (
            found["yuan"],
            (found["jiao"] or "").rstrip("毛毫"),
            (found["fen"] or found["cents"] or "").rstrip("分仙"),
        )
        tenths = found["jiao"] or ""
        if not (tenths or found["fen"] or found["cents"]) or not (
            found["yuan"] or tenths.endswith(("毛", "毫")) or found["cents"]
        ):
            continue
        parts = [Decimal(0) if not one else figure(one) if one[0].isdigit() else chinese_numeral(one) for one in said]
        if None not in parts:
            value = sum((part or Decimal(0)) * worth for part, worth in zip(parts, _COIN_WORTH, strict=True))
            yield Mention(found.start(), found.end(), Decimal(value), "CNY")


def _ordinals(text: str) -> Iterator[Mention]:
    for found in _ORDINAL.finditer(text):
        if found["first"]:
            yield Mention(found.start(), found.end(), Decimal(1), "ordinal")
            continue
        said = found["n"] or found["figure"]
        value = Decimal(said) if said.isdecimal() else chinese_numeral(said)
        if value is not None:
            page = (found["measure"] or "").endswith("页")
            yield Mention(found.start(), found.end(), value, "page" if page else "ordinal")


def _fractions(text: str) -> Iterator[Mention]:
    for found in _FRACTION.finditer(text):
        of, part = (Decimal(said) if said.isdecimal() else chinese_numeral(said) for said in (found["of"], found["n"]))
        if of and part is not None and of != 100:  # noqa: PLR2004 - 百分之 is read with its number
            yield Mention(found.start(), found.end(), (100 * part / of).quantize(Decimal("1e-10")), "percent")


def _multiples(text: str) -> Iterator[Mention]:
    for found in _MULTIPLE.finditer(text):
        folds = Decimal("0.5") if "半" in found[0] or "腰" in found[0] else Decimal(_FOLDS[found["n"]])
        yield Mention(found.start(), found.end(), folds, "times", way="down" if folds < 1 else "up")


def _halves(text: str) -> Iterator[Mention]:
    for found in _HALF_POINT.finditer(text):
        yield Mention(found.start(), found.end(), Decimal("0.5"), "pp")
    for found in _LARGE_HALF.finditer(text):  # 半个亿, 一个半亿
        whole = chinese_numeral(found["n"]) if found["n"] and not found["n"].isdigit() else Decimal(found["n"] or 0)
        yield Mention(found.start(), found.end(), ((whole or Decimal(0)) + Decimal("0.5")) * 10**8, "count")
    for found in _HALF.finditer(text):
        yield Mention(found.start(), found.end(), Decimal(50), "percent")
    for found in _HALF_YEAR.finditer(text):
        yield Mention(found.start(), found.end(), Decimal(6), "month")
