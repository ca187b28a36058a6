"""Pairs in their finest grain, and what to call their languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from duizhao.corpus.calls import Call
from duizhao.corpus.records import Pair, Segment
from duizhao.vocabulary import Level

#: BCP 47: several languages, and undetermined.
_TAGS = {"en": "en", "mixed": "mul"}
# Of Traditional text about a third of the characters have another Simplified form, of Simplified text hardly any
# (乾, 著). Between the two, or in a few words, the script is left open.
_TRADITIONAL = 0.1
_SIMPLIFIED = 0.02
_ENOUGH = 50


def grouped_pairs(call: Call) -> Iterator[tuple[Pair | None, Sequence[Pair]]]:
    """Give each passage with its sentences, the passage itself where it has none, in order of the text.

    Nothing stands in two pairs of a relation but what stands in two of its passages. Sentences outside of every
    passage come last, with null for it.
    """
    passages = call.pairs(level=Level.PASSAGE)
    holding: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, passage in enumerate(passages):
        for key in _keys(passage):
            holding[passage.relation, key].append(number)
    inside: dict[int | None, list[Pair]] = defaultdict(list)
    for sentence in call.pairs(level=Level.SENTENCE):
        keys = _keys(sentence)
        near = holding[sentence.relation, next(iter(keys))]
        inside[next((number for number in near if keys <= _keys(passages[number])), None)].append(sentence)
    for number, passage in enumerate(passages):
        yield passage, inside.get(number, [passage])
    if None in inside:
        yield None, inside[None]


def _keys(pair: Pair) -> set[str]:
    return {one.segment_id for one in (*pair.source, *pair.target)}


def chinese_tag(segments: Iterable[Segment]) -> str:
    """Return the tag of a call's Chinese: ``zh-Hans``, ``zh-Hant``, or ``zh`` where its characters do not tell."""
    from duizhao.tokens import simplified

    texts = [one.clean for one in segments if one.lang == "zh" and one.kind == "speech"]
    length = sum(map(len, texts))
    changed = sum(one != other for text in texts for one, other in zip(text, simplified(text), strict=True))
    if length < _ENOUGH or _SIMPLIFIED * length < changed < _TRADITIONAL * length:
        return "zh"
    return "zh-Hant" if changed >= _TRADITIONAL * length else "zh-Hans"


def language_tag(lang: str | None, chinese: str) -> str:
    """Return the BCP 47 tag of a language of the corpus."""
    return chinese if lang == "zh" else _TAGS.get(lang or "", "und")
