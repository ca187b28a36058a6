"""Names in a text: people with a title or an honorific, romanised names, names in Latin letters, places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from duizhao.gaps.glossary import Glossary
from duizhao.gaps.places import PLACES
from duizhao.gaps.views import Side, Views
from duizhao.gaps.wording import Word, plain
from duizhao.names import SURNAMES, pinyin
from duizhao.tokens import chinese_words, simplified
from duizhao.vocabulary import Lang

# What stands before a name is looked at from behind its first letter: an expression that begins with a letter is tried
# where one stands, one that begins with a look-behind everywhere.
_CAPITAL = re.compile(r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Za-z]{2,}(?![A-Za-z0-9])")
_LATIN = re.compile(
    r"[A-Z](?<![A-Za-z0-9$][A-Z])(?:[A-Za-z]*[-\s]?\d+(?:\.\d+)?[A-Za-z]?|[A-Za-z]{3,}(?:-[A-Z][A-Za-z]+)*)(?![A-Za-z0-9])"
)
# Amounts and periods are no names.
_NO_LATIN = re.compile(r"(?:RMB|CNY|USD|HKD|EUR|GBP|Q|H|FY)\s?\d", re.IGNORECASE)
# Syllables of Hanyu Pinyin (ISO 7098) without tones: initials, and the finals that each takes.
_FINALS = """
-:a ai an ang ao e en er o ou;b:a ai an ang ao ei en eng i ian iao ie in ing o u;c:a ai an ang ao e en eng i ong ou u uan ui un uo;
ch:a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo;d:a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo;
f:a an ang ei en eng o ou u;g:a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo;h:a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo;
j:i ia ian iang iao ie in ing iong iu u uan ue un;k:a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo;
l:a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve;m:a ai an ang ao ei en eng i ian iao ie in ing iu o ou u;
n:a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve;p:a ai an ang ao ei en eng i ian iao ie in ing o ou u;
q:i ia ian iang iao ie in ing iong iu u uan ue un;r:an ang ao e en eng i ong ou u uan ui un uo;s:a ai an ang ao e en eng i ong ou u uan ui un uo;
sh:a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo;t:a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo;w:a ai an ang ei en eng o u;
x:i ia ian iang iao ie in ing iong iu u uan ue un;y:a an ang ao e i in ing ong ou u uan ue un;z:a ai an ang ao e ei en eng i ong ou u uan ui un uo;
zh:a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
"""
_SYLLABLES = frozenset(
    initial.strip("-\n") + final
    for initial, finals in (entry.split(":") for entry in "".join(_FINALS.split("\n")).split(";"))
    for final in finals.split()
)
_LONGEST_SYLLABLE = 6
# Four syllables of six letters: no longer name is spelled in one word.
_LONGEST_NAME = 24
_PERSON_EN = re.compile(r"[MD](?<!\w[MD])(?:r|(?<=M)(?:s|rs|iss))\.? (?P<name>[A-Z][a-z]+)(?: [A-Z][a-z]+)?\b")
_PERSON_ZH = re.compile(r"(?P<name>[\u4e00-\u9fff])(?:总(?![部体共的额量数是]|经理|营|收)|先生|女士|博士|董事长|主席)")
# What a company does stands behind its name: the two characters before it are the name.
_COMPANY = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2})(?=航运|汽车|能源|科技|重工|证券|集团|股份|银行|资本|电子|生物|制药|药业|物流|软件|网络|电力|风电|快线|工业|食品|乳业|钢铁|保险|基金|控股|化工|材料|光伏|电器|家居|"
    r"传媒|半导体|通信|装备|机械|动力|智能|机器人|重卡|船舶|航空|旅游|酒店|餐饮|饮料|矿业|水泥|玻璃|纸业|服饰|公司|工作室|药房|药店|超市|商场|百货|地产|置业|建设|工程|研究院|大学|医院|学院|信托|租赁|支付|出行|影业|游戏|体育|农业|种业|牧业|环保|水务|燃气|石油|煤业|稀土|锂业|设备|仪器|器械|基因|疫苗|健康)"
)
_TITLED_ZH = re.compile(r"(?:官|总经理|总裁|董事长|主席|教授|博士|经理|总监)(?P<name>[\u4e00-\u9fff]{2,3})")


@dataclass(frozen=True, slots=True)
class Names:
    """What names are judged by.

    Attributes:
        is_name: Tells whether a Chinese word is a name.
        known: Words of the names that the labels and introductions give, lower case.
        glossary: The user's terms.
    """

    is_name: Callable[[str], bool]
    known: frozenset[str] = frozenset()
    glossary: Glossary = field(default_factory=Glossary)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the table, as a text has it: its forms in both languages, and the one that was found."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]
    found: str


def known_words(forms: list[str]) -> frozenset[str]:
    """Return the words of names, lower case."""
    return frozenset(word.lower() for form in forms for word in re.findall(r"[A-Za-z]+", form))


def find(pattern: re.Pattern[str], side: Side, views: Views, group: str | int = 0) -> Iterator[Word]:
    """Yield what a pattern finds in a side, read in Simplified characters; `sense` is the Simplified form."""
    for at in side.segments:
        one = views.segments[at]
        for found in pattern.finditer(plain(one)) if one.clean else ():
            start, end = found.span(group)
            yield Word(at, one.start + start, one.start + end, one.text[start:end], found[group])


def people_of(side: Side, views: Views, names: Names) -> list[Word]:
    """Find people by their surname with an honorific, Chinese ones also by a name behind a title."""
    if side.lang is not Lang.ZH:
        return list(find(_PERSON_EN, side, views, "name"))
    called = [one for one in find(_PERSON_ZH, side, views, "name") if one.sense in SURNAMES]
    titled = [
        one for one in find(_TITLED_ZH, side, views, "name") if one.sense[0] in SURNAMES and names.is_name(one.sense)
    ]
    return called + titled


def spellings(name: str) -> list[str]:
    """Return the pinyin of each character, of the whole name, and of what follows its first character."""
    syllables = [one.replace("v", "u") for one in pinyin(simplified(name))]  # 吕 is "Lu" in passports
    return [*syllables, "".join(syllables), "".join(syllables[1:])] if len(syllables) > 1 else list(syllables)


def rendering_of(person: Word, target: Side) -> str:
    """Return how a text names a person: by the pinyin of the name, or as it is; empty where it does not."""
    if person.sense.isascii():
        if person.text in target.text:
            return person.text
        spelled = person.text.lower()
        return next((one for one in target.text if pinyin(simplified(one)) == (spelled,)), "")
    words = {word.lower(): word for word in re.findall(r"[A-Za-z]+", target.text)}
    return next((words[one] for one in spellings(person.sense) if one in words), "")


def latin_names(side: Side, views: Views) -> list[Word]:
    """Find names in Latin letters, such as products: QL-4.5, TripLoom."""
    return [one for one in find(_LATIN, side, views) if not _NO_LATIN.match(one.text)]


def romanised(side: Side, views: Views) -> Iterator[tuple[Word, tuple[str, ...]]]:
    """Yield capital words that pinyin spells, with their syllables."""
    for word in find(_CAPITAL, side, views):
        syllables = cut(word.text.lower())
        if syllables:
            yield word, syllables


@lru_cache(maxsize=4096)
def cut(spelled: str) -> tuple[str, ...]:
    """Cut a spelling into the fewest syllables of pinyin; empty where it is none."""
    if len(spelled) > _LONGEST_NAME:
        return ()
    ends: list[tuple[str, ...] | None] = [(), *[None] * len(spelled)]
    for at in range(len(spelled)):
        held = ends[at]
        if held is None:
            continue
        for length in range(1, min(_LONGEST_SYLLABLE, len(spelled) - at) + 1):
            found = ends[at + length]
            if spelled[at : at + length] in _SYLLABLES and (found is None or len(held) + 1 < len(found)):
                ends[at + length] = (*held, spelled[at : at + length])
    return ends[-1] or ()


def name_words(side: Side, views: Views, names: Names) -> Iterator[Word]:
    """Yield the Chinese words of a side that are names."""
    for at in side.segments:
        one = views.segments[at]
        text, place = plain(one), 0
        for word in chinese_words(text) if one.clean else ():
            place = text.find(word, place)
            if names.is_name(word):
                end = place + len(word)
                yield Word(at, one.start + place, one.start + end, one.text[place:end], word)
            place += len(word)
        yield from find(_COMPANY, Side((at,), "", side.lang, ()), views, "name")


@lru_cache(maxsize=4096)
def places_in(text: str) -> tuple[Place, ...]:
    """Return the places of the table that a text names, in either language, each once in order of the table."""
    found = {match[0]: None for match in _any_place().finditer(simplified(text))}
    held = {number: form for form in found for number in _numbers()[form]}
    return tuple(Place(*PLACES[number], held[number]) for number in sorted(held))


@cache
def _any_place() -> re.Pattern[str]:
    forms = sorted((form for entry in PLACES for side in entry for form in side), key=len, reverse=True)
    return place_pattern(tuple(forms))


@cache
def _numbers() -> dict[str, list[int]]:
    """Return the entries of the table that hold a form."""
    out: dict[str, list[int]] = {}
    for number, entry in enumerate(PLACES):
        for form in (*entry[0], *entry[1]):
            out.setdefault(form, []).append(number)
    return out


@cache
def place_pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds a place's names: whole words, and no currency.

    Forms are grouped by their first character, in the order given: one test then rules out most of a thousand. What
    stands before it is looked at from behind it, so that places where no form can begin are skipped over.
    """
    groups: dict[str, list[str]] = {}
    for form in forms:
        groups.setdefault(form[0], []).append(re.escape(form[1:]))
    return re.compile(
        "|".join(
            rf"{re.escape(first)}(?<![A-Za-z]{re.escape(first)})(?:{'|'.join(rests)})(?![A-Za-z$])"
            if first.isascii()
            else f"{first}(?:{'|'.join(rests)})"
            for first, rests in groups.items()
        )
    )
