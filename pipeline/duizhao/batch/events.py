"""What a build tells of itself while it goes on: for a progress bar, a log, a scheduler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        kind: ``start``; ``stage`` (one of the following begins); ``look`` (an input was read and told apart), ``work``
            (one was worked on), ``retry`` (a process died or passed a limit: it will be tried alone), ``write`` (a part
            was written); ``end``.
        done: How many of this kind of step are done.
        total: How many there are.
        source: The input, or the part.
        facts: What else there is to tell: ``code`` and ``message`` of a rejection, counts.
    """

    kind: str
    done: int = 0
    total: int = 0
    source: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


Listener = Callable[[Event], None]


def nobody(_event: Event) -> None:
    """Listen to nothing."""
