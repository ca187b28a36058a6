"""Original, rendition or neither: what a sentence says of the mode it is spoken in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duizhao.records import Segment
from duizhao.similarity import Floats
from duizhao.speakers.echo import Echo
from duizhao.vocabulary import Lang

# "I will translate myself": what follows is the speaker's own rendition.
SELF_TRANSLATION = re.compile(
    r"\b(?:i(?:'ll| will| would| can)|let me|allow me to)\b.{0,30}\b(?:translate|interpret|repeat)\b.{0,30}\b(?:myself|my (?:own )?questions?|the questions?|in english)|"
    r"\b(?:translate|interpret) (?:for )?myself|我(?![们們]?的)(?:自己|来|來)?.{0,3}(?:翻[译譯]|用英[文语語](?:重[复複]|再[说說]))",
    re.IGNORECASE,
)
# "I'll translate my answer": no interpreter says so. Without this an executive who renders himself is an interpreter.
OWN_WORDS = re.compile(
    r"\b(?:translate|interpret|repeat|summari[sz]e)\b.{0,30}\b(?:myself|my (?:own )?(?:answers?|remarks?|comments?|words|points?|response))\b|"
    r"我自己.{0,3}(?:翻[译譯]|用英[文语語])|我用英[文语語](?:重[复複]|再[说說])",
    re.IGNORECASE,
)
# "Let me quickly translate", "to translate Mr. Lu's answer": an interpreter's footing.
INTERPRETERS_FOOTING = re.compile(
    r"\b(?:let me|allow me to|i(?:'ll| will| would)(?: just)?)\b.{0,30}\b(?:translate|interpret|summari[sz]e and translate)\b|"
    r"\bto (?:quickly |briefly )?translate\b.{0,12}\b(?:for )?(?:Mr|Ms|Mrs|Dr)\.|\btranslat(?:e|ion|ing) (?:for|of) (?:Mr|Ms|Mrs|Dr)\.|"
    r"(?:very )?quickly to translate",
    re.IGNORECASE,
)
#: One of these, in lower case, stands in whatever the two patterns of interpreting find.
NEEDS = ("translat", "interpret", "repeat", "翻", "用英")
# Machine English of Chinese speech, as recognisers leave it.
_BROKEN = re.compile(
    r"\byuan\b|,? (?:okay|ok|right)\?$|^(?:yes|okay|ok)[.,] ?(?:yes)?|\bin fact, .*\bin fact\b|\bPresident [A-Z]\w+|^Mr\. \w+\.",
    re.IGNORECASE,
)
RENDERED = re.compile(
    r"^(?:okay|ok|yes),? so\b|^as (?:to|for) (?:your|the) (?:first|second|third|other)|^(?:so )?(?:that's|this is) (?:your|the) (?:first|second|third)|"
    r"^(?:so )?(?:in relation to|with regard to|regarding) (?:your|the) ",
    re.IGNORECASE,
)
# Nats per unit of echo difference: .05, the median of originals and renditions, makes one nat.
_ECHO = 12.0
_MOST = 1.2
# Nats of what renditions open with, and of machine English.
_SAYS_SO, _BROKEN_ENGLISH = 2.5, 1.0
# Without an announcement of interpreting, originals and renditions are unlikely.
_PRIOR = {True: -0.35, False: -1.6}


@dataclass(frozen=True, slots=True)
class Modes:
    """What the sentences of one pass say of the mode they are spoken in.

    Attributes:
        scores: Nats, shape ``(n, 3)``: direct, original, rendition.
        opens: Whether a sentence opens as renditions do.
        translates: Whether its speaker says that he will render himself.
    """

    scores: Floats
    opens: Sequence[bool]
    translates: Sequence[bool]


def read_modes(segments: Sequence[Segment], echo: Echo, *, interpreted: bool) -> Modes:
    """Score each sentence as direct, original or rendition.

    Args:
        segments: Speech of one pass.
        echo: How much each says again, or is said again.
        interpreted: Whether the call is known to be interpreted.
    """
    out = np.zeros((len(segments), 3))
    difference = np.clip(_ECHO * (echo.later - echo.before), -_MOST, _MOST) if segments else np.zeros(0)
    out[:, 1] = difference + _PRIOR[interpreted]
    out[:, 2] = -difference + _PRIOR[interpreted]
    languages = [one.lang for one in segments]
    both = languages.count(Lang.ZH) > 0.1 * len(languages) and languages.count(Lang.EN) > 0.1 * len(languages)
    opens = [RENDERED.search(one.text) is not None for one in segments]
    speaks_of_it = [any(map(one.text.lower().__contains__, NEEDS)) for one in segments]
    for at, one in enumerate(segments):
        if "loop" in one.flags or "code-switch" in one.flags or _BROKEN.search(one.text):
            out[at, 1] += _BROKEN_ENGLISH
        if opens[at] or (speaks_of_it[at] and INTERPRETERS_FOOTING.search(one.text)):
            out[at, 2] += _SAYS_SO
        if both:
            out[at] += _script_scores(one.lang)
    pairs = zip(speaks_of_it, segments, strict=True)
    return Modes(out, opens, [speaks and SELF_TRANSLATION.search(one.text) is not None for speaks, one in pairs])


def _script_scores(lang: Lang) -> tuple[float, float, float]:
    """Score the modes of a sentence where Chinese originals stand beside English renditions."""
    if lang is Lang.ZH:
        return (-1.0, 3.0, -6.0)
    return (0.0, -6.0, 1.2) if lang is Lang.EN else (0.0, 0.0, 0.0)
