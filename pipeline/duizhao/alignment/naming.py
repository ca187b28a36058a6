"""Which Chinese words are names: those that no dictionary holds, and those that it renders by their own pinyin."""

from __future__ import annotations

from duizhao.alignment.expectations import spelling_of
from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.words import HAN, key_of

_LONGEST = 4


def is_name(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a Chinese word of two to four characters is a name.

    A word that the dictionary lacks mostly is; one that it renders by its pinyin ("Mianyang" for 绵阳) always.
    """
    if not 1 < len(word) <= _LONGEST or not all(map(HAN.match, word)):
        return False
    number = lexicon.chinese.get(word)
    if number is None:
        return True
    spelled = lexicon.english.get(key_of("".join(map(spelling_of, word))))
    return spelled is not None and any(spelled in keys for keys, _ in lexicon.english_of(word))
