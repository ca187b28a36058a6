"""Stage directions in brackets: what they say about voice and language.

Forms and languages as seen in real transcripts, wrong machine renderings of "interpreted" included ([解讀], [翻譯]).
Notes of lost sound, such as "(inaudible)", stand in the middle of speech and are not markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What a marker says."""

    INTERPRETED = "interpreted"
    FOREIGN = "foreign"
    INSTRUCTIONS = "instructions"


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at ``[start, end)`` of a text."""

    start: int
    end: int
    sign: Sign


_BRACKETED = re.compile(r"[(\[{（【〔<]\s*([^()\[\]{}（）【】〔〕<>]{1,60}?)\s*[)\]}）】〕>]")
_LANGUAGES = r"(?:chinese|mandarin|cantonese)"
# Each pattern must match the whole of what stands in the brackets, a last mark aside.
_SIGNS: tuple[tuple[Sign, re.Pattern[str]], ...] = (
    (
        Sign.INSTRUCTIONS,
        re.compile(
            r"operator'?s? (?:provides |gives )?instructions?|(?:操作[員员]|接[線线][員员生])(?:說明|说明|指示|提示|指引|指令)",
            re.IGNORECASE,
        ),
    ),
    (
        Sign.INTERPRETED,
        re.compile(
            r"(?:spoken |speaking |speaks )?(?:through |via )?(?:an? |the )?(?:english |chinese |mandarin )?(?:consecutive |simultaneous )?"
            r"(?:interpret(?:ed|er|ing|ation)|translat(?:ed|or|ing|ion))(?: speaking| speaks)?"
            rf"(?: from (?:the )?{_LANGUAGES})?(?: (?:in)?to english)?"
            r"|(?:以下[為为是]|[通透][过過])?(?:已|經|经)?(?:英[文语語])?(?:同[声聲]|交替)?"
            r"(?:口[譯译](?:[員员])?|[翻传傳][譯译](?:[員员])?|解[讀读釋释]|中?[译譯]英?)",
            re.IGNORECASE,
        ),
    ),
    (
        Sign.FOREIGN,
        re.compile(
            r"(?:speak(?:s|ing)|spoken)?\s*(?:in\s+)?(?:an?\s+|(?:his|her|their)\s+)?"
            r"(?:foreign language|non-english|native language|foreign|mandarin chinese|chinese mandarin|chinese|mandarin|cantonese|putonghua|japanese|korean)"
            rf"(?:\s+(?:spoken|speech|language))?(?:\s*[-–—:]\s*{_LANGUAGES})?"
            r"|(?:用|以|說|说|講|讲)?(?:外[語语文]|外[國国](?:[語语]|[話话])|中文|普通[話话]|[國国][語语]|[粵粤][語语])(?:[說说講讲]|發言|发言|講話|讲话)?",
            re.IGNORECASE,
        ),
    ),
)
# A prize or a work is named with brackets too: 'Best [Foreign Language] Film', "Best Picture (Foreign Language)",
# "won the (Foreign Language) Film award". Without this the rest of the sentence counts as a rendition.
_WORKS = (
    r"(?:film|movie|picture|feature|documentary|short|series|drama|show|song|album|book|novel|fiction|literature|"
    r"award|prize|oscar|category)s?\b|[电電]?影|影?片|[剧劇]集?|[书書]|[奖獎]"
)
_BEST = re.compile(r"(?:\bbest(?:\s+\w+){0,3}|最佳\w{0,4})\s*$", re.IGNORECASE)
_UNENDED = re.compile(r"\w\s*[\"'\u201c\u2018《]?\s*$")
_NAMES_WORK = re.compile(rf"\s*(?:[a-z-]+\s+)?(?:{_WORKS})", re.IGNORECASE)
_GOES_ON = re.compile(rf"\s*(?:[a-z]|(?i:{_WORKS}))")


def find_markers(text: str) -> Iterator[Marker]:
    """Yield the markers of a text in order; "[Foreign Language]" in a title or inside a longer bracket is none."""
    depth = at = 0
    for found in _BRACKETED.finditer(text):
        depth += text.count("[", at, found.start()) - text.count("]", at, found.start())
        at = found.start()
        inside = " ".join(found[1].split()).rstrip(" .:：。")
        if not inside or depth > 0:
            continue
        for sign, pattern in _SIGNS:
            if pattern.fullmatch(inside):
                if not _in_sentence(text, found.start(), found.end(), sign):
                    yield Marker(found.start(), found.end(), sign)
                break


def _in_sentence(text: str, start: int, end: int, sign: Sign) -> bool:
    """Whether brackets are part of a sentence: of the name of a work or a prize, or an aside such as "(translated)".

    Words that were spoken in another language stand inside sentences too ("a product called [Foreign Language] that"),
    and are marked all the same.
    """
    if sign is Sign.INSTRUCTIONS:
        return False
    before = text[max(0, start - 60) : start]
    if _BEST.search(before):
        return True
    if not _UNENDED.search(before):
        return False
    aside = sign is Sign.INTERPRETED and text[start] in "(（"
    return (_GOES_ON if aside else _NAMES_WORK).match(text, end) is not None


def is_marker_line(text: str) -> bool:
    """Whether a line holds markers and nothing else."""
    markers = list(find_markers(text))
    rest = text
    for marker in reversed(markers):
        rest = rest[: marker.start] + rest[marker.end :]
    return bool(markers) and not rest.strip(" .,;。，；")
