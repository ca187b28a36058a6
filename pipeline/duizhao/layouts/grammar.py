"""Grammars: declarations of how a layout prints labels, read from TOML.

The grammars that ship are in ``grammars.toml``, in the very form that users write for ``--layout FILE``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from duizhao.errors import UsageError, choices


class Place(StrEnum):
    """Where a label stands."""

    LINE = "line"  # it fills its line
    START = "start"  # speech follows in the same line
    END = "end"  # it is glued to the end of the line before the speech
    INSIDE = "inside"  # in the middle of a line, after a sentence


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a layout prints labels.

    Attributes:
        place: Where they stand.
        pattern: For ``line`` it must match the whole line; otherwise what it matches is the label. Its groups are
            ``label`` (taken apart by `duizhao.labels.parse_label`), or ``name``, ``title`` and ``firm``; and ``time``
            (h:mm:ss or mm:ss), which says when the label's speech begins.
        sure: Whether the pattern alone makes a label; otherwise the name must be attested elsewhere.
        detail: Whether the line after the label holds its title and firm.
        key: Whether the layout is known by this shape: where fewer than two labels have it, it is another layout.
    """

    place: Place
    pattern: re.Pattern[str]
    sure: bool = False
    detail: bool = False
    key: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a layout prints labels.

    Attributes:
        name: What the corpus calls it.
        shapes: How labels are printed; the first that fits takes a line.
        doubled: Each label stands twice, in two lines.
        lower_case: Names are printed without capitals.
        tag: What each line opens with, its language in the groups ``en`` or ``zh``; null where lines open with nothing.
        headings: Lines that are headings and no speech, besides the common ones.
        furniture: Lines that are page furniture, besides what repeats from page to page.
        common: Whether archives hold many of it; the corpus warns of others.
    """

    name: str
    shapes: tuple[Shape, ...]
    doubled: bool = False
    lower_case: bool = False
    tag: re.Pattern[str] | None = None
    headings: tuple[re.Pattern[str], ...] = ()
    furniture: tuple[re.Pattern[str], ...] = ()
    common: bool = True


#: What the corpus calls a document without any layout, and one whose source names the speakers.
RESERVED = FLAT, GIVEN = "flat", "given"
_KEYS = frozenset("name about labels doubled lower_case tag headings furniture common".split())
_LABEL_KEYS = frozenset("place pattern sure detail key".split())


@cache
def shipped() -> tuple[Grammar, ...]:
    """Return the grammars that ship with duizhao, the plainer before those that hold them."""
    return parse_grammars((files("duizhao.layouts") / "grammars.toml").read_text("utf-8"), name="grammars.toml")


def load_grammars(path: Path) -> tuple[Grammar, ...]:
    """Read a user's grammars.

    Args:
        path: A TOML file with one table ``[[layout]]`` for each grammar.

    Raises:
        UsageError: It cannot be read, or a table in it is wrong (``E_LAYOUT_FILE``).
    """
    try:
        return parse_grammars(path.read_text("utf-8"), name=path.name)
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path}: {fault}", code="E_LAYOUT_FILE", help="give a TOML file in UTF-8") from fault


def parse_grammars(text: str, *, name: str) -> tuple[Grammar, ...]:
    """Read grammars from TOML; `name` is the file's, for messages.

    Raises:
        UsageError: The text is not TOML, or a table in it is wrong (``E_LAYOUT_FILE``).
    """
    try:
        tables = tomllib.loads(text).get("layout")
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise UsageError(f"{name}: {fault}", code="E_LAYOUT_FILE", help="layouts are TOML, see CONTRIBUTING") from fault
    if not isinstance(tables, list) or not tables:
        raise _wrong(name, "no table [[layout]]", "see CONTRIBUTING for an example")
    return tuple(_grammar(table, f"{name}, layout {number}") for number, table in enumerate(tables, 1))


def _grammar(table: Any, where: str) -> Grammar:
    if not isinstance(table, Mapping) or not isinstance(table.get("name"), str):
        raise _wrong(where, "it has no name", 'write name = "..."')
    if not table["name"].strip() or table["name"] in RESERVED:
        raise _wrong(where, f"name is {table['name']!r}", f"take another one than {', '.join(RESERVED)}")
    where = f"{where} ({table['name']})"
    _check_keys(table, _KEYS, where)
    labels = table.get("labels")
    if not isinstance(labels, list) or not labels:
        raise _wrong(where, "it declares no labels", "write labels = [{ place = ..., pattern = ... }]")
    _check_bools(table, ("doubled", "lower_case", "common"), where)
    tag = table.get("tag")
    return Grammar(
        name=table["name"],
        shapes=tuple(_shape(label, where) for label in labels),
        doubled=table.get("doubled", False),
        lower_case=table.get("lower_case", False),
        tag=None if tag is None else _compiled(tag, where, "tag"),
        headings=_patterns(table, "headings", where),
        furniture=_patterns(table, "furniture", where),
        common=table.get("common", True),
    )


def _shape(label: Any, where: str) -> Shape:
    if not isinstance(label, Mapping):
        raise _wrong(where, f"{label!r} declares no label", "write { place = ..., pattern = ... }")
    _check_keys(label, _LABEL_KEYS, where)
    _check_bools(label, ("sure", "detail", "key"), where)
    try:
        place = Place(label.get("place", ""))
    except ValueError as fault:
        word = label.get("place")
        raise _wrong(where, f"place is {word!r}", choices(str(word), Place)) from fault
    pattern = _compiled(label.get("pattern"), where, "pattern")
    if not {"label", "name"} & set(pattern.groupindex):
        raise _wrong(where, f"{pattern.pattern!r} has no group named label or name", "write (?P<label>...)")
    return Shape(place, pattern, *(label.get(key, False) for key in ("sure", "detail", "key")))


def _check_keys(table: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise _wrong(where, f"unknown key {unknown[0]!r}", choices(unknown[0], sorted(known)))


def _check_bools(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in keys:
        if not isinstance(table.get(key, False), bool):
            raise _wrong(where, f"{key} is {table[key]!r}", "it must be true or false")


def _patterns(table: Mapping[str, Any], key: str, where: str) -> tuple[re.Pattern[str], ...]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise _wrong(where, f"{key} is {value!r}", "it must be a list of regular expressions")
    return tuple(_compiled(item, where, key) for item in value)


def _compiled(value: Any, where: str, key: str) -> re.Pattern[str]:
    try:
        return re.compile(value)
    except (re.error, TypeError, OverflowError, RecursionError) as fault:
        raise _wrong(where, f"{key} {value!r}: {fault}", "it must be a regular expression of Python's re") from fault


def _wrong(where: str, what: str, remedy: str) -> UsageError:
    return UsageError(f"{where}: {what}", code="E_LAYOUT_FILE", help=remedy)


def describe(grammar: Grammar) -> str:
    """Return all that a grammar declares as one string; two that differ have different ones.

    `repr` will not do: Python cuts that of a pattern at 200 characters.
    """
    shapes = [
        (shape.place.value, shape.pattern.pattern, shape.sure, shape.detail, shape.key) for shape in grammar.shapes
    ]
    patterns = [
        [pattern.pattern for pattern in group]
        for group in (grammar.headings, grammar.furniture, () if grammar.tag is None else (grammar.tag,))
    ]
    return repr((grammar.name, shapes, grammar.doubled, grammar.lower_case, grammar.common, patterns))
