"""EarningsCall (api.earningscall.biz): transcripts of its four levels, alone or together.

Level 1 is ``text``; level 2 ``speakers`` with their ``text`` and a map from "spk01" to name and title; level 3 adds
``words`` and ``start_times`` (seconds); level 4 is ``prepared_remarks`` and ``questions_and_answers``. Reference:
github.com/EarningsCall/earningscall-python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from duizhao.reading.fields import Field
from duizhao.reading.spoken import Spoken, Talk, speaker_label
from duizhao.reading.vendors.shapes import members
from duizhao.reading.words import Word, joined, locate, size
from duizhao.records import Label

_PARTS = (("prepared_remarks", "Prepared Remarks"), ("questions_and_answers", "Questions and Answers"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class _Said:
    """Words of one speaker and when each begins."""

    label: Label | None
    text: str
    words: list[str]
    begins: list[float | None]


# What may stand beside a text that is the whole call; beside other keys it may be one turn of many.
_BESIDE_TEXT = frozenset(
    "text event company_name symbol exchange year quarter language duration task usage segments words speakers "
    "speaker_name_map speaker_name_map_v2 prepared_remarks questions_and_answers".split()
)


def recognises(value: object) -> bool:
    """Whether the document has speakers, the two parts of a call, or a text and nothing unknown beside it."""
    found = members(value)
    if isinstance(found.get("text"), str) and found.keys() <= _BESIDE_TEXT:
        return True
    return isinstance(found.get("speakers"), list) or any(isinstance(found.get(key), str) for key, _ in _PARTS)


def spoken(value: object, name: str) -> Talk:
    """Return a stretch per speaker; per part of the call, or the text, where they hold more than the speakers do.

    What the event says of the call (company, quarter, day) comes first, as a heading.
    """
    root = Field(value, "", name)
    warnings: list[str] = []
    speakers = _speakers(root, warnings)
    parts = _parts(root)
    text = root.of("text").text()
    choices = {"speakers": speakers, "parts": parts, "text": (Spoken(text),) if text else ()}
    sizes = {what: sum(size(one.text) for one in stretches) for what, stretches in choices.items()}
    # Headings of the parts are not in the text.
    sizes["parts"] -= sum(size(heading) for key, heading in _PARTS if root.of(key).text())
    taken = max(sizes, key=lambda what: sizes[what])
    less = [f"{count:,} in the {what}" for what, count in sizes.items() if 0 < count < sizes[taken]]
    if less:
        warnings.append(f"W_WORDS_LOST: {sizes[taken]:,} letters in the {taken}, {', '.join(less)}")
    heading = _heading(root) if sizes[taken] else ()
    return Talk((*heading, *choices[taken]), tuple(warnings))


def _heading(root: Field) -> tuple[Spoken, ...]:
    event = root.of("event")
    year, quarter = event.of("year").name(), event.of("quarter").name()
    company = event.of("company_name").text() or root.of("company_name").text()
    period = f"Q{quarter} {year}" if year and quarter else ""
    day = _DAY.match(event.of("conference_date").text())
    title = " ".join(part for part in (company, period) if part)
    lines = (f"{title} Earnings Call" if title else "", day[0] if day else "")
    return tuple(Spoken(line) for line in lines if line)


def _parts(root: Field) -> tuple[Spoken, ...]:
    found = [(heading, root.of(key).text()) for key, heading in _PARTS]
    return tuple(Spoken(line) for heading, text in found if text.strip() for line in (heading, text))


def _speakers(root: Field, warnings: list[str]) -> tuple[Spoken, ...]:
    said = [_said(speaker, root) for speaker in root.of("speakers").items()]
    short = [number for number, one in enumerate(said) if one.words and len(one.words) != len(one.begins)]
    if short:
        warnings.append(
            f"W_WORDS_LOST: speakers[{short[0]}] has {len(said[short[0]].words):,} words and "
            f"{len(said[short[0]].begins):,} start_times; so have {len(short) - 1:,} others"
        )
    opening = [next((begin for begin in one.begins if begin is not None), None) for one in said]
    return tuple(
        _stretch(one, begin, following)
        for one, (begin, following) in zip(said, pairwise([*opening, None]), strict=True)
    )


def _said(speaker: Field, root: Field) -> _Said:
    words = [word.text() for word in speaker.of("words").items()]
    text = speaker.of("text").text()
    whole = joined([Word(word) for word in words])
    return _Said(
        _label(speaker, root),
        whole if size(whole) > size(text) else text,
        words,
        [time.seconds() for time in speaker.of("start_times").items()],
    )


def _label(speaker: Field, root: Field) -> Label | None:
    key = speaker.of("speaker").name()
    info = speaker.of("speaker_info")
    if info.value is None and key:
        # The older map had names alone.
        info = root.of("speaker_name_map_v2").of(key)
        older = root.of("speaker_name_map").of(key)
        if info.value is None and isinstance(older.value, str):
            return speaker_label(older.text())
        info = older if info.value is None else info
    return speaker_label(info.of("name").text() or key, info.of("title").text())


def _stretch(said: _Said, begin: float | None, following: float | None) -> Spoken:
    """Time a word until the next begins: the source has no other end, so a pause counts with the word before it."""
    places = locate(said.text, said.words)
    begins = said.begins[: len(places)]
    ends = [*begins[1:], following]
    words = tuple(
        (place, start, end if end is not None and end >= start else start)
        for place, start, end in zip(places, begins, ends, strict=False)
        if place is not None and start is not None
    )
    return Spoken(said.text, said.label, begin, following if begin is not None else None, words)
