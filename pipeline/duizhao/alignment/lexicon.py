"""The dictionary: how likely a word of one language stands where a word of the other does.

Three views of one table of (Chinese word, English key, weight): English given Chinese words, Chinese words given
English, Chinese characters given English; and English given single characters, which is what words that the dictionary
does not hold fall back on.

References:
    Brown et al. (1993), "The Mathematics of Statistical Machine Translation", Computational Linguistics 19(2), Model 1;
    the table is CC-CEDICT (CC BY-SA 4.0), see the model's card.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from duizhao.alignment.band import Ints
from duizhao.models import pack_names, read_file, unpack_names
from duizhao.similarity import Floats

#: Folder of the compiled dictionary, and its file.
MODEL, TABLE = "lexicon", "lexicon.npz"
_LONGEST_PIECE = 6
# Keys kept for a character: beyond them lies what one word in a hundred brings in.
_MOST_FOR_CHARACTER = 200
# Rows that are worked out and kept, 3 KB each: several calls need as many, an archive all that there are.
_MOST_KEPT = 4096

Row = tuple[Ints, Floats]
_NOTHING: Row = (np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists of numbers, one after the other: list ``k`` is ``items[starts[k] : starts[k + 1]]``."""

    starts: Ints
    items: Ints


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Translation probabilities in both directions.

    Attributes:
        chinese: Word to its number.
        english: Key to its number.
        characters: Chinese character to its number.
        chinese_share: Share of each Chinese word in running text, shape ``(words,)``, sums to 1.
        english_share: The same of each key: what the Chinese words would be rendered as, shape ``(keys,)``.
        character_share: The same of each character.
        starts: First pair of each Chinese word, and the number of pairs, shape ``(words + 1,)``.
        keys: English key of each pair.
        given_chinese: Probability of the key given the word; of each word they sum to 1.
        given_english: Probability of the word given the key.
    """

    chinese: Mapping[str, int]
    english: Mapping[str, int]
    characters: Mapping[str, int]
    chinese_share: Floats
    english_share: Floats
    character_share: Floats
    starts: Ints
    keys: Ints
    given_chinese: Floats
    given_english: Floats
    _by_english: tuple[Ints, Ints]
    _of_pair: Ints
    _spelling: _Lists
    _holders: _Lists
    _cache: dict[tuple[str, int | str], Row] = field(default_factory=dict[tuple[str, int | str], Row])

    def english_of(self, word: str) -> list[Row]:
        """Return keys and probabilities for a Chinese word; for one it does not hold, those of its pieces by length."""
        number = self.chinese.get(word)
        if number is not None:
            return [self._row(number)]
        out: list[Row] = []
        start = 0
        while start < len(word):
            for length in range(min(_LONGEST_PIECE, len(word) - start), 0, -1):
                number = self.chinese.get(word[start : start + length])
                if number is not None:
                    keys, shares = self._row(number)
                    out.append((keys, shares * (length / len(word))))
                    break
            else:
                length = 1
            start += length
        return out

    def chinese_of(self, key: int) -> Row:
        """Return Chinese words and their probabilities for an English key."""
        order, starts = self._by_english
        pairs = order[starts[key] : starts[key + 1]]
        return self._of_pair[pairs], self.given_english[pairs]

    def given_words(self) -> tuple[Ints, Ints, Floats]:
        """Return first pair of each key and the number of pairs, the words of the pairs, and their probabilities."""
        order, starts = self._by_english
        return starts, self._of_pair[order], self.given_english[order]

    def characters_of(self, key: int) -> Row:
        """Return Chinese characters and their probabilities for an English key."""
        held = self._cache.get(("characters", key))
        if held is None:
            words, shares = self.chinese_of(key)
            at, sizes = runs(self._spelling.starts, words)
            held = self._keep("characters", key, _summed(self._spelling.items[at], np.repeat(shares / sizes, sizes)))
        return held

    def english_of_character(self, one: str) -> Row:
        """Return keys and probabilities for a character: the mean over the words that hold it, the frequent first."""
        held = self._cache.get(("english", one))
        if held is None:
            number = self.characters.get(one)
            held = self._keep("english", one, _NOTHING if number is None else self._read_character(number))
        return held

    def _read_character(self, number: int) -> Row:
        words = self._holders.items[self._holders.starts[number] : self._holders.starts[number + 1]]
        weights = np.sqrt(self.chinese_share[words]) / np.diff(self._spelling.starts)[words]
        at, sizes = runs(self.starts, words)
        keys, shares = _summed(self.keys[at], self.given_chinese[at] * np.repeat(weights / weights.sum(), sizes))
        top = np.argsort(-shares, kind="stable")[:_MOST_FOR_CHARACTER]
        return keys[top], shares[top]

    def synonyms_of(self, key: int) -> Row:
        """Return the keys that render the same Chinese words as a key, and their probabilities; itself left out."""
        held = self._cache.get(("synonyms", key))
        if held is None:
            words, shares = self.chinese_of(key)
            at, sizes = runs(self.starts, words)
            keys, summed = _summed(self.keys[at], np.repeat(shares, sizes) * self.given_chinese[at])
            held = self._keep("synonyms", key, (keys[keys != key], summed[keys != key]))
        return held

    def _keep(self, kind: str, key: int | str, row: Row) -> Row:
        if len(self._cache) >= _MOST_KEPT:
            self._cache.clear()
        self._cache[kind, key] = row
        return row

    def _row(self, word: int) -> Row:
        part = slice(int(self.starts[word]), int(self.starts[word + 1]))
        return self.keys[part], self.given_chinese[part]


def runs(starts: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the places of all items of some rows, one row after the other, and how many each row has."""
    sizes = starts[rows + 1] - starts[rows]
    ends = np.cumsum(sizes)
    return np.arange(int(sizes.sum())) + np.repeat(starts[rows] - (ends - sizes), sizes), sizes


def _summed(numbers: Ints, shares: Floats) -> Row:
    """Add up the shares of each number."""
    unique, place = np.unique(numbers, return_inverse=True)
    return unique, np.asarray(np.bincount(place, shares, len(unique)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Entries:
    """What a lexicon is made of.

    Attributes:
        chinese: Words, each once.
        english: Keys, each once.
        counts: How often each Chinese word stands in running text, any unit, shape ``(words,)``.
        starts: First pair of each word, and the number of pairs.
        keys: Key of each pair.
        weights: Weight of each pair, above 0, any unit.
    """

    chinese: Sequence[str]
    english: Sequence[str]
    counts: Floats
    starts: Ints
    keys: Ints
    weights: Floats


def probabilities(entries: Entries) -> tuple[Floats, Ints]:
    """Return the probability of each pair's key given its word, and the word's number."""
    words = np.repeat(np.arange(len(entries.chinese)), np.diff(entries.starts))
    return entries.weights / np.bincount(words, entries.weights, len(entries.chinese))[words], words


def make_lexicon(entries: Entries) -> Lexicon:
    """Work out both directions."""
    forward, words = probabilities(entries)
    count = len(entries.chinese)
    counts = entries.counts + 1.0  # words never counted are still words
    share = np.bincount(entries.keys, forward * counts[words], len(entries.english))
    # Rare words of the dictionary are plenty, and by the root of the counts they do not crowd out the common one.
    back = forward * np.sqrt(counts)[words]
    back = back / np.bincount(entries.keys, back, len(entries.english))[entries.keys]
    order = np.argsort(entries.keys, kind="stable")
    starts = np.searchsorted(entries.keys[order], np.arange(len(entries.english) + 1))
    text = "".join(entries.chinese)
    characters = {one: number for number, one in enumerate(dict.fromkeys(text))}
    sizes = np.array([len(word) for word in entries.chinese], dtype=np.int64)
    spelling = _Lists(
        np.concatenate([[0], np.cumsum(sizes)]), np.array([characters[one] for one in text], dtype=np.int64)
    )
    # Each pair of character and word once, by character: a word that doubles a character holds it once.
    pairs = np.unique(spelling.items * max(count, 1) + np.repeat(np.arange(count), sizes))
    holders = _Lists(
        np.searchsorted(pairs, np.arange(len(characters) + 1) * max(count, 1)).astype(np.int64), pairs % max(count, 1)
    )
    of_character = np.bincount(pairs // max(count, 1), counts[pairs % max(count, 1)], len(characters))
    return Lexicon(
        chinese={word: number for number, word in enumerate(entries.chinese)},
        english={key: number for number, key in enumerate(entries.english)},
        characters=characters,
        chinese_share=counts / counts.sum(),
        english_share=share / share.sum(),
        character_share=of_character / of_character.sum(),
        starts=entries.starts,
        keys=entries.keys,
        given_chinese=forward,
        given_english=back,
        _by_english=(order, starts),
        _of_pair=words,
        _spelling=spelling,
        _holders=holders,
    )


def pack(entries: Entries) -> bytes:
    """Write entries as the bytes of a file; weights as eighths of a bit are kept to one part in 255."""
    words = np.repeat(np.arange(len(entries.chinese)), np.diff(entries.starts))
    largest = np.zeros(len(entries.chinese))
    np.maximum.at(largest, words, entries.weights)
    scaled = np.round(255 * entries.weights / largest[words])
    out = io.BytesIO()
    np.savez_compressed(
        out,
        allow_pickle=False,
        chinese=pack_names(entries.chinese),
        english=pack_names(entries.english),
        counts=np.round(entries.counts).astype(np.uint32),
        sizes=np.diff(entries.starts).astype(np.uint8),
        keys=entries.keys.astype(np.uint32),
        weights=np.maximum(scaled, 1).astype(np.uint8),
    )
    return out.getvalue()


def unpack(data: bytes) -> Entries:
    """Read entries from the bytes of a file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        return Entries(
            chinese=unpack_names(held["chinese"]),
            english=unpack_names(held["english"]),
            counts=held["counts"].astype(np.float64),
            starts=np.concatenate([[0], np.cumsum(held["sizes"], dtype=np.int64)]),
            keys=held["keys"].astype(np.int64),
            weights=held["weights"].astype(np.float64),
        )


@cache
def load_lexicon() -> Lexicon:
    """Load the dictionary that ships with duizhao.

    Raises:
        ModelError: Its files are missing or not those of its card.
    """
    return make_lexicon(unpack(read_file(MODEL, TABLE)))
