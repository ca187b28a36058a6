"""Units of both languages: what each word or sign means, and how many base units it is worth.

Values are kept in base units: currencies by ISO 4217 code, ``percent``, ``pp`` (percentage points), ``times`` (the
factor reached), ``count``, ``ordinal``, ``page``, ``date``, durations in their own unit (``year`` ``quarter`` ``month``
``week`` ``day`` ``hour`` ``minute`` ``second``), and measured units in ``kg`` ``m`` ``m2`` ``m3`` ``kWh`` ``W``
``degC``. Chinese and imperial measures after the national standards (市斤 = 0.5 kg, 市亩 = 2000/3 m2, foot = 0.3048 m).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple


class Unit(NamedTuple):
    """A base unit, and how many of it one of the unit said is worth."""

    base: str
    worth: Decimal = Decimal(1)


DURATIONS = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})
#: Units that are no amount of anything.
PLACES = frozenset({"ordinal", "page", "date"})

_BASIS_POINT = Decimal("0.01")
_SIGNS = {
    "rmb": "CNY", "cny": "CNY", "¥": "CNY", "￥": "CNY", "us$": "USD", "usd": "USD", "$": "USD", "hk$": "HKD", "hkd": "HKD", "nt$": "TWD", "ntd": "TWD", "twd": "TWD", "s$": "SGD",
    "sgd": "SGD", "c$": "CAD", "cad": "CAD", "a$": "AUD", "aud": "AUD", "inr": "INR", "mop": "MOP", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "jpy": "JPY", "krw": "KRW",
}  # fmt: skip
_ENGLISH = (
    (r"percentage[ -]points?|percent points?|ppts?\b|pps?\b|p\.p\.", Unit("pp")),
    (r"basis[ -]points?|bps\b|bp\b", Unit("pp", _BASIS_POINT)),
    (r"%|percent(?:age)?\b|per cent\b|pct\b", Unit("percent")),
    (r"times\b(?! (?:a|per|each|every|in)\b)|fold\b|x\b", Unit("times")),
    (r"RMB\b|CNY\b|yuan\b|renminbi\b", Unit("CNY")),
    (r"(?:US |U\.S\. )?cents?\b", Unit("USD", Decimal("0.01"))),
    (r"(?:U\.?S\.? ?|American )dollars?\b|US\$|USD\b|dollars?\b|bucks\b", Unit("USD")),
    (r"Hong Kong dollars?\b|HKD\b", Unit("HKD")),
    (r"(?:New )?Taiwan dollars?\b|NTD\b|TWD\b", Unit("TWD")),
    (r"Singapore dollars?\b|SGD\b", Unit("SGD")),
    (r"euros?\b|EUR\b", Unit("EUR")),
    (r"pounds sterling\b|pounds?\b|GBP\b", Unit("GBP")),
    (r"(?:Japanese )?yen\b|JPY\b", Unit("JPY")),
    (r"years?\b(?! (?:over|on)[ -])", Unit("year")),
    (r"decades?\b", Unit("year", Decimal(10))),
    (r"quarters?\b(?![ -](?:over|on)[ -])", Unit("quarter")),
    (r"months?\b(?![ -](?:over|on)[ -])", Unit("month")),
    (r"weeks?\b", Unit("week")),
    (r"(?:working |calendar )?days?\b", Unit("day")),
    (r"hours?\b", Unit("hour")),
    (r"minutes?\b", Unit("minute")),
    (r"seconds\b", Unit("second")),
    (r"kilograms?\b|kilos?\b|kgs?\b", Unit("kg")),
    (r"(?:metric )?(?:tonnes?|tons?)\b", Unit("kg", Decimal(1000))),
    (r"pounds of\b|lbs?\b", Unit("kg", Decimal("0.45359237"))),
    (r"grams?\b", Unit("kg", Decimal("0.001"))),
    (r"square kilomet(?:er|re)s?\b", Unit("m2", Decimal(10**6))),
    (r"square (?:met(?:er|re)s?)\b|sq\.? ?m\b|sqm\b", Unit("m2")),
    (r"square (?:feet|foot)\b", Unit("m2", Decimal("0.09290304"))),
    (r"mu\b", Unit("m2", Decimal(2000) / 3)),
    (r"acres?\b", Unit("m2", Decimal("4046.8564224"))),
    (r"hectares?\b", Unit("m2", Decimal(10**4))),
    (r"cubic met(?:er|re)s?\b", Unit("m3")),
    (r"cubic (?:feet|foot)\b", Unit("m3", Decimal("0.0283168466"))),
    (r"kilomet(?:er|re)s?\b|km\b", Unit("m", Decimal(1000))),
    (r"nautical miles?\b", Unit("m", Decimal(1852))),
    (r"miles?\b", Unit("m", Decimal("1609.344"))),
    (r"nanomet(?:er|re)s?\b|nm\b", Unit("m", Decimal("1e-9"))),
    (r"millimet(?:er|re)s?\b|mm\b", Unit("m", Decimal("0.001"))),
    (r"met(?:er|re)s?\b", Unit("m")),
    (r"kWh\b|kilowatt[ -]hours?\b", Unit("kWh")),
    (r"MWh\b|megawatt[ -]hours?\b", Unit("kWh", Decimal(1000))),
    (r"GWh\b|gigawatt[ -]hours?\b", Unit("kWh", Decimal(10**6))),
    (r"TWh\b|terawatt[ -]hours?\b", Unit("kWh", Decimal(10**9))),
    (r"kW\b|kilowatts?\b", Unit("W", Decimal(1000))),
    (r"MWp?\b|megawatts?\b", Unit("W", Decimal(10**6))),
    (r"GWp?\b|gigawatts?\b", Unit("W", Decimal(10**9))),
    (r"degrees? (?:below zero|below)(?! (?:the|last|average))\b", Unit("degC", Decimal(-1))),
    (r"degrees?(?: (?:Celsius|centigrade))?\b|°C|℃", Unit("degC")),
)  # fmt: skip
_CHINESE = (
    (r"个?百分点", Unit("pp")),
    (r"个?基点|个?点子|bps?\b|bp", Unit("pp", _BASIS_POINT)),
    (r"%|％", Unit("percent")),
    (r"倍", Unit("times")),
    (r"美分", Unit("USD", Decimal("0.01"))),
    (r"港仙|仙(?!人|女|境)", Unit("HKD", Decimal("0.01"))),
    (r"美元|美金|美刀|USD", Unit("USD")),
    (r"港元|港币|港纸|HKD", Unit("HKD")),
    (r"新?[台臺][币幣]", Unit("TWD")),
    (r"欧元|EUR", Unit("EUR")),
    (r"英镑", Unit("GBP")),
    (r"日元|日圆", Unit("JPY")),
    (r"新加坡元|新元|新币", Unit("SGD")),
    (r"元人民币|元(?!宇宙|素|件|器件|旦|老|首|年)|块钱|(?<![一二两三四五六七八九这那几])块(?!业|地|儿|屏|板|牌|砖|大|小|新|业务)|人民币|RMB", Unit("CNY")),
    (r"个?季度|季", Unit("quarter")),
    (r"个?月(?!份|底|末|初|\d)", Unit("month")),
    (r"个?半?(?:周|星期|礼拜)(?!边|转|报|期|岁|年)", Unit("week")),
    (r"年(?!级|报|会|轻|代|均|底|末|初|中|增|减|化|度)|周年|岁", Unit("year")),
    (r"个?(?:交易|工作|自然)日|天(?!然|猫|津)", Unit("day")),
    (r"个?(?:小时|钟头)", Unit("hour")),
    (r"分钟", Unit("minute")),
    (r"秒(?!杀)", Unit("second")),
    (r"吨", Unit("kg", Decimal(1000))),
    (r"公斤|千克", Unit("kg")),
    (r"斤", Unit("kg", Decimal("0.5"))),
    (r"克", Unit("kg", Decimal("0.001"))),
    (r"平方公里", Unit("m2", Decimal(10**6))),
    (r"平方米|平米|㎡", Unit("m2")),
    (r"亩", Unit("m2", Decimal(2000) / 3)),
    (r"公顷", Unit("m2", Decimal(10**4))),
    (r"立方英尺", Unit("m3", Decimal("0.0283168466"))),
    (r"立方米|方(?=天然气|水)", Unit("m3")),
    (r"公里|千米", Unit("m", Decimal(1000))),
    (r"纳米", Unit("m", Decimal("1e-9"))),
    (r"毫米", Unit("m", Decimal("0.001"))),
    (r"英里", Unit("m", Decimal("1609.344"))),
    (r"海里", Unit("m", Decimal(1852))),
    (r"米", Unit("m")),
    (r"GWh|吉瓦时", Unit("kWh", Decimal(10**6))),
    (r"MWh|兆瓦时", Unit("kWh", Decimal(1000))),
    (r"kWh|千瓦时|度电", Unit("kWh")),
    (r"GW|吉瓦", Unit("W", Decimal(10**9))),
    (r"MW|兆瓦", Unit("W", Decimal(10**6))),
    (r"千瓦|kW", Unit("W", Decimal(1000))),
    (r"摄氏度|℃|°C", Unit("degC")),
)  # fmt: skip
#: Chinese measure words: what is counted stands behind them.
MEASURE_WORDS = (
    r"个(?![^。，]{0,2}百分点|点|月|季度|小时|多?点)|家|座|台|辆|名|位|人次|人|项|款|种|条|只|件|次|张|份|笔|单|套|批|所|间|艘|架|头|棵|篇|首|颗|片|枚|层|场|届|户|步|店|门|"
    r"股|箱|瓶|盒|节点|节|卡|柜|标箱|箱次|级台阶|字|类|组|城|城市|省|国|款|期(?=产品|项目)|支|排|代(?=人)|把|根|粒|袋|桶|吨级|例|床|班|部(?!分)|本"
)


def _table(entries: tuple[tuple[str, Unit], ...], *, prefix: str) -> tuple[str, dict[str, Unit]]:
    return "|".join(f"(?P<{prefix}{at}>{words})" for at, (words, _) in enumerate(entries)), {
        f"{prefix}{at}": unit for at, (_, unit) in enumerate(entries)
    }


_EN_PATTERN, _EN_UNITS = _table(_ENGLISH, prefix="e")
_ZH_PATTERN, _ZH_UNITS = _table(_CHINESE, prefix="z")
_EN = re.compile(_EN_PATTERN)
_ZH = re.compile(_ZH_PATTERN)
_EN_ANY_CASE = re.compile(_EN_PATTERN, re.IGNORECASE)
#: Currency signs and codes that stand before an amount.
CURRENCY_BEFORE = r"RMB|CNY|US\$|USD|HK\$|HKD|NT\$|NTD|TWD|S\$|SGD|C\$|CAD|A\$|AUD|INR|MOP|JPY|KRW|EUR|GBP|[$€£¥￥]"
CURRENCY_BEFORE_ZH = rf"人民币|美元|港币|港元|新台币|{CURRENCY_BEFORE}"
_BEFORE_ZH = {"人民币": "CNY", "美元": "USD", "港币": "HKD", "港元": "HKD", "新台币": "TWD"}


def currency_of(sign: str) -> str:
    """Return the ISO code of a currency sign or word that stands before an amount."""
    return _BEFORE_ZH.get(sign) or _SIGNS[sign.lower()]


def english_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """Return the English unit that stands at a place, and where it ends."""
    found = _EN.match(text, at) or _EN_ANY_CASE.match(text, at)
    return (_EN_UNITS[str(found.lastgroup)], found.end()) if found else None


def chinese_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """Return the Chinese unit that stands at a place of a Simplified text, and where it ends."""
    found = _ZH.match(text, at)
    return (_ZH_UNITS[str(found.lastgroup)], found.end()) if found else None
