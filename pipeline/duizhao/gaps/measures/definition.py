"""What a measure is, and what it is asked about: a bead with what was found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from duizhao.gaps.views import BeadView, PassageView
from duizhao.vocabulary import Relation

#: Numerator and denominator.
Pair: TypeAlias = tuple[float, float]

INTERPRETATION = frozenset({Relation.INTERPRETATION})
TRANSLATION = frozenset({Relation.TRANSLATION})


@dataclass(frozen=True, slots=True)
class Check:
    """How one name or glossary term of the source was rendered.

    Attributes:
        source: As the source says it.
        target: As the target says it; empty where it was not found.
        found: Whether the target has it.
    """

    source: str
    target: str
    found: bool


@dataclass(frozen=True, slots=True)
class BeadContext:
    """A bead and what the measures look at.

    Attributes:
        view: The bead with its two sides.
        passage: The passage that it belongs to.
        rendition: Wadensjö's type of the bead as its alignment names it (``close``, ``expanded``, ``reduced``,
            ``substituted``, ``summarised``, ``zero``, ``non-rendition``), or null.
        names: The source's names.
        terms: The source's terms that the glossary holds.
        fidelity: Of the source's amounts and shares, how many the target keeps, and how many there are.
        lost: Whether the recording lost the side that is absent (cut off, looped, not to be heard); then its absence
            is neither an omission nor an addition.
    """

    view: BeadView
    passage: PassageView
    rendition: str | None = None
    names: tuple[Check, ...] = ()
    terms: tuple[Check, ...] = ()
    fidelity: tuple[int, int] = (0, 0)
    lost: bool = False

    def __post_init__(self) -> None:
        """Reject more quantities kept than there are."""
        kept, said = self.fidelity
        if not 0 <= kept <= said:
            raise ValueError(f"bead {self.view.index}: {kept} of {said} quantities kept; give (kept, said)")

    @property
    def two_sided(self) -> bool:
        """Whether both sides say something."""
        return bool(self.view.source.text and self.view.target.text)


def speaks(_: BeadContext) -> bool:
    """Say of every bead that it counts."""
    return True


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure.

    Attributes:
        name: As in the corpus's column ``measure``.
        unit: Of the value.
        formula: In one line.
        literature: Whom it follows, in one line.
        null: What makes it null, in one line.
        relations: What it may be asked on.
        needs_human: Whether what it counts are candidates that a person should judge.
        count: Numerator and denominator of one bead; null where the bead says nothing. They add up over beads.
        over: The same of several beads, for a measure that does not add up; null where they say nothing together.
        speaks: With `over`: which beads count.
        factor: The value is this times numerator over denominator.
    """

    name: str
    unit: str
    formula: str
    literature: str
    null: str
    relations: frozenset[Relation]
    needs_human: bool = False
    count: Callable[[BeadContext], Pair | None] | None = None
    over: Callable[[Sequence[BeadContext]], Pair | None] | None = None
    speaks: Callable[[BeadContext], bool] = speaks
    factor: float = 1.0

    def __post_init__(self) -> None:
        """Reject a measure that is counted in no way, or in two."""
        if (self.count is None) == (self.over is None):
            raise ValueError(f"{self.name}: give either `count` or `over`")
