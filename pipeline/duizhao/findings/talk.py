"""Findings about the talk as a whole: languages, repetition, lost line ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from duizhao.records import Attribution, Document, Layout, Segment
from duizhao.vocabulary import Kind, Lang

# Loops that fold away more characters than this spoil what is measured on a call; so does a line that comes back this
# often (operators' formulas come back a dozen times).
_MANY_FOLDED = 2000
_MANY_LINES, _LONG_LINE = 50, 20
_WORDS = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")
_FEWEST_FOREIGN = 2
# A page that prints each language whole has hardly a change of language; a call has one at every rendition.
_FEWEST_LINES, _WHOLE_SHARE, _MIXED_SHARE = 6, 0.25, 0.3
_TRADITIONAL = re.compile("[們來國時會個這說對過還發現經種營業務實際點長進動與為產開關總應從後將並萬億財報變術]")
_SIMPLIFIED = re.compile("[们来国时会个这说对过还发现经种营业务实际点长进动与为产开关总应从后将并万亿财报变术]")
_MIXED_CHINESE = 0.3
# Wrapped lines break off in the middle of sentences, most of them near one width.
_UNFINISHED, _WIDEST, _NEAR, _MOST_NEAR = 0.2, 200, 0.75, 0.6


def weigh(text: str) -> int:
    """Return how much a text says, in Latin letters: an East Asian character counts as three."""
    return sum(3 if character > "\u2e7f" else 1 for character in text)


def about_talk(
    document: Document, layout: Layout, segments: Sequence[Segment], attribution: Attribution
) -> Iterator[str]:
    """Yield what is to be known of the talk."""
    speech = [one for one in segments if one.kind is Kind.SPEECH]
    if not layout.labelled:
        yield f"W_UNLABELLED: {len(speech):,} sentences"
    if attribution.passes > 1:
        yield f"W_REPEATED_CALL: {attribution.passes} passes"
    yield from _repetition(document, speech)
    yield from _languages(speech)
    yield from _arrangement(speech)
    yield from _wrapped(document, speech)


def _repetition(document: Document, speech: Sequence[Segment]) -> Iterator[str]:
    loops = [one for one in speech if "loop" in one.flags and _is_words(one.text)]
    folded = sum(len(one.text) - len(one.clean) for one in loops)
    if folded > _MANY_FOLDED:
        first = loops[0].line
        yield f"W_REPETITION: {folded:,} characters of loops, first in line {first}"
    spoken = {one.line for one in speech}
    texts = Counter(line.text for line in document.lines if line.number in spoken and len(line.text) >= _LONG_LINE)
    text, times = next(iter(texts.most_common(1)), ("", 0))
    if times >= _MANY_LINES:
        yield f"W_REPETITION: one line {times:,} times: {text[:40]!r}"
    mixed = Counter(one.text for one in speech if one.lang is Lang.MIXED or "code-switch" in one.flags)
    text, times = next(iter(mixed.most_common(1)), ("", 0))
    if times >= 3 and len(mixed) < len(speech) / 3:  # noqa: PLR2004 - said thrice, word for word, in both languages
        yield f"W_BOILERPLATE: {times} times in both languages, no speech perhaps: {text[:40]!r}"


def _is_words(text: str) -> bool:
    """Whether a text is made of words, as recognisers' loops are; addresses, clocks and rows of figures repeat too."""
    words = sum(len(word) for word in _WORDS.findall(text))
    return 2 * words >= len(text) - text.count(" ")


def _languages(speech: Sequence[Segment]) -> Iterator[str]:
    held = {one.lang for one in speech}
    if Lang.MIXED not in held:
        for lang, code, name in ((Lang.ZH, "W_NO_CHINESE", "Chinese"), (Lang.EN, "W_NO_ENGLISH", "English")):
            if lang not in held:
                yield f"{code}: nobody speaks {name}; nothing is aligned between the languages"
    foreign = [one for one in speech if one.lang is Lang.OTHER]
    if len(foreign) >= _FEWEST_FOREIGN:
        yield f"W_EXTRA_LANGUAGE: {len(foreign):,} sentences, first in line {foreign[0].line}"
    chinese = [one for one in speech if one.lang is Lang.ZH]
    forms = [
        (bool(_TRADITIONAL.search(one.text)), bool(_SIMPLIFIED.search(_TRADITIONAL.sub("", one.text))))
        for one in chinese
    ]
    traditional = sum(old and not new for old, new in forms)
    simplified = sum(new and not old for old, new in forms)
    if min(traditional, simplified) >= max(3, _MIXED_CHINESE * (traditional + simplified)):
        yield f"W_MIXED_CHINESE: {traditional} sentences in Traditional, {simplified} in Simplified characters"


def _arrangement(speech: Sequence[Segment]) -> Iterator[str]:
    """Tell of languages that stand in two blocks, or in one line."""
    sizes = Counter(one.lang for one in speech)
    both = sizes[Lang.EN] + sizes[Lang.ZH]
    changes = [lang for lang, _ in groupby(one.lang for one in speech if one.lang in (Lang.EN, Lang.ZH))]
    even = both and min(sizes[Lang.EN], sizes[Lang.ZH]) >= _WHOLE_SHARE * both
    if even and both >= _FEWEST_LINES and len(changes) <= 3:  # noqa: PLR2004
        yield "W_LAYOUT: the call stands first in one language and then in the other"
    lines: dict[int, set[Lang]] = {}
    for one in speech:
        lines.setdefault(one.line, set()).add(one.lang)
    two = [line for line, held in lines.items() if {Lang.EN, Lang.ZH} <= held]
    if len(lines) >= _FEWEST_LINES and len(two) >= _MIXED_SHARE * len(lines):
        yield f"W_LAYOUT: both languages in one line, {len(two)} lines, first line {two[0]}"


def _wrapped(document: Document, speech: Sequence[Segment]) -> Iterator[str]:
    spoken = sorted({one.line for one in speech if one.lang is Lang.EN})
    texts = [document.lines[number - 1].text.rstrip() for number in spoken]
    unfinished = [
        (number, text)
        for number, text in zip(spoken, texts, strict=True)
        if text and (text[-1].isalnum() or text[-1] in "%,-")
    ]
    widest = max((len(text) for text in texts), default=0)
    if len(unfinished) < max(_FEWEST_LINES, _UNFINISHED * len(texts)) or widest > _WIDEST:
        return
    near = sum(len(text) >= _NEAR * widest for _, text in unfinished)
    if near >= _MOST_NEAR * len(unfinished):
        yield f"W_WRAPPED_LINES: {len(unfinished)} lines break off inside sentences, first line {unfinished[0][0]}"
