"""What alignment stands on: a dictionary and the weights of beads."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.alignment.lexicon import Lexicon, load_lexicon
from duizhao.alignment.weights import BeadModel, load_weights


@dataclass(frozen=True, slots=True)
class Resources:
    """A dictionary and weights.

    Attributes:
        lexicon: Translation probabilities.
        model: Weights of beads.
    """

    lexicon: Lexicon
    model: BeadModel


def resources(lexicon: Lexicon | None = None, model: BeadModel | None = None) -> Resources:
    """Return what is given, and what ships with duizhao for the rest.

    Raises:
        ModelError: A file that ships is missing or not that of its card.
    """
    return Resources(lexicon or load_lexicon(), model or load_weights())
