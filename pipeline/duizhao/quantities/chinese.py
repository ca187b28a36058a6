"""Quantities of Chinese as spoken and printed in calls, read from a Simplified copy of the text of the same length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from duizhao.quantities.chinese_phrases import chinese_phrases
from duizhao.quantities.mention import Mention
from duizhao.quantities.numerals import CHINESE_NUMERALS, SCALES_ZH, chinese_numeral, figure
from duizhao.quantities.units import CURRENCY_BEFORE_ZH, MEASURE_WORDS, Unit, chinese_unit, currency_of

_NUMERAL = rf"[{CHINESE_NUMERALS}]+(?:点[零〇一二三四五六七八九]+[百千万亿]*)?"
_FIGURE = r"\d \d+\.\d+(?=\s*[%亿万])|\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\s?\.\s?\d+(?=\s*[%亿万百个倍])|\d+(?:\.\d+)?"
_SCALE = r"(?:[十百千]?万?多?亿|[十百千]?万|千|百|兆(?!瓦))"
# 两三 and 五六 are ranges; 十七八 is 17 to 18; 三五 is three to five.
_ABOUT = r"(?P<tens>十)?(?P<low>[一二两三四五六七八])(?P<up>[二两三四五六七八九])(?P<rest>[十百千]?[万亿]*)(?![{digits}十百千点])".replace(
    "{digits}", "零〇一二两三四五六七八九"
)
_ANY_NUMBER = re.compile(rf"[\d{CHINESE_NUMERALS}]")
# What begins with none of the characters in front is passed by at once.
_NUMBER = re.compile(
    rf"(?=[\d{CHINESE_NUMERALS}负負正百人美港新\u2212$€£¥￥A-Z-])(?P<sign>[负負]的?\s*|零下\s*|正\s*|(?<![A-Za-z\d%])[-\u2212])?(?P<share>百分之\s*)?(?P<sign2>[负]\s*)?(?:(?P<currency>{CURRENCY_BEFORE_ZH})\s*(?P<sign3>[负-]的?\s*)?)?"
    rf"(?:(?:(?<![\d.A-Za-z])|(?<=RMB|CNY|USD|HKD|TWD|EUR|GBP))(?P<figure>{_FIGURE})(?!\d)|(?P<about>{_ABOUT})|(?P<numeral>{_NUMERAL}))"
    rf"\s*(?:个(?=多?亿))?(?P<more>[多余来几])?\s*(?P<scale>{_SCALE})?(?P<second>(?<=亿)\d+(?:\.\d+)?(?:千?万)|(?<=万)\d千?(?![\d.%]))?\s*(?P<more2>[多余来])?"
)  # fmt: skip
_CHENG = re.compile(r"成(?P<more>[多半一二三四五六七八九]?)(?![为本功立都员长交熟就不分品果绩效像效型千套])")
# 百分之二十到二十五: the second number is a share too.
_SHARE_TO = re.compile(rf"[到至](?:百分之)?(?P<to>\d+(?:\.\d+)?|{_NUMERAL})(?![万亿个家年])")
# 打八折: at 80 per cent of the price, which is 20 per cent off.
_DISCOUNT = re.compile(r"折(?![旧合价算腾磨损射叠现])")
_POINTS = re.compile(r"(?:个多?|多个)点(?!儿|钟|半|评|击|位|亮|\d|的时候)(?=[^a-zA-Z\d]|$)")
_MEASURE = re.compile(rf"(?:{MEASURE_WORDS})")
_GREW = re.compile(
    r"(?:增长|增加|成长|提升|提高|上升|上涨|高出?|多|扩大|涨|长|大|快|重|贵|宽|加|增)了?(?:将?近|约|超过?|大约)?$"
)
_RANGE = re.compile(r"\s*(?:[到至~～\u2013\u2014-]+)\s*")
_MOVED = re.compile(r"(?:增[加长]|减少?|下降|上升|提升|降低|[升降增跌涨])了?$")
_WIDEST = Decimal("2.5")
_FROM = re.compile(r"(?:从|由)[^，。；]{0,12}$")
# Words with numerals that count nothing; the numeral of an idiom is passed by whole.
_IDIOMS = re.compile(
    r"万一|千万(?=不|别|要|记)|万[科达方能岁事物般科]|百姓|百度|(?<![万亿\d])千瓦|(?<![\d一二三四五六七八九])十分(?!之)|一一|三心二意|五花八门|四面八方|七上八下|三令五申|九牛一毛|一步一[个步]|"
    r"双十[一二]|[一二三四五]{1,2}线(?!下)|二手|两岸|两会|两端|两头|两全|两难|两用|两边|两侧|两者|四季|三维|二维|五金|四川|三亚|三峡|千年|百年|百科|百货|一分钱一分货|"
    r"八方|七夕|五一|十一(?=假|黄金|长假|国庆)|六一|九宫|二次(?!谐)|三农|零(?:售|部件|件|食|担|碳|散|距离|和|工|星|添加|基础|首付)|十足|百强|千人千面|万(?:物|家)|千家万户|"
    r"[一二三四五]星|第三方|[一二三]级|三电|四驱|五年规划|十[三四五]五|三甲|百(?:分百|花|余年)|千(?:载|里|古|方百计)|千差万别|万(?:亿级)?(?:无一失|众)|一(?:二|三)产|四大(?:行|会计)"
)
_NAME_BEFORE = re.compile(
    r"(?:[A-Za-z]-?|[A-Za-z]{2,} |[《#*]\s?|星号键?|按|拨打|星号键?加|键加?|(?:编号|密码|代码|电话|会议号码?|热线|号码)[:：是为]?\s*|\d )$"
)
_DIALLED_BEFORE = re.compile(r"(?<=\d)[:：-]$")
_GLUED = re.compile(
    r"[A-Za-z]|-[A-Z]|[:：]\d|版本|号(?!店|线路|机)|大促|购物节|-\d+-|-\d{3,}(?![\d.,]*\s*[%％亿万千天年月个家元人台辆美港米吨座名位款项件次倍])"
)
_RANGE_AFTER = re.compile(rf"\s*[到至~～\u2013\u2014-]\s*[\d{CHINESE_NUMERALS}]")
_CLOCK_BEFORE = re.compile(r"(?:上午|下午|晚上|早上|凌晨|中午|今晚|明早|时间)\s*$")
_ORDER_BEFORE = re.compile(r"第\s?$")
_SEVERAL_BEFORE = re.compile(r"[几数好若上多半个]$")
_MEASURED_BEFORE = re.compile(r"[近超过约上达逾足每]$")
_GREAT = re.compile(r"大(?=[\u4e00-\u9fff])")
# Unit of a number that counts nothing by itself and may begin a range.
_OPEN = "open"
_LONGEST_NAME, _LARGE = 24, Decimal(10_000)


def chinese_mentions(text: str) -> Iterator[Mention]:
    """Yield the quantities of a Simplified text; they may overlap, the first of two that do is meant."""
    yield from chinese_phrases(text)
    if not _ANY_NUMBER.search(text):
        return
    idioms = [found.span() for found in _IDIOMS.finditer(text)]
    idioms = [
        (start, end)
        for start, end in idioms
        if not re.match(r"[\d.一二两三四五六七八九十百千]", text[start - 1 : start])
    ]
    numbers = [one for one in _numbers(text) if not any(start < one.end and one.start < end for start, end in idioms)]
    yield from _ranges(text, numbers)


def _numbers(text: str) -> Iterator[Mention]:
    at = 0
    while found := _NUMBER.search(text, at):
        mention = _number(found, text)
        if mention is not None:
            yield mention
        at = mention.end if mention else found.end(_core(found))


def _core(found: re.Match[str]) -> str:
    return next(name for name in ("figure", "about", "numeral") if found[name])


def _number(found: re.Match[str], text: str) -> Mention | None:
    low, high = _values(found)
    if low is None:
        return None
    start = next((found.start(name) for name in ("sign", "share", "sign2", "currency") if found[name]), None)
    mention = Mention(
        found.start(_core(found)) if start is None else start,
        found.end(),
        low,
        "",
        high=high,
        approximate=bool(found["more"] or found["more2"] or found["about"]),
    )
    read = _with_unit(found, text, mention)
    if read is None or read.value is None:
        return None
    negative = (found["sign"] or "正").strip() != "正" or found["sign2"] or found["sign3"]
    return replace(read, value=-read.value) if negative else read


def _values(found: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """Return the number before its unit, with its scale; and the upper end where it is a range in itself."""
    scale = _product(found["scale"])
    if found["figure"]:
        value = figure(found["figure"])
        return (None if value is None else value * scale + _rest(found["second"])), None
    if found["about"]:
        low, up = (chinese_numeral(found[name]) for name in ("low", "up"))
        if low is not None and up is not None and (up == low + 1 or (int(low), int(up)) == (3, 5)):
            rest, tens = _product(found["rest"]) * scale, 10 if found["tens"] else 0
            return (low + tens) * rest, (up + tens) * rest
        value = chinese_numeral(found["about"])  # 八五折
        return (None if value is None else value * scale), None
    value = chinese_numeral(found["numeral"])
    return (None if value is None else value * scale), None


def _product(marks: str | None) -> Decimal:
    out = Decimal(1)
    for mark in (marks or "").replace("多", ""):
        out *= SCALES_ZH[mark]
    return out


def _rest(text: str | None) -> Decimal:
    """Return what follows the first scale: 2千万 of 1亿2千万, 2千 of 1万2千, and 5 of 1万5, which is 5,000."""
    digits = (text or "").rstrip("千万")
    return (figure(digits) or Decimal(0)) * _product((text or "")[len(digits) :] or "千") if digits else Decimal(0)


def _with_unit(found: re.Match[str], text: str, one: Mention) -> Mention | None:
    """Find what a number counts; null where it counts nothing."""
    at, value = one.end, one.value or Decimal(0)
    if found["share"]:
        end = found.end(_core(found))
        top = _SHARE_TO.match(text, end)
        high = None if top is None else figure(top["to"]) if top["to"][0].isdigit() else chinese_numeral(top["to"])
        return replace(one, unit="percent", end=top.end() if top and high else end, high=high)
    cheng = _CHENG.match(text, at)
    if cheng and 0 < value <= 10 and not found["scale"]:  # noqa: PLR2004 - tenths
        tenths = {"半": Decimal(5), "": Decimal(0), "多": Decimal(0)}.get(cheng["more"])
        more = chinese_numeral(cheng["more"]) if tenths is None else tenths
        high = None if one.high is None else one.high * 10
        about = one.approximate or cheng["more"] == "多"
        return replace(
            one, unit="percent", value=value * 10 + (more or 0), high=high, end=cheng.end(), approximate=about
        )
    discount = _DISCOUNT.match(text, at)
    if discount and not found["scale"]:
        share = value * 10 if value < 10 else value  # noqa: PLR2004 - 八折 and 八五折, which is read as 85
        return replace(one, unit="percent", value=share, end=discount.end(), other=(100 - share, "percent"))
    points = _POINTS.match(text, at)
    if points and not _CLOCK_BEFORE.search(text[: one.start]):
        about = one.approximate or "多" in points[0]
        return replace(one, unit="pp", end=points.end(), other=(value, "percent"), approximate=about)
    if found["currency"]:
        unit = Unit(currency_of(found["currency"]))
        said = chinese_unit(text, at)
        return replace(
            one, unit=unit.base, end=said[1] if said and said[0].base in {unit.base, "CNY"} else _trimmed(found)
        )
    return _measured(found, text, one) or _counted(found, text, one)


def _measured(found: re.Match[str], text: str, one: Mention) -> Mention | None:
    said = chinese_unit(text, one.end)
    value = one.value or Decimal(0)
    if said is None:
        cold = (found["sign"] or "").startswith("零下") or re.search(
            r"(?:温度?|温在|保持|降到|升到)[^，。]{0,6}$", text[: one.start]
        )
        return replace(one, unit="degC", end=one.end + 1) if cold and text[one.end : one.end + 1] == "度" else None
    unit, end = said
    if _is_figurative(found, text, one, unit):
        return None
    if unit.base == "times":
        return _times(text, one, end)
    if unit.base == "year" and text[end : end + 1] == "半":  # 两年半
        value, end = value + Decimal("0.5"), end + 1
    high = None if one.high is None else one.high * unit.worth
    return replace(one, unit=unit.base, value=value * unit.worth, high=high, end=end, worth=unit.worth)


def _is_figurative(found: re.Match[str], text: str, one: Mention, unit: Unit) -> bool:
    """Tell whether a number with a unit measures nothing: 一天, 这一季, 第三年, QL4倍 ..., 几百万元."""
    before = text[max(0, one.start - _LONGEST_NAME) : one.start]
    return bool(
        (found["numeral"] == "一" and unit.base in {"day", "m", "kg", "second"})
        or (unit.base == "quarter" and re.search(r"[这上下每前本]$", before))
        or _ORDER_BEFORE.search(before)
        or (found["figure"] and unit.base == "times" and _NAME_BEFORE.search(before))
        or (found["numeral"] and _bare_scale(found, text, one))
    )


def _times(text: str, one: Mention, end: int) -> Mention:
    """Read N倍: the factor reached; after 增长了 a rise by N times its base is N + 1 of it."""
    value = one.value or Decimal(0)
    grew = _GREW.search(text[max(0, one.start - _LONGEST_NAME) : one.start])
    if grew is None:
        return replace(one, unit="times", end=end)
    high = None if one.high is None else one.high + 1
    # Speakers say 增长了两倍 for "twice as much" too.
    return replace(
        one, unit="times", value=value + 1, high=high, end=end, other=(value, "times") if value > 1 else None
    )


def _counted(found: re.Match[str], text: str, one: Mention) -> Mention | None:
    before, after = text[max(0, one.start - _LONGEST_NAME) : one.start], text[_trimmed(found) :]
    scaled = bool(found["scale"]) or _MEASURE.match(text, one.end) is not None
    if _ORDER_BEFORE.search(before) or _NAME_BEFORE.search(before):
        return None
    # "138-1234" is dialled and "5G" a name; 100-200家 and 320万TEU are counted.
    if not scaled and (_DIALLED_BEFORE.search(before) or _GLUED.match(after)):
        return None
    measure = _MEASURE.match(text, one.end)
    if _RANGE_AFTER.match(after) and not measure and not found["scale"]:
        return replace(one, unit=_OPEN, end=_trimmed(found))
    # 一家 is an article more often than a count.
    article = found["numeral"] == "一" and not found["scale"]
    if article or (found["numeral"] and _bare_scale(found, text, one)):
        return None
    if measure:
        return replace(one, unit="count", end=measure.end())
    return replace(one, unit="count", end=_trimmed(found)) if _stands_alone(found, text, one) else None


def _stands_alone(found: re.Match[str], text: str, one: Mention) -> bool:
    """Tell whether a number without unit or measure word counts something: figures, scales, 三大, numerals from ten."""
    numeral, value, after = found["numeral"] or "", one.value or Decimal(0), text[_trimmed(found) :]
    about = found["about"] or ""
    if found["figure"] or found["scale"] or any(mark in numeral + about for mark in "万亿"):
        return not _clock(found, text, one)
    if _GREAT.match(after) and value > 1:
        return True
    return len(numeral) > 1 and value >= 10 and not re.match(r"[月日号点年]", after)  # noqa: PLR2004


def _clock(found: re.Match[str], text: str, one: Mention) -> bool:
    after = text[one.end : one.end + 3]
    return not found["scale"] and bool(re.match(r"\s*点(?!多)|\s*时|\s*[:：]\d|\s*[月日号]", after))


def _bare_scale(found: re.Match[str], text: str, one: Mention) -> bool:
    """Tell whether a numeral is a scale without a digit (千家, 百万) that nothing says to be a count."""
    numeral, before = found["numeral"], text[max(0, one.start - 2) : one.start]
    if numeral[0] in "十百千万亿" and (_SEVERAL_BEFORE.search(before) or text[_trimmed(found) :].startswith("级")):
        return True
    if any(mark not in "百千万亿" for mark in numeral):
        return False
    return not (_MEASURED_BEFORE.search(before) or numeral.endswith("亿"))


def _trimmed(found: re.Match[str]) -> int:
    """Return where a number ends, blanks and a word of approximation behind it left out."""
    return max(found.end(name) for name in (_core(found), "scale", "second") if found[name])


def _ranges(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Join the ends of ranges: 10%至15%, 三到五年, 19.5亿到20.5亿元; not after 从, which says what moved."""
    at = 0
    while at < len(mentions):
        one = mentions[at]
        joined = _joined(text, one, mentions[at + 1]) if at + 1 < len(mentions) else None
        if joined or one.unit != _OPEN:
            yield joined or one
        at += 1 if joined is None else 2


def _joined(text: str, one: Mention, other: Mention) -> Mention | None:
    if not _RANGE.fullmatch(text[one.end : other.start]) or (
        one.unit != _OPEN and _FROM.search(text[max(0, one.start - 16) : one.start])
    ):
        return None
    if one.value is None or other.value is None or not (one.unit == other.unit or one.unit in {"count", _OPEN}):
        return None
    moved = _MOVED.search(text[max(0, one.start - 8) : one.start])
    if moved and other.value > _WIDEST * one.value:  # 增加5亿元至83亿元: by the one, to the other
        return None
    low = one.value * (other.worth if one.unit in {"count", _OPEN} else 1)
    if one.unit in {"count", _OPEN} and abs(low) < _LARGE <= abs(other.value):  # 19.5到20.5亿: the scale is said once
        scale = re.search(r"[百千]?万?亿|[百千]?万|兆", text[other.start : other.end])
        low *= _product(scale[0]) if scale else 1
    return replace(other, start=one.start, value=low, high=other.value) if low < other.value else None
