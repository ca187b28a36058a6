"""Tags: what a layout prints before each line to say its number and language, and the pairs that they make.

Pages that interleave a text with its translation print ``[ 12] [EN] ...`` and then ``[中] ...``; some repeat the text
once more after its translation. The repetition is no speech, and the two tagged lines are partners.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from duizhao.records import Line

_HAN = re.compile(r"[\u3400-\u9fff]")
# Half of the lines and more open with the tag in such a layout; in others hardly a line does.
_SHARE = 0.4
_ECHO = re.compile(r"^\s*(?:原文\s*[:：]?|(?:original|source)\s*[:：])?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tags of a document say.

    Attributes:
        offsets: Index of a line to the offset where its text begins, after the tag.
        partners: Line number to the number of the line that says the same in the other language.
        echoes: Indices of the lines that print a text once more.
    """

    offsets: dict[int, int] = field(default_factory=dict[int, int])
    partners: dict[int, int] = field(default_factory=dict[int, int])
    echoes: frozenset[int] = frozenset()


def find_tags(lines: Sequence[Line], tag: re.Pattern[str]) -> Tags | None:
    """Return what the tags say, null where too few lines have any.

    Args:
        lines: All lines.
        tag: Matches a tag at a line's start; its groups ``en`` and ``zh`` say the language, without either the
            script decides.
    """
    found = {index: match for index, line in enumerate(lines) if (match := tag.match(line.text)) and match.end()}
    filled = sum(bool(line.text.strip()) for line in lines)
    if not filled or len(found) < _SHARE * filled:
        return None
    partners: dict[int, int] = {}
    echoes: set[int] = set()
    source: int | None = None
    for index, line in enumerate(lines):
        text = line.text.strip()
        if not text:
            continue
        match = found.get(index)
        if match is not None and not _is_chinese(match, line.text[match.end() :]):
            source = index
        elif source is None:
            continue
        elif match is not None or (_HAN.search(text) and lines[source].number not in partners):
            partners.setdefault(lines[source].number, line.number)
            partners.setdefault(line.number, lines[source].number)
        elif _echoes(text, lines[source].text[found[source].end() :]):
            echoes.add(index)
    return Tags({index: match.end() for index, match in found.items()}, partners, frozenset(echoes))


def _is_chinese(match: re.Match[str], text: str) -> bool:
    groups = match.groupdict()
    if groups.get("en") or groups.get("zh"):
        return bool(groups.get("zh"))
    return len(_HAN.findall(text)) > len(re.findall(r"[A-Za-z]+", text))


def _echoes(text: str, source: str) -> bool:
    plain, whole = _letters(_ECHO.sub("", text)), _letters(source)
    return not plain or whole.startswith(plain) or plain.startswith(whole)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
