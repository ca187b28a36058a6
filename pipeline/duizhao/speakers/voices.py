"""Runs of one language inside labelled talk: where an original ends and its rendition begins, markers or not."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duizhao.records import Segment
from duizhao.vocabulary import Kind, Lang

# A Chinese character says about as much as three Latin letters.
_LETTERS = {Lang.ZH: 3, Lang.EN: 1}
# Share of the words of both below which one is a phrase, no rendition of the other.
_RENDITION_SHARE = 0.25
# Less than this share of what stands around it is a word in passing ("OK.", a name), no change of language.
_SPECK = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring segments in one language.

    Attributes:
        lang: English or Chinese.
        pieces: Its segments, with the markers and translation lines that follow them.
        size: How much it says, in Latin letters.
    """

    lang: Lang
    pieces: tuple[Segment, ...]
    size: int


def language_runs(pieces: Sequence[Segment], translations: Container[int]) -> list[Run]:
    """Cut pieces of talk where the language changes.

    Args:
        pieces: Speech and markers, in order.
        translations: Lines that translate another; they change nothing.

    Returns:
        Runs that hold every piece once; none where neither language is spoken. Without this a turn's boundary is the
        paragraph's, and the original counts as the interpreter's words.
    """
    held: list[tuple[Lang, list[Segment]]] = []
    sizes: list[int] = []
    waiting: list[Segment] = []  # before the first words
    for one in pieces:
        spoken = one.kind is Kind.SPEECH and one.line not in translations and one.lang in _LETTERS
        if spoken and (not held or held[-1][0] is not one.lang):
            held.append((one.lang, [*waiting]))
            sizes.append(0)
            waiting = []
        (held[-1][1] if held else waiting).append(one)
        if spoken:
            sizes[-1] += len(one.text) * _LETTERS[one.lang]
    out = [Run(lang, tuple(own), size) for (lang, own), size in zip(held, sizes, strict=True)]
    return _without_specks(out)


def _without_specks(runs: Sequence[Run]) -> list[Run]:
    """Join a run to those around it that dwarf it."""
    out: list[Run] = []
    for at, run in enumerate(runs):
        after = runs[at + 1] if at + 1 < len(runs) else None
        speck = after is not None and bool(out) and run.size < _SPECK * (out[-1].size + after.size)
        if out and (speck or out[-1].lang is run.lang):
            out[-1] = Run(out[-1].lang, out[-1].pieces + run.pieces, out[-1].size + run.size)
        else:
            out.append(run)
    return out


def may_render(original: Run, other: Run) -> bool:
    """Whether a run can be the rendition of another: in the other language, and neither a fraction of the other."""
    both = original.size + other.size
    return original.lang is not other.lang and min(original.size, other.size) >= _RENDITION_SHARE * both


def own_original(runs: Sequence[Run]) -> tuple[int, Lang] | None:
    """Tell which runs are the original where a speaker renders his own words.

    Returns:
        Number of the first run of the original and its language; null where the two languages do not say the same. A
        greeting in the language of the rendition may stand first ("Thank you, Mira. 各位好...").
    """
    for first, (run, after) in enumerate(pairwise(runs)):
        if may_render(run, after) and not (first == 0 and _only_greets(runs)):
            return first, run.lang
    return None


def _only_greets(runs: Sequence[Run]) -> bool:
    """Whether the second run is rendered by the third rather than rendering the first."""
    return len(runs) > 2 and may_render(runs[1], runs[2]) and 2 * runs[0].size < runs[2].size  # noqa: PLR2004
