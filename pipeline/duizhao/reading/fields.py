"""Access to parsed JSON by path: what is of another type than needed is refused with its path.

JSON is that of RFC 8259. Python's parser also takes NaN, numbers of any length and repeated keys; this one does not:
they say that the writer was broken, and the last of two equal keys would hide the first.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Never, cast

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading.clock import seconds

# An object, list or row costs 200 bytes and more of memory: a file of brackets alone would take seventy times its
# size. The densest format read has an object or list in every 60 bytes.
_BYTES_PER_CONTAINER = 40
_LONGEST_NUMBER = 400
_LATEST = 1e9
_KINDS: dict[type[object], str] = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a JSON document and where it stands.

    Attributes:
        value: As parsed; null where it is absent.
        path: Keys and indices that lead to it ("results.items[3]"), empty for the whole.
        source: Name of the file, for messages.
    """

    value: object
    path: str
    source: str

    def of(self, *keys: str) -> Field:
        """Return the member under the first of some keys that is present; raises `InputError` (``E_SHAPE``)."""
        members = self._members()
        key = next((key for key in keys if members.get(key) is not None), keys[0])
        return Field(members.get(key), f"{self.path}.{key}".lstrip("."), self.source)

    def keys(self) -> tuple[str, ...]:
        """Return the keys of an object; empty where it is absent."""
        return tuple(self._members())

    def items(self) -> Iterator[Field]:
        """Yield the items of a list, none where it is absent; raises `InputError` (``E_SHAPE``)."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self._refuse("a list")
        for number, item in enumerate(cast("list[object]", self.value)):
            yield Field(item, f"{self.path}[{number}]", self.source)

    def text(self) -> str:
        """Return text, empty where it is absent; raises `InputError` (``E_SHAPE``)."""
        if self.value is None:
            return ""
        return self.value if isinstance(self.value, str) else self._refuse("text")

    def name(self) -> str | None:
        """Return what a speaker is called, a number too; null where it is absent."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        return self.text().strip() or None

    def seconds(self, *, unit: float = 1.0) -> float | None:
        """Return a time, null where it is absent.

        Args:
            unit: Seconds in one of the source's units (0.001 for milliseconds).

        Raises:
            InputError: It is no time (``E_SHAPE``).
        """
        value = self.value
        if value is None or value == "":
            return None
        if isinstance(value, str):
            value = seconds(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LATEST / unit:
            self._refuse("a time")
        return value * unit if unit == 1.0 else round(value * unit, 6)

    def _members(self) -> dict[str, object]:
        if self.value is None:
            return {}
        return cast("dict[str, object]", self.value) if isinstance(self.value, dict) else self._refuse("an object")

    def _refuse(self, needed: str) -> Never:
        found = _KINDS.get(type(self.value)) or f"{self.value!r:.40}"
        if isinstance(self.value, str):
            found = f"{self.value!r:.40}"
        raise InputError(
            f"{self.source}: {self.path or 'the whole'} is {found} where {needed} is needed",
            code="E_SHAPE",
            help="export the file again, or bring its turns as JSONL (columns text, speaker, begin, finish)",
        )


def refuse_crowds(many: int, *, name: str, settings: Settings) -> None:
    """Refuse more objects, lists or rows than a file of the largest size allows for.

    Raises:
        InputError: ``E_TOO_LARGE``.
    """
    if many * _BYTES_PER_CONTAINER > settings.max_bytes:
        raise InputError(
            f"{name}: {many:,} objects, lists or rows",
            code="E_TOO_LARGE",
            help=f"raise max_bytes (now {settings.max_bytes:,})",
        )


def parse_json(text: str, *, name: str, settings: Settings) -> object:
    """Parse JSON strictly.

    Args:
        text: The document.
        name: File, and line in it, for messages.
        settings: Limits.

    Raises:
        InputError: It is no JSON, nests too deep, repeats a key, holds NaN or a number of absurd length (``E_JSON``),
            or more objects and lists than its size allows for (``E_TOO_LARGE``).
    """
    refuse_crowds(text.count("{") + text.count("["), name=name, settings=settings)

    def refuse(what: str, remedy: str = "the file is cut or damaged; export it again") -> Never:
        raise InputError(f"{name}: {what}", code="E_JSON", help=remedy)

    def number(digits: str) -> int:
        return int(digits) if len(digits) <= _LONGEST_NUMBER else refuse(f"a number of {len(digits):,} digits")

    def decimal(digits: str) -> float:
        value = float(digits)
        return value if math.isfinite(value) else refuse(f"the number {digits:.40} is too large")

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
            refuse(f"the key {twice!r:.60} stands twice in one object")
        return found

    try:
        return json.loads(
            text,
            object_pairs_hook=members,
            parse_int=number,
            parse_float=decimal,
            parse_constant=lambda constant: refuse(f"{constant} is no JSON"),
        )
    except json.JSONDecodeError as fault:
        remedy = ("several values make a .jsonl file, one in each line",) if fault.msg == "Extra data" else ()
        refuse(f"{fault.msg} (line {fault.lineno}, column {fault.colno})", *remedy)
    except RecursionError:
        refuse("objects or lists nest too deep")
