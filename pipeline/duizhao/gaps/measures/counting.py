"""Words of a closed list found in a text, and lengths of texts.

Every measure of words asks the same few questions of the same texts, so the answers are kept: a bead's text is
simplified and searched once for each list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from duizhao.tokens import sentences, simplified, size

#: Enough for the beads of a long call; what is dropped is counted again.
_KEPT = 8192


@dataclass(frozen=True, slots=True)
class Words:
    """A closed list of words in both languages.

    All four are alternations of a regular expression. English ones match whole words, whatever their case
    (``(?-i:may)`` is exact); Chinese ones are Simplified, and match anywhere.

    Attributes:
        english: Words of the list.
        chinese: Words of the list.
        not_english: Stretches that hold such a word and mean something else ("this kind of"); they are passed over.
        not_chinese: The same in Chinese (可能性).
    """

    english: str
    chinese: str
    not_english: str = ""
    not_chinese: str = ""

    def find(self, text: str) -> tuple[str, ...]:
        """Return the words of the list in a text, in order, Chinese ones in Simplified characters."""
        return _find(self, text)

    def count(self, text: str) -> int:
        """Return how often a text has words of the list."""
        return len(_find(self, text))


@lru_cache(maxsize=_KEPT)
def length(text: str) -> float:
    """Return a text's length in English words; a Chinese character counts 1/1.48 of one."""
    return size(text)


@lru_cache(maxsize=_KEPT)
def sentence_count(text: str) -> int:
    """Return how many sentences a text has; 0 for a blank one."""
    return sum(1 for _ in sentences(text))


@lru_cache(maxsize=_KEPT)
def _find(words: Words, text: str) -> tuple[str, ...]:
    plain = simplified(text).replace("\u2019", "'")
    found = (match["word"] for match in _pattern(words).finditer(plain))
    return tuple(word for word in found if word is not None)


@lru_cache(maxsize=64)
def _pattern(words: Words) -> re.Pattern[str]:
    """Compile a list: what is passed over comes first, and takes its stretch away from the words."""
    passed = [rf"\b(?:{words.not_english})\b"] if words.not_english else []
    passed += [f"(?:{words.not_chinese})"] if words.not_chinese else []
    # [A-Za-z0-9_] and not \b: Chinese characters are letters too, and stand right beside English words.
    kept = [rf"(?<![A-Za-z0-9_])(?:{words.english})(?![A-Za-z0-9_])"] if words.english else []
    kept += [f"(?:{words.chinese})"] if words.chinese else []
    return re.compile("|".join([*passed, f"(?P<word>{'|'.join(kept) or '(?!)'})"]), re.IGNORECASE)
