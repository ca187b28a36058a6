"""Timed words and the text they are words of.

Recognisers give a transcript, utterances or segments of it, and words with times; each may have lost something the
others have. The fullest text is taken, and words are located in it: text is never rebuilt from words where the source
has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from duizhao.reading.spoken import Spoken, Talk, speaker_label

# Chinese and Japanese are written without blanks between words.
_UNSPACED_SCRIPTS = r"\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003134f"
_UNSPACED = re.compile(f"[{_UNSPACED_SCRIPTS}]")
_TOKEN = re.compile(rf"[{_UNSPACED_SCRIPTS}]|[^\s{_UNSPACED_SCRIPTS}]+")
_SOMETHING = re.compile(r"\S")
_LETTER = re.compile(r"[^\W_]")
_MOST_PUNCTUATION = 20
_INSIDE = re.compile(r"[A-Za-z0-9]{2}")
# How far ahead a word is looked for where words or text are missing: about a minute and a half of talk.
_WINDOW = 2000
_MOST_TRIES = 50
# A text in another order than the words (two channels) is not their text.
_LEAST_LOCATED = 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a recogniser.

    Attributes:
        text: With its punctuation, where the source keeps it there.
        begin: Seconds; null where the recogniser could not time it.
        finish: Seconds.
        speaker: As the source calls them; null means as the word before.
        glued: Whether it is written without a blank before it (punctuation).
    """

    text: str
    begin: float | None = None
    finish: float | None = None
    speaker: str | None = None
    glued: bool = False


def size(text: str) -> int:
    """Return how many letters and digits a text has: words often come without their punctuation."""
    return sum(map(str.isalnum, text))


def reconcile(stretches: Sequence[Spoken], words: Sequence[Word], text: str = "") -> Talk:
    """Make one talk of what a source gives of it several times.

    Args:
        stretches: Utterances or segments; where there are none, the runs of words by one speaker are taken.
        words: All words in order.
        text: The whole transcript.

    Returns:
        The stretches with the text of the fullest of the three, and word times where words were located in it. A
        warning ``W_WORDS_LOST`` says where they differ.
    """
    given = bool(stretches)
    sizes = {
        "transcript text": size(text),
        "utterances or segments": sum(size(spoken.text) for spoken in stretches),
        "words": sum(size(word.text) for word in words),
    }
    taken = max(sizes.values())
    if not given or (words and sizes["words"] == taken > sizes["utterances or segments"]):
        stretches = runs(words)
    have = sum(size(spoken.text) for spoken in stretches)
    if not given or taken > have:
        fuller = sizes["transcript text"] > have or not stretches
        if fuller or sizes["transcript text"] == have:
            stretches = _refilled(stretches, text, fuller=fuller)
    less = [f"{count:,} in the {what}" for what, count in sizes.items() if 0 < count < taken]
    most = next(what for what, count in sizes.items() if count == taken)
    warnings = (f"W_WORDS_LOST: {taken:,} letters in the {most}, {', '.join(less)}",) if less else ()
    return Talk(_timed(stretches, words), warnings)


def runs(words: Iterable[Word]) -> tuple[Spoken, ...]:
    """Return the runs of words by one speaker, joined; a word without a speaker belongs to the one before."""
    known = list(words)
    current = next((word.speaker for word in known if word.speaker is not None), None)
    spoken: list[tuple[str | None, Word]] = []
    for word in known:
        current = word.speaker if word.speaker is not None else current
        spoken.append((current, word))
    return tuple(
        _run(speaker, [word for _, word in group]) for speaker, group in groupby(spoken, key=lambda pair: pair[0])
    )


def _run(speaker: str | None, words: list[Word]) -> Spoken:
    begins = [word.begin for word in words if word.begin is not None]
    ends = [word.finish for word in words if word.finish is not None]
    return Spoken(joined(words), speaker_label(speaker), begins[0] if begins else None, ends[-1] if ends else None)


def joined(words: Sequence[Word]) -> str:
    """Join words with blanks, but before punctuation and between characters that are written without."""
    parts: list[str] = []
    last = ""
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        if last and not word.glued and not (_UNSPACED.match(last) and _UNSPACED.match(text)):
            parts.append(" ")
        parts.append(text)
        last = text[-1]
    return "".join(parts)


def locate(text: str, words: Sequence[str]) -> list[int | None]:
    """Find words in a text that has them in order, give or take some.

    Returns:
        The offset of each word; null for a word that the text does not have where it should. A word that does not
        follow at once is only taken where the next one follows it: "a" stands in many words.
    """
    places: list[int | None] = []
    at = 0
    tokens = [word.strip() for word in words]
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        found = _SOMETHING.search(text, at)
        at = found.start() if found else len(text)
        place = _next(text, at, token, following)
        # Where the one after it stands here, the text has lost this one.
        if place is None and _next(text, at, following, "") is None:
            place = _ahead(text, at, token, following)
        if place is not None:
            at = place + len(token)
        places.append(place)
    return places


def _next(text: str, at: int, token: str, following: str) -> int | None:
    """Return where a word stands if it is what comes next, behind blanks and punctuation."""
    for pattern in (_SOMETHING, _LETTER):
        found = pattern.search(text, at, at + _MOST_PUNCTUATION)
        if token and found and _stands(text, found.start(), token, following):
            return found.start()
    return None


def _stands(text: str, place: int, token: str, following: str) -> bool:
    """Whether a word stands at a place and is not the head of a longer one, but where the next word is its tail."""
    if not text.startswith(token, place):
        return False
    end = place + len(token)
    return not _INSIDE.match(text, end - 1) or (following != "" and text.startswith(following, end))


def _ahead(text: str, at: int, token: str, following: str) -> int | None:
    end = at + _WINDOW
    place = text.find(token, at, end) if token else -1
    for _ in range(_MOST_TRIES):
        if place < 0:
            return None
        if _stands(text, place, token, following) and (
            not following or _next(text, place + len(token), following, "") is not None
        ):
            return place
        place = text.find(token, place + 1, end)
    return None


def _refilled(stretches: Sequence[Spoken], text: str, *, fuller: bool) -> tuple[Spoken, ...]:
    """Cut a fuller text where the stretches begin in it; what stands between two goes with the first."""
    tokens = [(token, index) for index, spoken in enumerate(stretches) for token in _TOKEN.findall(spoken.text)]
    places = locate(text, [token for token, _ in tokens])
    first: dict[int, int] = {}
    for (_, index), place in zip(tokens, places, strict=True):
        if place is not None:
            first.setdefault(index, place)
    if sum(place is not None for place in places) < _LEAST_LOCATED * len(places) or not first:
        return (Spoken(text),) if fuller else tuple(stretches)
    starts = [*first.items()]
    starts[0] = (starts[0][0], 0)
    ends = [*(start for _, start in starts[1:]), len(text)]
    return tuple(
        replace(stretches[index], text=text[start:end], words=())
        for (index, start), end in zip(starts, ends, strict=True)
    )


def _timed(stretches: Sequence[Spoken], words: Sequence[Word]) -> tuple[Spoken, ...]:
    """Give each stretch the times of the words in it."""
    if not words:
        return tuple(stretches)
    places = locate("\n".join(spoken.text for spoken in stretches), [word.text for word in words])
    found = [
        (place, word.begin, word.finish)
        for place, word in zip(places, words, strict=True)
        if place is not None and word.begin is not None and word.finish is not None
    ]
    out: list[Spoken] = []
    at = start = 0
    for spoken in stretches:
        end = start + len(spoken.text)
        own: list[tuple[int, float, float]] = []
        while at < len(found) and found[at][0] < end:
            place, begin, finish = found[at]
            own.append((place - start, begin, finish))
            at += 1
        out.append(_bounded(replace(spoken, words=tuple(own))))
        start = end + 1
    return tuple(out)


def _bounded(spoken: Spoken) -> Spoken:
    """Take the times of the first and the last word where the stretch itself has none."""
    if not spoken.words or spoken.begin is not None or spoken.finish is not None:
        return spoken
    return replace(spoken, begin=spoken.words[0][1], finish=spoken.words[-1][2])
