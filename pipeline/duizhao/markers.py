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


_BRACKETED = re.compile(r"[(\[{（【〔]\s*([^()\[\]{}（）【】〔〕]{1,60}?)\s*[)\]}）】〕]")
# Each pattern must match the whole of what stands in the brackets.
_SIGNS: tuple[tuple[Sign, re.Pattern[str]], ...] = (
    (
        Sign.INSTRUCTIONS,
        re.compile(
            r"operator'?s? instructions?|(?:操作[員员]|接[線线][員员生])(?:說明|说明|指示|提示|指引)",
            re.IGNORECASE,
        ),
    ),
    (
        Sign.INTERPRETED,
        re.compile(
            r"(?:through |via )?(?:an? )?(?:interpret(?:ed|er|ation)|translat(?:ed|or|ion))(?: from (?:the )?(?:chinese|mandarin|cantonese))?"
            r"|(?:以下[為为是])?(?:已|經|经)?(?:口[譯译](?:[員员])?|[翻传傳][譯译](?:[員员])?|解[讀读釋释])",
            re.IGNORECASE,
        ),
    ),
    (
        Sign.FOREIGN,
        re.compile(
            r"(?:speak(?:s|ing)|spoken)?\s*(?:in\s+)?(?:an?\s+)?(?:foreign language|foreign|mandarin chinese|chinese mandarin|chinese|mandarin|cantonese|putonghua|japanese|korean)"
            r"(?:\s+(?:spoken|speech|language))?(?:\s*[-–—:]\s*(?:chinese|mandarin|cantonese))?"
            r"|(?:用|以|說|说|講|讲)?(?:外[語语文]|外國語|外国语|中文|普通[話话]|國語|国语)(?:[說说講讲]|發言|发言|講話|讲话)?",
            re.IGNORECASE,
        ),
    ),
)


def find_markers(text: str) -> Iterator[Marker]:
    """Yield the markers of a text in order; "[Foreign Language]" inside a longer bracket is none."""
    depth = at = 0
    for found in _BRACKETED.finditer(text):
        depth += text.count("[", at, found.start()) - text.count("]", at, found.start())
        at = found.start()
        inside = " ".join(found[1].split())
        if not inside or depth > 0:
            continue
        for sign, pattern in _SIGNS:
            if pattern.fullmatch(inside):
                yield Marker(found.start(), found.end(), sign)
                break


def is_marker_line(text: str) -> bool:
    """Whether a line holds markers and nothing else."""
    rest = text
    for marker in reversed(list(find_markers(text))):
        rest = rest[: marker.start] + rest[marker.end :]
    return rest != text and not rest.strip(" .,;。，；")
