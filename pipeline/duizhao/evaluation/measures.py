"""What is measured against gold: names, definitions, ranges and sources."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("kind", "lang", "speaker", "role", "voice", "delivery", "pass", "section")
RELATIONS = ("translation", "interpretation", "repetition")
LEVELS = ("passage", "sentence")
#: Types that are judged together, because which of the two a difference is can be a matter of view.
DISCREPANCY_GROUPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"quantity": frozenset({"quantity", "direction"}), "rendition": frozenset({"omission", "addition"})}
)
DIGITS = 4
"""Decimals that values are rounded to."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it is, between which values it lies, and who defined it. Higher is better."""

    definition: str
    source: str
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean; 0 where the denominator is empty.

    Attributes:
        precision: Share of what was predicted that gold has, 0 to 1.
        recall: Share of what gold has that was predicted, 0 to 1.

    References:
        van Rijsbergen (1979), Information Retrieval, chapter 7.
    """

    precision: float
    recall: float

    @classmethod
    def of(cls, hits_predicted: int, predicted: int, hits_gold: int, gold: int) -> Agreement:
        """Build from counts; hits are counted on each side, as one bead may match several."""
        return cls(hits_predicted / predicted if predicted else 0.0, hits_gold / gold if gold else 0.0)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


_CHARACTERS = "corpus contract, score/score.py; the share of characters is accuracy weighted by length"
_MEANT = {
    "kind": "kind of segment",
    "lang": "language",
    "speaker": "speaker, where one name or alias of both sides is the same set of words",
    "role": "role of the speaker",
    "voice": "voice",
    "delivery": "delivery",
    "pass": "pass",
    "section": "section",
}
_ARCADE = "Veronis & Langlais (2000), Evaluation of parallel text alignment systems (ARCADE)"
_LAX = "Sennrich & Volk (2010), AMTA; Thompson & Koehn (2019), EMNLP"


def _bead_measures() -> dict[str, Measure]:
    out: dict[str, Measure] = {}
    for relation in RELATIONS:
        for level in LEVELS:
            key, beads = f"{relation}.{level}", f"{relation} beads between {level}s with two sides"
            out[f"{key}.strict_f1"] = Measure(
                f"F1 of {beads}; a bead counts when both sides are within three characters of gold's",
                _ARCADE,
            )
            out[f"{key}.lax_f1"] = Measure(
                f"F1 of {beads}; a bead counts when it overlaps a gold bead on both sides", _LAX
            )
    return out


def _discrepancy_measures() -> dict[str, Measure]:
    out: dict[str, Measure] = {}
    for group, types in DISCREPANCY_GROUPS.items():
        met = "overlapping on every side that both of them have"
        kinds = " and ".join(sorted(types))
        source = "van Rijsbergen (1979), Information Retrieval, chapter 7"
        out[f"discrepancy.{group}.p"] = Measure(f"share of reported {kinds} that gold has, {met}", source)
        out[f"discrepancy.{group}.r"] = Measure(f"share of gold's {kinds} that was reported, {met}", source)
    return out


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        **{
            field: Measure(
                f"share of gold's non-blank characters whose covering segment has the same {meant}",
                _CHARACTERS,
            )
            for field, meant in _MEANT.items()
        },
        "turn_f1": Measure(
            "F1 of turn starts; a start counts on the same line within three characters",
            "boundary F1 with tolerance, as in speaker change detection",
        ),
        **_bead_measures(),
        **_discrepancy_measures(),
    }
)
"""Every key that an evaluation may hold; a measure that gold says nothing about is left out, never 0."""
