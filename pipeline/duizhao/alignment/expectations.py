"""What the sentences of one side would be rendered as on the other: rows of expected tokens, by dictionary and form.

Figures and Latin words expect themselves, Chinese words what the dictionary has for them, and any run of characters
the name that its pinyin spells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from duizhao.alignment.band import Ints
from duizhao.alignment.lexical import Expectation, Found, Rows, Stream, gather
from duizhao.alignment.lexicon import Lexicon, Row
from duizhao.alignment.words import ChineseTokens, Kind, Token, key_of

# English words that a syllable of pinyin spells too.
_NO_NAMES = frozenset(
    (
        "he she me you man men can long song women fan pin gong hang sang ran sun fun gun run bin ban pan tan tang hen "
        "den pen ten ben wan wen lie die tie pie sui ai a an en e o ha hai ne na ma mao mi ti to so too"
    ).split()
)
# A name spelled by several syllables is hardly chance; one syllable has dozens of characters.
_SPELLED, _SYLLABLE, _LONGEST_NAME = 0.5, 0.2, 4
# Within a language: what a word of the same meaning counts for, and a name heard differently.
_SYNONYM, _MISHEARD = 0.5, 0.5
_SHORTEST_SPELLING, _LIKE_SPELLING = 4, 75
# Tokens that are looked up at once: what the lexicon has for them is held till what is not needed is left out.
_AT_ONCE = 1000
_NOTHING: Row = (np.zeros(0, np.int64), np.zeros(0))


def english_of_words(
    chinese: Sequence[ChineseTokens], english: Sequence[Sequence[Token]], said: Stream, lexicon: Lexicon
) -> Expectation:
    """Expect English tokens of Chinese words."""
    known = _known(said, lexicon.english)
    names = {
        one.spelling: said.vocabulary[one.key]
        for side in english
        for one in side
        if len(one.spelling) > 1 and one.spelling not in _NO_NAMES
    }
    words = [[one.key for one in side.words if one.kind in (Kind.CONTENT, Kind.FUNCTION)] for side in chinese]
    kept = _look_up(chain.from_iterable(words), known, lambda key: gather(lexicon.english_of(key)))
    forms = [gather([_identical(side, said), _spelled(side.characters, names)]) for side in chinese]
    return Expectation(Rows.of(kept, words, forms), np.array([float(len(side.words)) for side in chinese]))


def english_of_characters(chinese: Sequence[ChineseTokens], said: Stream, lexicon: Lexicon) -> Expectation:
    """Expect English tokens of single characters: what no word of the dictionary holds, its characters may."""
    texts = [side.characters for side in chinese]
    kept = _look_up(chain.from_iterable(texts), _known(said, lexicon.english), lexicon.english_of_character)
    return Expectation(Rows.of(kept, texts), np.array([float(len(text)) for text in texts]))


def words_of_english(english: Sequence[Sequence[Token]], words: Stream, lexicon: Lexicon) -> Expectation:
    """Expect Chinese words of English tokens."""
    keys = [_keys(side, lexicon) for side in english]
    known = _known(words, lexicon.chinese)
    kept = _look_up(chain.from_iterable(keys), known, lambda key: lexicon.chinese_of(lexicon.english[key]))
    same = [
        [words.vocabulary[form] for one in side for form in _forms(one) if form in words.vocabulary] for side in english
    ]
    forms = [(np.array(numbers, dtype=np.int64), np.ones(len(numbers))) for numbers in same]
    return Expectation(Rows.of(kept, keys, forms), np.array([float(len(side)) for side in english]))


def characters_of_english(english: Sequence[Sequence[Token]], characters: Stream, lexicon: Lexicon) -> Expectation:
    """Expect Chinese characters of English tokens."""
    keys = [_keys(side, lexicon) for side in english]
    known = _known(characters, lexicon.characters)
    kept = _look_up(chain.from_iterable(keys), known, lambda key: lexicon.characters_of(lexicon.english[key]))
    return Expectation(Rows.of(kept, keys), np.array([float(len(side)) for side in english]))


def _keys(side: Sequence[Token], lexicon: Lexicon) -> list[str]:
    return [one.key for one in side if one.key in lexicon.english]


def _forms(one: Token) -> tuple[str, ...]:
    """Return how a token would stand in Chinese text as it is: a figure, the spelling of a name."""
    return (one.key,) if one.kind is Kind.FIGURE else (one.spelling,) if one.spelling else ()


def _look_up(keys: Iterable[str], known: Ints, find: Callable[[str], Row]) -> Found:
    """Return what the lexicon has for each key, in the document's numbers, without what the document does not hold."""
    wanted = list(dict.fromkeys(keys))
    sizes, kept = [np.zeros(1, np.int64)], [_NOTHING]
    for first in range(0, len(wanted), _AT_ONCE):
        rows = [find(key) for key in wanted[first : first + _AT_ONCE]]
        ends = np.cumsum([len(numbers) for numbers, _ in rows])
        found, values = gather(rows)
        numbers = known[found]
        inside = numbers >= 0
        sizes.append(np.diff(np.concatenate([[0], np.cumsum(inside)])[ends], prepend=0))
        kept.append((numbers[inside], values[inside]))
    return Found({key: at for at, key in enumerate(wanted)}, np.cumsum(np.concatenate(sizes)), *gather(kept))


def _known(stream: Stream, numbers: Mapping[str, int]) -> Ints:
    """Return the document's number of each of the lexicon's tokens, -1 where the document does not hold it."""
    known = np.full(len(numbers), -1, dtype=np.int64)
    for key, number in stream.vocabulary.items():
        at = numbers.get(key)
        if at is not None:
            known[at] = number
    return known


def _identical(side: ChineseTokens, said: Stream) -> Row:
    forms = [one.key if one.kind is Kind.FIGURE else key_of(one.key) for one in side.words if one.kind >= Kind.FIGURE]
    same = [said.vocabulary[form] for form in forms if form in said.vocabulary]
    return np.array(same, dtype=np.int64), np.ones(len(same))


def _spelled(characters: str, names: dict[str, int]) -> Row:
    """Find the names that runs of characters spell."""
    found: list[tuple[int, float]] = []
    if names:
        syllables = [spelling_of(one) for one in characters]
        for start in range(len(characters)):
            spelled = ""
            for length in range(1, min(_LONGEST_NAME, len(characters) - start) + 1):
                spelled += syllables[start + length - 1]
                number = names.get(spelled)
                if number is not None:
                    found.append((number, _SPELLED if length > 1 else _SYLLABLE))
    return np.array([number for number, _ in found], dtype=np.int64), np.array([value for _, value in found])


@lru_cache(maxsize=65536)
def spelling_of(character: str) -> str:
    """Return a character's syllable; names hardly ever hold a character of several readings."""
    return "".join(lazy_pinyin(character)).lower()


def same_language(giving: Sequence[Sequence[Token]], given: Stream, lexicon: Lexicon) -> Expectation:
    """Expect the tokens of one text in another of the same language: themselves, words of one meaning, like spellings.

    Words of one meaning are those that the dictionary renders alike ("profit", "earnings"), which is how an original
    that a machine put into English meets what the interpreter made of it.
    """
    tokens: dict[str, Token] = {}
    for side in giving:
        for one in side:
            tokens.setdefault(one.key, one)
    rows = Rows.of(_alike(tokens, given, lexicon), [[one.key for one in side] for side in giving])
    return Expectation(rows, np.array([float(len(side)) for side in giving]))


def _alike(tokens: Mapping[str, Token], given: Stream, lexicon: Lexicon) -> Found:
    """Return what each key expects: itself first, then words of its meaning or spellings like it."""
    places = {key: at for at, key in enumerate(tokens)}
    itself = np.array([given.vocabulary.get(key, -1) for key in tokens], dtype=np.int64)
    own = np.nonzero(itself >= 0)[0]
    content = [key for key, one in tokens.items() if one.kind is Kind.CONTENT and key in lexicon.english]
    synonyms = _look_up(content, _known(given, lexicon.english), lambda key: lexicon.synonyms_of(lexicon.english[key]))
    at = np.repeat(np.array([places[key] for key in content], dtype=np.int64), np.diff(synonyms.starts))
    misheard = list(_misheard(tokens.values(), given))
    owners = np.concatenate([own, at, np.array([places[key] for key, _ in misheard], dtype=np.int64)])
    numbers = np.concatenate(
        [itself[own], synonyms.numbers, np.array([number for _, number in misheard], dtype=np.int64)]
    )
    values = np.concatenate([np.ones(len(own)), _SYNONYM * synonyms.values, np.full(len(misheard), _MISHEARD)])
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(len(places) + 1))
    return Found(places, starts, numbers[order], values[order])


def _misheard(tokens: Iterable[Token], given: Stream) -> Iterator[tuple[str, int]]:
    """Yield the names that may be others of like spelling, and the numbers of those."""
    initials: dict[str, list[str]] = defaultdict(list)
    for key in given.vocabulary:
        if len(key) >= _SHORTEST_SPELLING:
            initials[key[0]].append(key)
    for one in tokens:
        if one.kind is Kind.NAME and len(one.key) >= _SHORTEST_SPELLING:
            for key in initials[one.key[0]]:
                if key != one.key and fuzz.ratio(key, one.key) >= _LIKE_SPELLING:
                    yield one.key, given.vocabulary[key]
