"""Names of people: comparison keys, Chinese surnames, pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from duizhao.tokens import simplified

# The hundred most frequent surnames of the 2020 census report of China's Ministry of Public Security, and common
# two-character ones, with the romanisations used in Hong Kong, Taiwan and abroad left to `similar`.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文施洪莫章鲁倪严柯温裴霍翁关甘纪盛单季简童向左骆冉窦褚"
    "詹葛岳安耿"
)
_DOUBLE = frozenset("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐".split())
_HONORIFIC = re.compile(r"^(?:mr|ms|mrs|miss|dr|prof|professor|president|chairman|director)\b\.?\s*", re.IGNORECASE)
_ZH_HONORIFIC = re.compile(r"(?:先生|女士|小姐|总|董|博士|教授)$")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return a comparison key: compatibility forms, Simplified, lower case, words sorted (Tao Lu = Lu Tao)."""
    name = simplified(unicodedata.normalize("NFKC", name).lower())
    return " ".join(sorted(re.findall(r"[a-z\u00df-\u024f]+|[\u4e00-\u9fff]+", name)))


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """Strip honorifics: "Mr. Lu" gives "Lu", 陆先生 and 陆总 give 陆."""
    name = _HONORIFIC.sub("", name.strip())
    return _ZH_HONORIFIC.sub("", name) or name


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, lower case, honorifics stripped."""
    return tuple(re.findall(r"[a-z\u00df-\u024f'-]+|[\u4e00-\u9fff]+", bare(name).lower()))


def has_surname(name: str) -> bool:
    """Whether a Chinese form begins with a surname and has a given name of one or two characters."""
    simple = simplified(name)
    if simple[:2] in _DOUBLE:
        return len(simple) in {3, 4}
    return simple[:1] in SURNAMES and len(simple) in {2, 3}


@lru_cache(maxsize=4096)
def pinyin(name: str) -> tuple[str, ...]:
    """Return the toneless pinyin syllables of a Chinese form."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(name))


def pinyin_key(name: str) -> str:
    """Return pinyin letters run together, comparable with `letters` of a romanised name in Chinese order."""
    return "".join(pinyin(name))


def letters(name: str) -> str:
    """Return the Latin letters of a name run together, lower case."""
    return "".join(re.findall(r"[a-z]", unicodedata.normalize("NFKD", bare(name)).lower()))


def similar(one: str, other: str) -> float:
    """Return how alike two romanised names are, 0 to 1, word order aside.

    Letters that speech recognition confuses in Mandarin names (zh/z, sh/s, ch/c, ng/n, h initials) count as equal. A
    similarity alone never makes two people one: "Mabel Teng" and "Mabel Deng" are .88 alike.
    """
    from rapidfuzz import fuzz

    first, second = _sound(one), _sound(other)
    if not first or not second:
        return 0.0
    return max(fuzz.token_sort_ratio(first, second), fuzz.ratio(first.replace(" ", ""), second.replace(" ", ""))) / 100


@lru_cache(maxsize=65536)
def _sound(name: str) -> str:
    sounds = " ".join(words(name)).replace("-", "").replace("'", "")
    for pattern, letter in (
        (r"([zsc])h", r"\1"),
        (r"ng\b", "n"),
        (r"\bh(?=u)", ""),
        (r"q", "c"),
        (r"x", "s"),
    ):
        sounds = re.sub(pattern, letter, sounds)
    return sounds
