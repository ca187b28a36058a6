"""Where inside a paragraph an original ends and its rendition begins: the cut at which the two fit each other best.

Attribution finds the cut by what single sentences look like. Where original and rendition stand in one paragraph and in
one language, that is weak evidence; a sentence on the wrong side is a sentence that its counterpart misses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from duizhao.alignment.candidates import candidates
from duizhao.alignment.engine import make_lattice
from duizhao.alignment.pairing import Pair, within
from duizhao.alignment.posterior import log_total
from duizhao.alignment.resources import Resources
from duizhao.alignment.texts import is_chinese
from duizhao.records import Attribution, Segment, Turn
from duizhao.vocabulary import Delivery, Kind

# Sentences on either side of the cut that are tried; nats by which another cut must be better: the wrong cuts of the
# development calls are 19 and more behind, right ones were up to 3 behind another.
_REACH, _BETTER = 6, 5.0
# In nats, for a cut after words that break off ("This is really..."): the interpreter takes over.
_BROKEN_OFF = 4.0


def recut(segments: Sequence[Segment], attribution: Attribution, held: Resources) -> Attribution:
    """Move the cuts between originals and renditions that share a paragraph to where the two fit best.

    Args:
        segments: The transcript's.
        held: Dictionary and weights.
        attribution: Its turns; only turns of one speaker, original and rendition in one language, are touched.

    Returns:
        The same turns, with sentences of a shared line on the other side of a cut where that fits clearly better.
    """
    turns = list(attribution.turns)
    for at in range(len(turns) - 1):
        one, other = turns[at], turns[at + 1]
        if _is_rendered(one, other) and not attribution.deliveries.keys() & {*one.segments, *other.segments}:
            both = (*one.segments, *other.segments)
            cut = _best_cut(both, len(one.segments), segments, held)
            if cut != len(one.segments):
                turns[at], turns[at + 1] = replace(one, segments=both[:cut]), replace(other, segments=both[cut:])
    return attribution if turns == list(attribution.turns) else replace(attribution, turns=tuple(turns))


def _is_rendered(one: Turn, other: Turn) -> bool:
    return (
        (one.delivery, other.delivery) == (Delivery.ORIGINAL, Delivery.INTERPRETATION)
        and (one.speaker, one.passage) == (other.speaker, other.passage)
        and bool(one.segments)
        and bool(other.segments)
    )


def _best_cut(both: Sequence[int], cut: int, segments: Sequence[Segment], held: Resources) -> int:
    cuts = list(_cuts(both, cut, segments))
    texts = [_text(segments[index]) for index in both]
    if not cuts or is_chinese(texts[:cut]) != is_chinese(texts[cut:]):
        return cut
    pair = within(texts, texts, held.lexicon)
    fits = {
        place: _fit(pair, texts, place, held) + _BROKEN_OFF * ("truncated" in segments[both[place - 1]].flags)
        for place in cuts
    }
    best = max(cuts, key=lambda place: fits[place])
    return best if fits[best] > fits[cut] + _BETTER else cut


def _text(one: Segment) -> str:
    """Return the words that may have a counterpart; a sentence that breaks off has none."""
    return one.clean if one.kind is Kind.SPEECH and "truncated" not in one.flags else ""


def _cuts(held: Sequence[int], cut: int, segments: Sequence[Segment]) -> Iterator[int]:
    """Yield the cuts inside the line that a cut divides, itself among them; neither side is left empty.

    A cut between two lines stays: of forty paragraphs that began a rendition on the development calls all did.
    """
    line = segments[held[cut]].line
    if segments[held[cut - 1]].line != line:
        return
    for place in range(max(1, cut - _REACH), min(len(held) - 1, cut + _REACH) + 1):
        if segments[held[place - 1]].line == segments[held[place]].line == line:
            yield place


def _fit(pair: Pair, texts: Sequence[str], cut: int, held: Resources) -> float:
    """Return the logarithm of the sum over all readings of what stands before a cut and what follows it, in nats."""
    spoken = np.array([at for at, text in enumerate(texts) if text], dtype=np.int64)
    part = pair.part(spoken[spoken < cut], spoken[spoken >= cut])
    return log_total(make_lattice(part, candidates(part), held.model.of(part).weights))
