"""XML written piece by piece: what is text cannot become markup, whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import TextIO

#: Values of attributes by name; those that are null are not written.
Attributes = Mapping[str, str | None]
#: What no XML 1.0 document can hold, not even as a reference. (Extensible Markup Language 1.0, production 2.)
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
# A parser makes blanks of bare line ends and tabs in attributes.
_VALUE = _TEXT | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_IN_TEXT = str.maketrans(_TEXT)
_IN_VALUE = str.maketrans(_VALUE)
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]")


class Characters:
    """Makes text fit for XML, and counts what it could not keep.

    Attributes:
        lost: How many characters were written as others.
    """

    def __init__(self) -> None:
        """Count from nothing."""
        self.lost = 0

    def held(self, text: str) -> str:
        """Return text with the pictures of control characters in their place (U+2400 and on), U+FFFD for the rest."""
        out, lost = _UNHOLDABLE.subn(lambda found: picture(found[0]), text)
        self.lost += lost
        return out

    def notes(self) -> tuple[str, ...]:
        """Say what was not kept."""
        if not self.lost:
            return ()
        return (f"{self.lost:,} control characters that the format cannot hold are written as their pictures (U+2400)",)


class XmlWriter:
    """Writes one document, indented.

    Args:
        stream: Where to.
        characters: Counts what XML cannot hold; several documents may share it.
    """

    def __init__(self, stream: TextIO, characters: Characters) -> None:
        """Write the declaration."""
        self._stream, self._characters, self._depth = stream, characters, 0
        stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')

    def instruction(self, target: str, attributes: Attributes) -> None:
        """Write a processing instruction of fixed words."""
        self._stream.write(f"<?{target}{self._listed(attributes)}?>\n")

    @contextmanager
    def inside(self, tag: str, attributes: Attributes | None = None) -> Generator[None]:
        """Write an element around what is written meanwhile."""
        indent = " " * self._depth
        self._stream.write(f"{indent}<{tag}{self._listed(attributes or {})}>\n")
        self._depth += 1
        yield
        self._depth -= 1
        self._stream.write(f"{indent}</{tag}>\n")

    def leaf(self, tag: str, text: str = "", attributes: Attributes | None = None) -> None:
        """Write an element that holds text, or nothing."""
        start = f"{' ' * self._depth}<{tag}{self._listed(attributes or {})}"
        held = self._characters.held(text).translate(_IN_TEXT)
        self._stream.write(f"{start}>{held}</{tag}>\n" if held else f"{start}/>\n")

    def _listed(self, attributes: Attributes) -> str:
        return "".join(
            f' {name}="{self._characters.held(value).translate(_IN_VALUE)}"'
            for name, value in attributes.items()
            if value is not None
        )


def picture(character: str) -> str:
    """Return what is shown in place of a character that cannot be held."""
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"


def plain_name(key: str) -> str:
    """Return an identifier of the corpus as a part of a file's name: letters, digits, points, dashes."""
    return _NO_NAME.sub("_", key)


def xml_id(key: str) -> str:
    """Return an identifier of the corpus as an ``xml:id``, which may not begin with a digit."""
    return f"_{plain_name(key)}"


def pointers(keys: Iterable[str]) -> str | None:
    """Return references to elements of one document; null where there are none."""
    return " ".join(f"#{xml_id(key)}" for key in keys) or None
