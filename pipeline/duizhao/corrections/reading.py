"""Reading patches: JSON of people and programs, every place in it checked and named when it is wrong."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from duizhao.corrections.patch import FORMAT, VERSION, Entry, Kind, Patch, Value, refuse
from duizhao.errors import UsageError

_NAMES: Mapping[type[Any], str] = {str: "a text", list: "a list", dict: "an object"}
_LONGEST_NUMBER = 100
_ENTRY = frozenset(("kind", "transcript_id", "id", "digest", "was", "set", "note"))


def read_patch(data: bytes, path: str) -> Patch:
    """Read a patch.

    Args:
        data: The bytes of its file.
        path: What messages call it.

    Raises:
        UsageError: It is no patch, or a place in it is wrong; the message says which (``E_PATCH``).
    """
    with at(path):
        held = parse(data)
        if not isinstance(held, dict) or held.get("format") != FORMAT:
            refuse("it is no patch of corrections", f'a patch is a JSON object with "format": "{FORMAT}"')
        version = held.get("version")
        if type(version) is not int or version != VERSION:
            refuse(f"version: {version!r:.60} is none that this duizhao reads", f"it reads {VERSION}")
        no_others(held, {"format", "version", "author", "entries"})
        entries = []
        for number, row in enumerate(value_of(held, "entries", list), 1):
            with at(f"entry {number}"):
                entries.append(_entry(row))
        return Patch(value_of(held, "author", str), tuple(entries))


def load_patch(file: Path) -> Patch:
    """Read a patch from its file; errors as for `read_patch`."""
    return read_patch(file_bytes(file, "give a patch, as a page of `duizhao view` downloads it"), str(file))


def file_bytes(file: Path, remedy: str) -> bytes:
    """Return what a file holds.

    Raises:
        UsageError: It cannot be read (``E_PATCH``).
    """
    try:
        return file.read_bytes()
    except OSError as fault:
        raise UsageError(f"{file}: {fault.strerror}", code="E_PATCH", help=remedy) from fault


def _entry(row: Any) -> Entry:
    if not isinstance(row, dict):
        refuse("it is no object")
    no_others(row, _ENTRY)
    kind = value_of(row, "kind", str)
    if kind not in set(Kind):
        refuse(f"kind: there is no {kind!r:.60}", f"there are {', '.join(Kind)}")
    return Entry(
        Kind(kind),
        value_of(row, "transcript_id", str),
        value_of(row, "id", str),
        value_of(row, "digest", str),
        values(value_of(row, "was", dict), "was"),
        values(value_of(row, "set", dict), "set"),
        value_of(row, "note", str) if "note" in row else "",
    )


@contextmanager
def at(place: str) -> Generator[None]:
    """Name the place in errors that are raised within."""
    try:
        yield
    except UsageError as fault:
        raise UsageError(f"{place}: {fault.message}", code=fault.code, help=fault.help) from fault


def parse(data: bytes) -> Any:
    """Parse JSON in UTF-8.

    Raises:
        UsageError: It is none, nests too deep, or repeats a key (``E_PATCH``).
    """
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_members, parse_int=_integer)
    except UnicodeDecodeError:
        refuse("it is no UTF-8", "save it as UTF-8, or export it again")
    except json.JSONDecodeError as fault:
        refuse(f"it is no JSON: {fault.msg} (line {fault.lineno}, column {fault.colno})", "export it again")
    except RecursionError:
        refuse("it is no patch: lists or objects nest too deep")


def _integer(digits: str) -> int:
    # Python itself refuses numbers of thousands of digits, with an error that names no place.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else refuse(f"a number of {len(digits):,} digits")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        refuse(f"the key {twice!r:.60} stands twice in one object")
    return found


def value_of(row: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    """Return a member of an object.

    Raises:
        UsageError: It is missing, or of another type (``E_PATCH``).
    """
    if name not in row:
        refuse(f"{name}: it is missing")
    if not isinstance(row[name], kind):
        refuse(f"{name}: it should be {_NAMES[kind]}")
    return row[name]


def no_others(row: Mapping[str, Any], known: set[str] | frozenset[str]) -> None:
    """Refuse what would be lost.

    Raises:
        UsageError: There are members that nobody reads (``E_PATCH``).
    """
    if others := [name for name in row if name not in known]:
        refuse(f"{others[0]:.60}: there is no such thing in a patch", "take it out; remarks belong in note")


def values(row: Mapping[str, Any], part: str) -> dict[str, Value]:
    """Return the values of fields; lists become tuples.

    Raises:
        UsageError: A value is no text, list of texts or null (``E_PATCH``).
    """
    out: dict[str, Value] = {}
    for name, value in row.items():
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            out[name] = tuple(value)
        elif value is None or isinstance(value, str):
            out[name] = value
        else:
            refuse(f"{part}.{name:.60}: it should be a text, a list of texts or null")
    return out
