"""Questioners who ask twice: first in the other language, then themselves in this one.

In a recognised call both askings are in one language and one turn, and no single sentence tells. What tells is that the
questioner starts over ("So my first question is ...") and that what follows renders what went before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duizhao.alignment.posterior import log_total
from duizhao.alignment.resources import Resources
from duizhao.alignment.texts import is_chinese, lattice_of
from duizhao.records import Attribution, Segment, Turn
from duizhao.vocabulary import Delivery, Kind, Role

#: A questioner begins again, in this language.
STARTS_OVER = re.compile(
    r"(?:so,? |okay,? |ok,? |yes,? )*(?:my (?:first )?questions? (?:is|are|was|were)\b|i have (?:\w+ )?questions?\b"
    r"|(?:let me|i(?:'ll| will)) (?:just |quickly )*(?:translate|repeat|say (?:it|that) in)\b)",
    re.IGNORECASE,
)
# Nats by which the second asking must fit the first better than two texts that share nothing. A real one on the
# development calls has 26; of some 600 questions in English calls (the archive) none that starts over has over 14.
_FITS = 20.0
_FEWEST = 2  # sentences of either asking
_SHORTEST, _LONGEST = 0.4, 2.5  # length of the second to the first


def own_renditions(segments: Sequence[Segment], attribution: Attribution, held: Resources) -> Attribution:
    """Mark the questions that their questioner rendered in the same turn.

    Args:
        segments: The transcript's.
        attribution: Its turns; nothing is done in a call where nobody interprets.
        held: Dictionary and weights.

    Returns:
        The same turns, the first asking delivered as an original and the second as its interpretation.
    """
    if not any(turn.delivery is Delivery.INTERPRETATION for turn in attribution.turns):
        return attribution
    deliveries = dict(attribution.deliveries)
    turns = list(attribution.turns)
    for at, turn in enumerate(turns):
        asked = [index for index in turn.segments if segments[index].kind is Kind.SPEECH and segments[index].clean]
        if _asks(turn) and not deliveries.keys() & set(asked):
            cut = _second_asking([segments[index].clean for index in asked], held)
            if cut is not None:
                own = {
                    index: Delivery.ORIGINAL if index < asked[cut] else Delivery.INTERPRETATION
                    for index in turn.segments
                }
                deliveries.update(own)
                turns[at] = replace(turn, delivery=_of_most(own, segments))
    return replace(attribution, turns=tuple(turns), deliveries=deliveries)


def _asks(turn: Turn) -> bool:
    return turn.role is Role.ANALYST and turn.delivery is Delivery.DIRECT


def _of_most(own: dict[int, Delivery], segments: Sequence[Segment]) -> Delivery:
    sizes: Counter[Delivery] = Counter()
    for index, delivery in own.items():
        sizes[delivery] += len(segments[index].clean)
    return sizes.most_common(1)[0][0]


def _second_asking(texts: Sequence[str], held: Resources) -> int | None:
    """Return where the second asking starts, None where there is none."""
    fits = {cut: _fit(texts[:cut], texts[cut:], held) for cut in _restarts(texts)}
    best = max(fits, key=lambda cut: fits[cut], default=None)
    return best if best is not None and fits[best] > _FITS else None


def _restarts(texts: Sequence[str]) -> Iterator[int]:
    for cut in range(_FEWEST, len(texts) - _FEWEST + 1):
        ratio = sum(map(len, texts[cut:])) / sum(map(len, texts[:cut]))
        if STARTS_OVER.match(texts[cut]) and _SHORTEST < ratio < _LONGEST and not is_chinese(texts):
            yield cut


def _fit(source: Sequence[str], target: Sequence[str], held: Resources) -> float:
    """Return by how many nats two sides fit better than if every sentence stood alone."""
    lattice = lattice_of(source, target, held.lexicon, held.model)
    return log_total(lattice) - (lattice.opening + float(lattice.omitted.sum() + lattice.added.sum()))
