"""What alignment stands on: a dictionary and the weights of beads."""

from __future__ import annotations

from dataclasses import dataclass

from duizhao.alignment.lexicon import Lexicon, load_lexicon
from duizhao.alignment.weights import BeadModel, load_weights


@dataclass(frozen=True, slots=True)
class Resources:
    """A dictionary and weights; those that ship are loaded when they are first asked for.

    A transcript with nothing to align asks for neither, and the dictionary takes a quarter of a second.

    Attributes:
        own_lexicon: Translation probabilities to use instead of those that ship.
        own_model: Weights of beads to use instead of those that ship.
    """

    own_lexicon: Lexicon | None = None
    own_model: BeadModel | None = None

    @property
    def lexicon(self) -> Lexicon:
        """Translation probabilities.

        Raises:
            ModelError: The file that ships is missing or not that of its card.
        """
        return self.own_lexicon or load_lexicon()

    @property
    def model(self) -> BeadModel:
        """Weights of beads.

        Raises:
            ModelError: The file that ships is missing or not that of its card.
        """
        return self.own_model or load_weights()
