"""Discrepancies of content: clauses that nothing renders, and clauses that render nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from duizhao.gap_records import Discrepancy, Unrendered
from duizhao.gaps.finding import finding
from duizhao.gaps.views import BeadView, PassageView, Views
from duizhao.gaps.wording import Word
from duizhao.records import Segment
from duizhao.similarity import terms
from duizhao.tokens import size
from duizhao.vocabulary import Relation

#: Clauses less likely unrendered than this are not reported. On the clean calls of corpus/gaps, seven clauses of 1,523
#: reach .9 and are rendered all the same.
LEAST = 0.9
# A sentence that stands alone says something from so many words on; shorter ones are thanks and fillers.
_FEWEST_WORDS = 6.0
# A clause that shares so much with another one of its side says it again.
_SAME_AGAIN = 0.5
_SHORTENED = 80
_MOSTLY = 0.5
# Sentences less likely unrendered than this, in the end, are not reported.
_LEAST_SURE = 0.5
# What a report is worth against the judgement it rests on: of two languages, and of an original that a recogniser heard.
_READ, _HEARD = 0.8, 0.55
# Each of these words makes so many words a courtesy. Without it one in three reported additions is "have a nice day".
_COURTESY = re.compile(
    r"\b(?:thank(?:s| you)|hello|hi|good (?:day|morning|afternoon|evening)|welcome|have a (?:good|great|nice|pleasant)|hope (?:this|that) (?:helps|answers)|please go ahead|go ahead|"
    r"next question|first question|last question|follow-up question|questions?\b|next is|the first is|concludes?|(?:reached |come to )?the end of|(?:first|next|last) (?:one |question )?is (?:from )?|closing remarks|hand (?:back|over)|turn (?:the call|it)|operator|line of|the line|on the line|this is)\b"
    r"|谢谢|谢谢大家|感谢|多谢|謝謝|感謝|你好|您好|大家好|各位好|早上好|晚上好|下午好|祝[你您大各]|有[所]?帮助|有[所]?幫助|[请請](?:继续|繼續|讲|講|发言|發言)|提问|提問|问题|問題|翻译一下|翻譯一下|翻一下|欢迎|歡迎|愉快|结束|結束|交给|交給",
    re.IGNORECASE,
)
_COURTESY_WORDS = 7.0
# Who speaks next, and that the call ends: an operator's words that stand beside a rendition in recordings without labels.
_PROCEDURE = re.compile(
    r"\b(?:questions? (?:is|comes?) from|(?:next|first|last) (?:in line |up )?is \w+|call back|back (?:over )?to|look forward to (?:speaking|meeting|seeing|talking)|question-and-answer|inaudible|technical difficult\w+|foreign language|(?:begin|take|taking) (?:the |our )?questions|conference call)\b|下一[位个個](?:提问|提問|问题|問題)|[会會][议議][结結]束|[听聽]不清",
    re.IGNORECASE,
)


def content_discrepancies(
    passage: PassageView,
    clauses: Mapping[int, Sequence[Unrendered]],
    kept: frozenset[tuple[int, int]],
    views: Views,
) -> Iterator[Discrepancy]:
    """Yield omissions and additions of content.

    Args:
        passage: A passage with its beads.
        clauses: Likely unrendered clauses, by the position of their bead.
        kept: Segment and start of the figures that both sides have: a clause that holds one is rendered.
        views: The transcript's segments.
    """
    held = [_without(clauses.get(view.index, ()), kept) for view in passage.beads]
    if passage.original_is_lost:
        held = [[one for one in some if not one.in_target] for some in held]
    found = [
        (place, one)
        for place, (view, some) in enumerate(zip(passage.beads, held, strict=True))
        for one in _in_bead(passage, view, some, views)
    ]
    left, put = ({place for place, one in found if one.type == kind} for kind in ("omission", "addition"))
    for place, one in found:
        # What is left out beside what is put in may be one thing, freely rendered.
        if not {place - 1, place, place + 1} & (put if one.type == "omission" else left):
            yield one


def _without(clauses: Sequence[Unrendered], kept: frozenset[tuple[int, int]]) -> list[Unrendered]:
    """Leave out clauses that hold a figure which both sides have."""
    return [one for one in clauses if not any(at == one.segment and one.start <= start < one.end for at, start in kept)]


def _in_bead(passage: PassageView, view: BeadView, held: Sequence[Unrendered], views: Views) -> Iterator[Discrepancy]:
    one_language = passage.source.lang is passage.target.lang
    if not (view.bead.source and view.bead.target):
        if held and not (one_language and _mostly_alone(passage, in_target=held[0].in_target)):
            yield from _of_sentence(passage, view, held)
    elif not one_language:  # a recogniser's clauses hold too few of the words that were said
        for run in _runs([one for one in held if one.chance >= LEAST], views.segments):
            yield from _of_clause(view, run, views)


def _mostly_alone(passage: PassageView, *, in_target: bool) -> bool:
    """Tell whether most of a side stands alone: then the passages were paired wrongly, rather than words left out."""
    sides = [view.target if in_target else view.source for view in passage.beads]
    alone = sum(
        side.words
        for side, view in zip(sides, passage.beads, strict=True)
        if not (view.bead.source and view.bead.target)
    )
    return alone > _MOSTLY * sum(side.words for side in sides)


def _runs(found: Sequence[Unrendered], segments: Sequence[Segment]) -> Iterator[list[Unrendered]]:
    """Put clauses together that follow each other in one segment."""
    run: list[Unrendered] = []
    for one in sorted(found, key=lambda one: (one.in_target, one.segment, one.start)):
        if run and (run[-1].segment, run[-1].in_target) == (one.segment, one.in_target):
            text, base = segments[one.segment].text, segments[one.segment].start
            if not any(map(str.isalnum, text[run[-1].end - base : one.start - base])):
                run.append(one)
                continue
        if run:
            yield run
        run = [one]
    if run:
        yield run


def _of_clause(view: BeadView, run: Sequence[Unrendered], views: Views) -> Iterator[Discrepancy]:
    first, last = run[0], run[-1]
    segment = views.segments[first.segment]
    text = segment.text[first.start - segment.start : last.end - segment.start]
    if is_courtesy(text):
        return
    word = Word(first.segment, first.start, last.end, text, "")
    chance = round(max(one.chance for one in run) * 0.8, 4)
    if not first.in_target:
        said = f"Nothing in the target renders this clause of the source: {_short(text)}"
        yield finding(
            view.bead.relation, "omission", "omitted-clause", word, view.target.segments, confidence=chance, text=said
        )
        return
    again = _said_again(text, view.target.text.replace(text, " "))
    kind = "doubled-clause" if again else "added-clause"
    said = f"Nothing in the source is rendered by this clause of the target{', which says again what stands there' if again else ''}: {_short(text)}"
    yield finding(view.bead.relation, "addition", kind, view.source.segments, word, confidence=chance, text=said)


def _said_again(clause: str, rest: str) -> bool:
    one, other = terms(clause), terms(rest)
    total = sum(one.values())
    return total > 0 and sum((one & other).values()) >= _SAME_AGAIN * total


def _of_sentence(passage: PassageView, view: BeadView, held: Sequence[Unrendered]) -> Iterator[Discrepancy]:
    """Report sentences that stand alone; where the recording lost the other side, the bead has no type."""
    own, other = (view.target, passage.source) if held[0].in_target else (view.source, passage.target)
    text = own.text
    if size(text) < _FEWEST_WORDS or not other.segments or _is_recordings(view) or is_courtesy(text):
        return
    chance = max(one.chance for one in held) * (_HEARD if passage.source.lang is passage.target.lang else _READ)
    if chance < _LEAST_SURE:
        return
    beside = _beside(passage, view)
    kind, tag, source, target, said = (
        ("addition", "added-clause", beside.source, own, "This sentence of the target renders nothing in the source")
        if held[0].in_target
        else (
            "omission",
            "omitted-clause",
            own,
            beside.target,
            "Nothing in the target renders this sentence of the source",
        )
    )
    found = finding(
        view.bead.relation,
        kind,
        tag,
        source.segments,
        target.segments,
        confidence=round(chance, 4),
        text=f"{said}: {_short(text)}",
    )
    yield replace(found, target_value=text) if held[0].in_target else replace(found, source_value=text)


def is_courtesy(text: str) -> bool:
    """Tell whether a stretch greets, thanks or conducts the call: such words are rendered in many ways, or not at all."""
    return _PROCEDURE.search(text) is not None or len(_COURTESY.findall(text)) * _COURTESY_WORDS >= size(text)


def _is_recordings(view: BeadView) -> bool:
    return view.bead.relation is Relation.INTERPRETATION and view.bead.rendition is None


def _beside(passage: PassageView, view: BeadView) -> BeadView:
    """Return the nearest two-sided bead: where the other side falls silent."""
    at = passage.beads.index(view)
    order = sorted(range(len(passage.beads)), key=lambda number: (abs(number - at), number))
    return next(
        (
            passage.beads[number]
            for number in order
            if passage.beads[number].bead.source and passage.beads[number].bead.target
        ),
        view,
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORTENED else text[: _SHORTENED - 1] + "\u2026"


def by_bead(found: Sequence[Unrendered]) -> dict[int, list[Unrendered]]:
    """Return clauses by the position of their bead."""
    out: dict[int, list[Unrendered]] = defaultdict(list)
    for one in found:
        out[one.alignment].append(one)
    return out


def without_doubles(found: Sequence[Discrepancy]) -> Iterator[Discrepancy]:
    """Leave out a figure that is reported missing inside a clause that is reported missing as a whole."""
    wide = [one for one in found if one.kind in {"omitted-clause", "added-clause", "doubled-clause"}]
    for one in found:
        if one.kind in {"omitted-figure", "added-figure"} and any(_inside(one, other) for other in wide):
            continue
        yield one


def _inside(one: Discrepancy, other: Discrepancy) -> bool:
    if one.type != other.type:
        return False
    side = "source" if one.type == "omission" else "target"
    segments, wide = getattr(one, side), getattr(other, side)
    span, wide_span = getattr(one, f"{side}_span"), getattr(other, f"{side}_span")
    if not set(segments) & set(wide):
        return False
    return wide_span is None or (span is not None and wide_span[0] <= span[0] and span[1] <= wide_span[1])
