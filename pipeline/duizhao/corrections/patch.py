"""Patches: what one person corrected, as a file that can be sent, read, merged and applied to a corpus.

A patch is JSON::

    {"format": "duizhao-corrections", "version": 1, "author": "mei@example.org", "entries": [
      {"kind": "turn", "transcript_id": "7a91...", "id": "7a91...-t00003", "digest": "9f86d081884c7d65",
       "was": {"role": "unknown"}, "set": {"role": "cfo"}, "note": "introduced in line 12"}]}

``was`` and ``digest`` say what the person saw: a correction of a row that has changed since is not applied blindly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NoReturn

from duizhao.corpus.rows import sides_digest, text_digest
from duizhao.errors import UsageError
from duizhao.vocabulary import Role, Voice

FORMAT = "duizhao-corrections"
VERSION = 1
#: Whether two sides belong together.
FITS = ("yes", "partly", "no")
#: Types of renditions, after Wadensjö (1998).
RENDITIONS = ("close", "expanded", "reduced", "substituted", "summarised", "zero", "non-rendition")
#: Whether a discrepancy is one: ``other-type`` is one, but of another type than was found.
JUDGEMENTS = ("true", "false", "other-type")
#: Types of discrepancies.
TYPES = ("quantity", "direction", "entity", "omission", "addition")

#: A text, several identifiers, or that there is none.
Value = str | tuple[str, ...] | None
_DIGEST = re.compile(r"[0-9a-f]{16}")
_HELP = "make it anew, or mend this place by hand"


class Kind(StrEnum):
    """What is corrected: a row of ``turns``, of ``alignments`` or of ``discrepancies``."""

    TURN = "turn"
    PAIR = "pair"
    DISCREPANCY = "discrepancy"


@dataclass(frozen=True, slots=True)
class Field:
    """What a field may be set to.

    Attributes:
        words: One of these; any text where there are none.
        many: Several identifiers.
        null: Or nothing at all.
    """

    words: tuple[str, ...] = ()
    many: bool = False
    null: bool = False


#: The fields of each kind. Of a turn, ``speaker`` is the name, null where nobody can tell, and ``segments`` says where
#: it begins and ends: a segment that one turn's entry gains, that of another loses.
FIELDS: Mapping[Kind, Mapping[str, Field]] = MappingProxyType(
    {
        Kind.TURN: {
            "role": Field(tuple(map(str, Role))),
            "voice": Field(tuple(map(str, Voice))),
            "speaker": Field(null=True),
            "segments": Field(many=True),
        },
        Kind.PAIR: {
            "fits": Field(FITS),
            "rendition": Field(RENDITIONS, null=True),
            "source_segments": Field(many=True),
            "target_segments": Field(many=True),
        },
        Kind.DISCREPANCY: {"judgement": Field(JUDGEMENTS), "type": Field(TYPES)},
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was corrected in one row.

    Attributes:
        kind: Of which table the row is.
        transcript_id: The call.
        id: The row: a turn, an alignment or a discrepancy.
        digest: Of the texts that were judged; see `digest_of`.
        was: What the corpus said, by field; null where it said nothing.
        new: What the person says instead; may be empty where there is a note.
        note: A remark; may be empty.

    Raises:
        UsageError: A field is unknown, or a value is none of those it may have (``E_PATCH``).
    """

    kind: Kind
    transcript_id: str
    id: str
    digest: str
    was: Mapping[str, Value] = field(hash=False)
    new: Mapping[str, Value] = field(hash=False)
    note: str = ""

    def __post_init__(self) -> None:
        """Check every value."""
        for name, text in (("transcript_id", self.transcript_id), ("id", self.id), ("note", self.note)):
            _check_text(name, text)
            if not text and name != "note":
                refuse(f"{name}: it is empty")
        if not _DIGEST.fullmatch(self.digest):
            refuse(f"digest: {self.digest!r:.60} is none", "a digest is 16 hexadecimal digits, in lower case")
        for name, value in self.was.items():
            if value is not None:
                _check(self.kind, name, value, "was.")
        for name, value in self.new.items():
            _check(self.kind, name, value, "set.")
            if name not in self.was:
                refuse(f"was.{name}: it is missing", "say what the corpus said, or null")
        if not self.new and not self.note:
            refuse("set: it is empty, and so is the note", "leave out entries that correct nothing")

    @property
    def row(self) -> tuple[Kind, str, str]:
        """Which row it is."""
        return self.kind, self.transcript_id, self.id

    def to_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "kind": str(self.kind),
            "transcript_id": self.transcript_id,
            "id": self.id,
            "digest": self.digest,
            "was": dict(self.was),
            "set": dict(self.new),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Patch:
    """What one person corrected.

    Attributes:
        author: Who; may be empty.
        entries: One for each row.

    Raises:
        UsageError: A row stands in two entries (``E_PATCH``).
    """

    author: str
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        """Check that no row stands there twice."""
        _check_text("author", self.author)
        met: dict[tuple[Kind, str, str], int] = {}
        for number, entry in enumerate(self.entries, 1):
            if (first := met.setdefault(entry.row, number)) != number:
                refuse(f"entry {number}: {entry.kind} {entry.id} stands in entry {first} already", "keep one of them")

    def dump(self) -> bytes:
        """Return the bytes of its file; the same ones for the same patch."""
        held = {
            "format": FORMAT,
            "version": VERSION,
            "author": self.author,
            "entries": [entry.to_dict() for entry in self.entries],
        }
        return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


def digest_of(source: Iterable[str], target: Iterable[str] | None = None, told: Iterable[object] = ()) -> str:
    """Return the digest of what a row says: of the texts of its segments, without blanks.

    Args:
        source: Texts of the turn's segments, or of those on the source side.
        target: Texts of the segments on the target side; null for a turn.
        told: What tells the row from others with the same texts, see `pair_told` and `discrepancy_told`.

    Returns:
        16 hexadecimal digits.
    """
    texts = sides_digest(source, target)
    more = "\n".join("" if one is None else str(one) for one in told)
    return text_digest(f"{texts}\n{more}")[:16] if more else texts


def pair_told(relation: str, level: str, source: Iterable[str], target: Iterable[str]) -> list[str]:
    """Return what tells a row of ``alignments`` from others that say the same: its place in the text.

    Args:
        relation: Of the row.
        level: Of the row.
        source: Identifiers of its segments on the source side.
        target: The same of the target side.
    """
    return [relation, level, *source, "|", *target]


def discrepancy_told(row: Mapping[str, Any]) -> list[str | int | None]:
    """Return what tells a row of ``discrepancies`` from others in the same sentences: what was found, and where."""
    spans = (row[f"{side}_{end}"] for side in ("source", "target") for end in ("start", "end"))
    values = (row[name] for name in ("relation", "type", "kind", "source_value", "target_value"))
    return [*values, *row["source_segments"], "|", *row["target_segments"], *spans]


def refuse(what: str, remedy: str = _HELP) -> NoReturn:
    """Refuse a patch.

    Raises:
        UsageError: Always (``E_PATCH``).
    """
    raise UsageError(what, code="E_PATCH", help=remedy)


def _check_text(name: str, text: str) -> None:
    """Refuse half a surrogate pair: JSON can name one, UTF-8 cannot write it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        refuse(f"{name}: it holds half a surrogate pair")


def _check(kind: Kind, name: str, value: Value, part: str) -> None:
    if name not in FIELDS[kind]:
        refuse(f"{part}{name:.60}: no field of a {kind}", f"there are {', '.join(FIELDS[kind])}")
    known = FIELDS[kind][name]
    if value is None:
        if not known.null:
            refuse(f"{part}{name}: it is null", "leave the field out where it stays as it is")
    elif isinstance(value, tuple) != known.many:
        refuse(f"{part}{name}: it should be {'a list of texts' if known.many else 'a text'}")
    elif isinstance(value, str):
        _check_text(f"{part}{name}", value)
        if not value or (known.words and value not in known.words):
            refuse(
                f"{part}{name}: there is no {value!r:.60}", f"there are {', '.join(known.words) or 'texts and null'}"
            )
    else:
        for one in value:
            _check_text(f"{part}{name}", one)
