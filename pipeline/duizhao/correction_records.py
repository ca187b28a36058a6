"""What people corrected, as the pipeline takes it: bound to places of the text, not to identifiers that shift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Where a segment stands: its line, its first code point in it, and one past its last.
Place = tuple[int, int, int]
#: A text, the places of several segments, or that there is none.
Value = str | tuple[Place, ...] | None

#: What became of a correction: it was applied; the text it was made on has changed; nothing is there that it could be
#: applied to (a discrepancy that is no longer found, a boundary that leaves words to nobody); or somebody else's word
#: on the same field was preferred.
APPLIED, STALE, UNRESOLVED, OVERRULED = "applied", "stale", "unresolved", "overruled"


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody corrected in one row.

    Attributes:
        key: Its identifier in the corpus; corrections are worked on in order of their places, then of this.
        kind: ``turn``, ``pair`` or ``discrepancy``.
        row: Identifier of the row that was looked at.
        author: Who; may be empty.
        digest: Of the texts that were judged.
        source: Where the turn's speech stands, or the source side.
        target: Where the target side stands; empty for a turn.
        was: What the corpus said, by field.
        new: What it should say, by field.
        found: Of a discrepancy or pair what tells it from others at its place: relation and type, or relation and
            level.
        note: A remark.
        overruled: Fields of `new` on which somebody else's word was preferred; they are kept, and applied to nothing.
    """

    key: str
    kind: str
    row: str
    author: str
    digest: str
    source: tuple[Place, ...]
    target: tuple[Place, ...] = ()
    was: Mapping[str, Value] = field(default_factory=dict[str, Value], hash=False)
    new: Mapping[str, Value] = field(default_factory=dict[str, Value], hash=False)
    found: tuple[str, ...] = ()
    note: str = ""
    overruled: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, tuple[Place, ...], tuple[Place, ...], tuple[str, ...]]:
        """What it is about; corrections with one place are about one row."""
        return self.kind, self.source, self.target, self.found

    @property
    def counting(self) -> Mapping[str, Value]:
        """What it says, but for what was overruled."""
        return {name: value for name, value in self.new.items() if name not in self.overruled}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A correction, and what became of it."""

    correction: Correction
    status: str

    def of(self, name: str) -> str:
        """Return what became of one field of it."""
        return OVERRULED if name in self.correction.overruled else self.status
