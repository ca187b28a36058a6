"""Findings about labels and the people they name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from duizhao.labels import is_generic, is_placeholder, parse_label, title_role
from duizhao.names import fold
from duizhao.records import Attribution, Label, Layout, Segment
from duizhao.vocabulary import MANAGEMENT, Kind, Lang, Role

# Forms of labels that few archives print; most of a document's labels must have it.
_RARE_FORMS = re.compile(
    r"^\*\*|^#|\s[|/]\s|\([A-Z][^)]*\)$|^[^,\-–—]+,\s+[A-Z]|[A-Za-z]\s*[\u4e00-\u9fff]|^[\u4e00-\u9fff]"
)
_MOST = 0.4
# Chinese labels are rare where most of the talk is English.
_ENGLISH = 0.7
_FEWEST_TURNS = 6
_MANY_SPEAKERS = 600
# More names than this are not compared with one another: that grows with their square.
_MOST_COMPARED = 300
_SHORTEST_NAME = 8


def about_labels(layout: Layout, segments: Sequence[Segment], attribution: Attribution) -> Iterator[str]:
    """Yield what is to be known of labels and people; nothing where there are no labels."""
    if not layout.labelled:
        return
    labels = [block.label for block in layout.blocks if block.label is not None]
    yield from _style(labels, segments)
    yield from _ambiguous(layout, segments)
    yield from _empty(layout, segments)
    turns = attribution.turns
    if len(turns) >= _FEWEST_TURNS and not any(turn.role is Role.OPERATOR for turn in turns):
        yield "W_NO_OPERATOR: nobody calls the questioners; questions and answers are told apart by roles"
    if len(attribution.speakers) > _MANY_SPEAKERS:
        yield f"W_MANY_SPEAKERS: {len(attribution.speakers):,} speakers"
    yield from _names(labels)


def _style(labels: Sequence[Label], segments: Sequence[Segment]) -> Iterator[str]:
    nameless = [label for label in labels if is_placeholder(label.name) and not is_generic(label.name)]
    if len(nameless) > 2 * _MOST * len(labels):
        yield f"W_LABEL_STYLE: labels name nobody, such as {nameless[0].text!r}"
        return
    speech = [one for one in segments if one.kind is Kind.SPEECH]
    ascii_size = sum(len(one.text) for one in speech if one.lang is Lang.EN)
    english = ascii_size >= _ENGLISH * sum(len(one.text) for one in speech)
    printed = [one.text for one in segments if one.kind is Kind.LABEL]
    rare = [text for text in printed if (_RARE_FORMS.search(text) or text.islower()) and not is_generic(text)]
    # A name in capitals hides how it is spelt (McKay, van Dam); before a colon it may be any heading.
    capitals = [text for text in printed if text.isupper() and text.isascii() and text.rstrip().endswith(":")]
    rare = capitals if len(capitals) > 2 * _MOST * len(printed) else rare
    if english and rare and len(rare) >= _MOST * len(printed):
        yield f"W_LABEL_STYLE: labels in a form that few archives have, such as {rare[0]!r}"


def _ambiguous(layout: Layout, segments: Sequence[Segment]) -> Iterator[str]:
    """Tell of speech that looks like a label, and of doubled labels that do not stand twice."""
    found = [
        one.line
        for one in segments
        if one.kind is Kind.SPEECH and (label := parse_label(one.text)) and (label.title or label.firm)
    ]
    if layout.name == "double-labelled":
        texts = [one for one in segments if one.kind is Kind.LABEL]
        for _, run in groupby(texts, key=lambda one: (one.block, one.text.strip())):
            group = list(run)
            if len(group) > 2:  # noqa: PLR2004
                found.append(group[-1].line)
    if found:
        yield f"W_AMBIGUOUS_LABEL: {len(found)} lines may be labels or speech, first line {min(found)}"


def _empty(layout: Layout, segments: Sequence[Segment]) -> Iterator[str]:
    spoken = {one.block for one in segments if one.kind is Kind.SPEECH}
    empty = [block for block in layout.blocks if block.label is not None and block.index not in spoken]
    if empty:
        yield f"W_EMPTY_TURN: {len(empty)} labels with no words under them, first in line {empty[0].first_line}"


def _names(labels: Sequence[Label]) -> Iterator[str]:
    from rapidfuzz.distance import Levenshtein

    people = [label for label in labels if not is_generic(label.name) and not is_placeholder(label.name)]
    sides: dict[str, set[bool]] = {}
    for label in people:
        role = title_role(label.title) if label.title else None
        if role is Role.ANALYST or role in MANAGEMENT | {Role.IR}:
            sides.setdefault(fold(label.name), set()).add(role is Role.ANALYST)
    both = [name for name, held in sides.items() if len(held) > 1]
    if both:
        yield f"W_NAME_COLLISION: {len(both)} names on both sides of the call, such as {both[0]!r}"
    spelled = (unicodedata.normalize("NFC", " ".join(label.name.split())) for label in people)
    names = list(Counter(name for name in spelled if not any(map(str.isdigit, name))))[:_MOST_COMPARED]
    for one, other in combinations(names, 2):
        if not one.isascii() and fold(one) == fold(other):
            continue  # Traditional and Simplified characters, or composed and decomposed letters, of one name
        turned = fold(one) == fold(other) and one.lower() != other.lower()
        if turned or (
            min(len(one), len(other)) >= _SHORTEST_NAME
            and abs(len(one) - len(other)) <= 1
            and Levenshtein.distance(one.lower(), other.lower(), score_cutoff=1) == 1
        ):
            yield f"W_NAME_VARIANT: {one!r} and {other!r} may be one person"
            return
