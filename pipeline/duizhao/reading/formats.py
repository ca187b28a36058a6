"""What readers take and give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duizhao.config import Settings
from duizhao.records import Line


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of a source, and what a reader may need besides.

    Attributes:
        data: The whole file.
        name: What the corpus calls the source, for messages.
        settings: Limits.
        rttm: Bytes of the file of speakers beside it; null where there is none.
    """

    data: bytes
    name: str
    settings: Settings
    rttm: bytes | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader made of a file.

    Attributes:
        lines: The extracted text; joined by newlines it is what offsets count in.
        encoding: Codec that decoded the bytes.
        warnings: ``W_...`` codes with a message each.
    """

    lines: tuple[Line, ...]
    encoding: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """A format.

    Attributes:
        name: What the corpus calls it.
        suffixes: Suffixes of file names that it takes, lower case with the dot.
        read: From a file to its text. Raises `duizhao.errors.InputError` where the bytes are not what the suffix says,
            and nothing else.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[File], Extract]
