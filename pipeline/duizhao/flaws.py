"""What recognisers and typists leave behind: sentences cut off, and stray noise after the end of a call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from duizhao.records import Segment
from duizhao.vocabulary import Kind, Lang

_QUOTES = "\"'\u2019\u201d\u300d\u300f"
# Closed brackets end sentences too: "(inaudible)", "[Laughter]".
_FINISHED = re.compile(rf"[.!?。！？:：;；)\]）】…]\s*[{_QUOTES}]*$")
_BROKEN_OFF = re.compile(rf"(?:\.{{3,}}|…|[-\u2010-\u2015]|——)\s*[{_QUOTES}]*$")
# "and so on..." lists what could be said, and is finished.
_AND_SO_ON = re.compile(r"(?:\band so (?:on|forth)|\betc|等等?)[.,…\s]*$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][\w'\u2019%-]*|[\u4e00-\u9fff]")
# A turn shows how it is punctuated by this many other sentences, nearly all of them with a final mark.
_FEWEST_OTHERS, _SHARE_FINISHED = 2, 0.8
# "Thank you" and "Next question" without a full stop are whole.
_FEWEST_WORDS = 4

# Words that recognisers make of silence, music and room noise: what most films they learnt from end with.
_NOISE = re.compile(
    r"[\s♪♫♬♩.…·*-]+|[♪♫♬♩].*[♪♫♬♩]"
    r"|[(\[（【*]\s*(?:(?:\w+ )?music|music \w+|blank_audio|(?:background )?noise|silence|beep(?:ing|s)?|static"
    r"|音[乐樂](?:声|聲)?|[静靜]音)\s*[)\]）】*]"
    r"|(?:thank you|thanks)(?: (?:so|very) much| all)? for (?:watching|viewing)"
    r"(?: (?:this|the|my|our) (?:video|show|channel)s?)?"
    r"|(?:please |don't forget to |remember to )(?:like|subscribe)\b.{0,60}|subscribe to (?:my|our|the) channel"
    r"|(?:subtitles?|captions?|captioning|transcription|transcribed|subtitled|translated)(?: \w+)? by\b.{0,60}"
    r"|(?:中文)?字幕(?!组|組).{0,30}|(?:感[谢謝]|多[谢謝]|[谢謝]{2})(?:大家|您|各位)?的?(?:[观觀]看|收看)"
    r"|(?:请|請)?(?:不吝)?[点點][赞讚贊].{0,40}|(?:请|請)?[订訂][阅閱].{0,10}[频頻]道"
    r"|you",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?:(?:thank you(?: (?:very|so) much| all)?|thanks|good ?bye|bye|okay|ok"
    r"|[谢謝]{2}(?:大家|各位)?|再[见見]|拜拜)[\s,.!，。！-]*)+",
    re.IGNORECASE,
)
# People say "Bye. Bye."; a recogniser at the end of a recording says it on and on.
_MOST_FAREWELLS = 2
# Marks that end a sentence, quotes and brackets after them included, are this few; searching whole texts for them takes
# time that grows with the square of a row of dots.
_TAIL = 16
_MARKS = " .!?,。！？，"


def mark_flaws(segments: Sequence[Segment], labels: Mapping[int, str]) -> tuple[Segment, ...]:
    """Flag sentences that are cut off, and noise after the end of the call.

    Args:
        segments: Of one document, in order.
        labels: Block index to the name on its label; empty where it has none.

    Returns:
        The same segments; `truncated` ones keep their words in `clean`, `noise` has none there. Without this a half
        sentence counts as what an interpreter left out, and music as somebody's last words.
    """
    cut, noise = set(_cut_off(segments)), set(_end_noise(segments, labels))
    return tuple(
        replace(one, clean="" if one.index in noise else one.clean, flags=one.flags | _new_flags(one.index, cut, noise))
        if one.index in cut or one.index in noise
        else one
        for one in segments
    )


def _new_flags(index: int, cut: set[int], noise: set[int]) -> frozenset[str]:
    if index in noise:
        return frozenset({"noise"})
    return frozenset({"truncated"}) if index in cut else frozenset()


def _cut_off(segments: Sequence[Segment]) -> Iterator[int]:
    """Yield the sentences that break off: at an ellipsis or a dash, or at the end of a turn without its final mark."""
    spoken = [one for one in segments if one.kind is Kind.SPEECH and one.block >= 0]
    following = {one.index: after for one, after in pairwise(spoken)}
    for one in spoken:
        tail = one.text[-_TAIL:]
        if _BROKEN_OFF.search(tail) and not _AND_SO_ON.search(tail) and not _halts(one, following.get(one.index)):
            yield one.index
    for _, group in groupby(spoken, key=lambda one: one.block):
        for last in _without_mark(list(group)):
            if not _goes_on(following.get(last.index)):
                yield last.index


def _goes_on(after: Segment | None) -> bool:
    """Whether the next words go on in small letters: a halting speaker, or a text wrapped at one width."""
    return after is not None and after.text[0].islower()


def _halts(one: Segment, after: Segment | None) -> bool:
    """Whether an ellipsis or a dash is a pause; Chinese has no small letters, there the same line is a pause."""
    chinese = after is not None and after.line == one.line and after.lang is one.lang is Lang.ZH
    return chinese or _goes_on(after)


def _without_mark(block: Sequence[Segment]) -> Iterator[Segment]:
    """Yield what a block's sentences in each language end with, where it alone lacks its final mark."""
    for lang in (Lang.EN, Lang.ZH):
        own = [one for one in block if one.lang is lang]
        if len(own) <= _FEWEST_OTHERS:
            continue
        *others, last = own
        finished = sum(_is_finished(one) for one in others)
        if _is_finished(last) or finished < _SHARE_FINISHED * len(others):
            continue
        whole = _FAREWELL.fullmatch(last.text) or len(_WORD.findall(last.text)) < _FEWEST_WORDS
        # "Page 3 of 12" and "7 May 2031" at the foot of a page end in figures.
        if not whole and not last.text[-1].isdigit():
            yield last


def _is_finished(one: Segment) -> bool:
    return _FINISHED.search(one.text[-_TAIL:]) is not None


def _end_noise(segments: Sequence[Segment], labels: Mapping[int, str]) -> Iterator[int]:
    """Yield the stray noise in the run of noise and farewells that a document ends with."""
    spoken = [one for one in segments if one.kind is Kind.SPEECH]
    start = len(spoken)
    while start and _is_stray(spoken[start - 1]):
        start -= 1
    if not start:
        return  # nothing but noise: no call that could have ended
    heard = False
    for _, group in groupby(spoken[start:], key=lambda one: (labels.get(one.block, ""), one.text.strip(_MARKS))):
        copies = list(group)
        is_noise = _NOISE.fullmatch(copies[0].text.strip(_MARKS)) is not None
        if is_noise or heard:
            yield from (one.index for one in copies)
        elif len(copies) > _MOST_FAREWELLS:
            yield from (one.index for one in copies[1:])
        heard = heard or is_noise


def _is_stray(one: Segment) -> bool:
    text = one.text.strip(_MARKS)
    return not text or _NOISE.fullmatch(text) is not None or _FAREWELL.fullmatch(one.text.strip()) is not None
