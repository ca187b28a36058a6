"""Read gold annotation: one JSON file per transcript, beside or pointing at its text.

```
{"doc": "c01", "file": "c01.txt", "text": "c01.txt",
 "spans": [{"line": 1, "start": 0, "end": 70, "kind": "speech", "turn": 1, "speaker": ..., ...}],
 "speakers": [{"name": ..., "aliases": [...]}],
 "beads": [{"relation": ..., "level": ..., "source": [[line, start, end]], "target": [...]}],
 "discrepancies": [{"type": ..., "source": [...], "target": [...]}]}
```
Lines count from 1, offsets are code points in the line, half-open. A malformed file is an error that names
the file and the place in it: gold that is half read would give figures that mean nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duizhao.errors import UsageError
from duizhao.evaluation.measures import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Place = tuple[int, int, int]
"""Line, first code point, one past the last."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A stretch of one line and what gold says of it; fields that gold leaves open are absent."""

    place: Place
    turn: int | str | None
    fields: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class GoldBead:
    """Source places aligned with target places; either side may be empty."""

    relation: str
    level: str
    source: tuple[Place, ...]
    target: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class GoldDiscrepancy:
    """A difference that a person found."""

    type: str
    source: tuple[Place, ...]
    target: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """The annotation of one transcript.

    Attributes:
        doc: Name of the annotation.
        file: File name of the transcript.
        lines: The text's physical lines.
        spans: Annotated stretches, in the file's order.
        aliases: Every form of each speaker's name, by the name that the spans use.
        beads: Aligned places.
        discrepancies: Differences.
    """

    doc: str
    file: str
    lines: tuple[str, ...]
    spans: tuple[GoldSpan, ...]
    aliases: Mapping[str, tuple[str, ...]]
    beads: tuple[GoldBead, ...]
    discrepancies: tuple[GoldDiscrepancy, ...]


def read_gold(folder: Path) -> tuple[GoldDocument, ...]:
    """Read every `*.json` of a folder, in order of their names.

    Raises:
        UsageError: The folder is absent or holds no annotation (``E_GOLD_MISSING``), a file is no JSON
            (``E_GOLD_JSON``), a field is absent or of the wrong type (``E_GOLD_FIELD``), a text cannot be
            read (``E_GOLD_TEXT``), or two files annotate one document (``E_GOLD_TWICE``).
    """
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths:
        raise UsageError(
            f"{folder} holds no gold annotation", code="E_GOLD_MISSING", help="give a folder of *.json files"
        )
    documents: dict[str, GoldDocument] = {}
    for path in paths:
        document = _document(path)
        if document.doc in documents:
            raise UsageError(
                f"{path}: a second annotation of {document.doc!r}",
                code="E_GOLD_TWICE",
                help="remove one of them",
            )
        documents[document.doc] = document
    return tuple(documents.values())


@dataclass(frozen=True, slots=True)
class _At:
    """A value inside a JSON file, and where it stands there."""

    value: Any
    path: Path
    where: str

    def wrong(self, wanted: str) -> UsageError:
        shown = repr(self.value)
        found = shown if len(shown) <= 40 else shown[:39] + "…"  # noqa: PLR2004 - fits a terminal's line
        return UsageError(
            f"{self.path}: {self.where or 'the document'} is {found}, not {wanted}",
            code="E_GOLD_FIELD",
            help="correct the annotation",
        )

    def get(self, key: str) -> _At:
        """Step into an object; an absent key gives None."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return _At(self.value.get(key), self.path, f"{self.where}.{key}".lstrip("."))

    def items(self, *, optional: bool = False) -> list[_At]:
        """Step into each item of a list."""
        if optional and self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return [_At(item, self.path, f"{self.where}[{n}]") for n, item in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.wrong("a text")
        return self.value

    def number(self, least: int) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < least:
            raise self.wrong(f"a whole number from {least}")
        return self.value

    def scalar(self) -> str | int | None:
        if self.value is not None and not isinstance(self.value, str | int):
            raise self.wrong("a text, a whole number or null")
        return self.value


def _document(path: Path) -> GoldDocument:
    root = _At(_load(path), path, "")
    lines = _lines(root)
    return GoldDocument(
        doc=root.get("doc").text(),
        file=root.get("file").text(),
        lines=lines,
        spans=tuple(_span(item, len(lines)) for item in root.get("spans").items()),
        aliases={
            item.get("name").text(): tuple(alias.text() for alias in item.get("aliases").items(optional=True))
            for item in root.get("speakers").items()
        },
        beads=tuple(
            GoldBead(item.get("relation").text(), item.get("level").text(), *_sides(item))
            for item in root.get("beads").items()
        ),
        discrepancies=tuple(
            GoldDiscrepancy(item.get("type").text(), *_sides(item))
            for item in root.get("discrepancies").items(optional=True)
        ),
    )


def _load(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{path}:{error.lineno}:{error.colno}: {error.msg}",
            code="E_GOLD_JSON",
            help="correct the annotation",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", code="E_GOLD_JSON", help="gold is UTF-8") from error


def _lines(root: _At) -> tuple[str, ...]:
    text = root.path.parent / root.get("text").text()
    try:
        return tuple(text.read_text("utf-8").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{root.path}: its text {text} cannot be read: {error}",
            code="E_GOLD_TEXT",
            help="'text' is a path relative to the annotation",
        ) from error


def _span(item: _At, lines: int) -> GoldSpan:
    line = item.get("line")
    if line.number(1) > lines:
        raise line.wrong(f"a line of the text, which has {lines}")
    values = {field: item.get(field).scalar() for field in FIELDS}
    fields = {field: value for field, value in values.items() if value is not None}
    if "pass" in fields:
        fields["pass"] = item.get("pass").number(1)
    return GoldSpan(
        (line.number(1), item.get("start").number(0), item.get("end").number(0)),
        item.get("turn").scalar(),
        fields,
    )


def _sides(item: _At) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    source, target = (tuple(_place(place) for place in item.get(side).items()) for side in ("source", "target"))
    return source, target


def _place(item: _At) -> Place:
    parts = item.items()
    if len(parts) != 3:  # noqa: PLR2004 - line, start, end
        raise item.wrong("[line, start, end]")
    return parts[0].number(1), parts[1].number(0), parts[2].number(0)
