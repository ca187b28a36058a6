"""The weights of beads: across languages and within one, as `duizhao train align` writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from duizhao.alignment.pairing import Pair
from duizhao.models import read_file

#: Folder of the weights, and their file.
MODEL, WEIGHTS = "beads", "weights.json"


@dataclass(frozen=True, slots=True)
class BeadWeights:
    """What scores the beads of one kind of pair.

    Attributes:
        weights: Weight of each feature, in nats per unit.
        reliability: Points (posterior, share right), rising: what a bead's posterior is worth. Empty: itself.
    """

    weights: Mapping[str, float]
    reliability: tuple[tuple[float, float], ...] = ()

    def calibrated(self, chance: float) -> float:
        """Return how often beads of such a posterior are right, 0 to 1."""
        if not self.reliability:
            return min(1.0, chance)
        points, shares = zip(*self.reliability, strict=True)
        return float(np.interp(chance, points, shares))


@dataclass(frozen=True, slots=True)
class BeadModel:
    """The weights between Chinese and English, and between two texts in one language."""

    across: BeadWeights
    within: BeadWeights

    def of(self, pair: Pair) -> BeadWeights:
        """Return the weights for a pair."""
        return self.within if pair.names[0] == pair.names[1] else self.across


def unpack(data: bytes) -> BeadModel:
    """Read a model from the bytes of its file."""
    held = json.loads(data)
    return BeadModel(*(_weights(held[kind]) for kind in ("across", "within")))


def _weights(held: Mapping[str, Any]) -> BeadWeights:
    return BeadWeights(
        {str(name): float(weight) for name, weight in held["weights"].items()},
        tuple((float(chance), float(share)) for chance, share in held["reliability"]),
    )


def pack(model: BeadModel) -> bytes:
    """Write a model as the bytes of a file, for reading too."""
    held = {
        kind: {
            "weights": {name: round(weight, 4) for name, weight in one.weights.items()},
            "reliability": [[round(chance, 4), round(share, 4)] for chance, share in one.reliability],
        }
        for kind, one in (("across", model.across), ("within", model.within))
    }
    return (json.dumps(held, indent=1, ensure_ascii=False) + "\n").encode()


@cache
def load_weights() -> BeadModel:
    """Load the weights that ship with duizhao.

    Raises:
        ModelError: Their files are missing or not those of their card.
    """
    return unpack(read_file(MODEL, WEIGHTS))
