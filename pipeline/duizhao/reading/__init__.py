"""Readers: from the bytes of a source to a `Document`.

`READERS` names every reader and the suffixes it takes; a format is added by a module with one function from decoded
text to lines, and a line in that mapping.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from duizhao.config import Settings
from duizhao.errors import InputError, UsageError
from duizhao.reading import plain, subtitles
from duizhao.reading.audit import audit
from duizhao.reading.decoding import decode
from duizhao.records import Document, Line


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: its name, the file suffixes it takes, and what turns its text into lines."""

    name: str
    suffixes: tuple[str, ...]
    lines: Callable[[str], tuple[Line, ...]]


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        reader.name: reader
        for reader in (
            Reader("text", (".txt", ".md", ".text"), plain.lines),
            Reader("srt", (".srt",), subtitles.lines),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Attributes:
        path: Where it is.
        name: Path relative to the archive's root, with forward slashes: what the corpus calls it.
    """

    path: Path
    name: str


def find_sources(paths: Iterable[Path]) -> tuple[Source, ...]:
    """List the files under some paths, sorted by name.

    A file given by itself is named by its file name; files in a folder by their path inside it. Hidden files and
    folders, and folders that hold a corpus, are passed over. Files of a folder whose suffix no reader takes are listed
    too: the build rejects them by name rather than pass over them in silence.

    Raises:
        UsageError: A path does not exist, or two sources would have one name.
    """
    found: dict[str, Source] = {}
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"{path} does not exist", code="E_NO_SUCH_PATH", help="give files or folders")
        for source in _walk(path):
            other = found.setdefault(source.name, source)
            if other.path.absolute() != source.path.absolute():
                raise UsageError(
                    f"{other.path} and {source.path} would both be called {source.name!r}",
                    code="E_SAME_NAME",
                    help="give the folder that holds both",
                )
    return tuple(found[name] for name in sorted(found))


def _walk(path: Path) -> list[Source]:
    if not path.is_dir():
        return [Source(path, path.name)]
    sources: list[Source] = []
    for folder, folders, files in os.walk(path):
        # A corpus that was built inside the archive is no part of it.
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not (Path(folder) / name / "corpus.json").exists()
        )
        for name in sorted(files):
            if not name.startswith("."):
                inside = Path(folder) / name
                sources.append(Source(inside, inside.relative_to(path).as_posix()))
    return sources


def read(source: Source, *, settings: Settings | None = None) -> Document:
    """Read one source.

    Args:
        source: The file and what the corpus calls it.
        settings: Limits.

    Returns:
        The decoded document; its lines joined by newlines are the text that offsets count in.

    Raises:
        InputError: The file cannot be opened (``E_OPEN``), is no regular file (``E_NOT_A_FILE``), is empty
            (``E_EMPTY``), too large (``E_TOO_LARGE``), of a suffix that no reader takes (``E_FORMAT``), or its bytes
            are not text (``E_BINARY``, ``E_ENCODING``).
    """
    settings = settings or Settings()
    reader = _reader_for(source)
    data = _bytes(source, settings)
    decoded = decode(data, name=source.name)
    subtitled = reader.name == "text" and subtitles.looks_like(decoded.text)
    lines = subtitles.lines(decoded.text) if subtitled else reader.lines(decoded.text)
    if not any(line.text.strip() for line in lines):
        raise InputError(f"{source.name} holds no text", code="E_EMPTY", help="remove it, or export it again")
    for line in lines:
        if len(line.text) > settings.max_line:
            raise InputError(
                f"{source.name}, line {line.number}: {len(line.text):,} characters in one line",
                code="E_LINE_TOO_LONG",
                help=f"raise max_line (now {settings.max_line:,})",
            )
    return Document(
        source=source.name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=decoded.codec,
        reader="srt" if subtitled else reader.name,
        lines=lines,
        warnings=(*decoded.warnings, *audit(lines)),
    )


def _reader_for(source: Source) -> Reader:
    suffix = source.path.suffix.lower()
    for reader in READERS.values():
        if suffix in reader.suffixes:
            return reader
    known = ", ".join(sorted(suffix for reader in READERS.values() for suffix in reader.suffixes))
    raise InputError(
        f"{source.name}: no reader takes files of type {suffix or 'without a suffix'!r}",
        code="E_FORMAT",
        help=f"readers take {known}",
    )


def _bytes(source: Source, settings: Settings) -> bytes:
    """Read a regular file whole, its size checked before the first byte is read."""
    try:
        mode = source.path.lstat().st_mode
        if not stat.S_ISREG(mode):
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
            raise InputError(f"{source.name} is {what}", code="E_NOT_A_FILE", help="give the file itself")
        with source.path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > settings.max_bytes:
                raise InputError(
                    f"{source.name} is {size:,} bytes",
                    code="E_TOO_LARGE",
                    help=f"raise max_bytes (now {settings.max_bytes:,})",
                )
            return stream.read()
    except OSError as fault:
        raise InputError(
            f"{source.name}: {fault.strerror}", code="E_OPEN", help="check the path and its permissions"
        ) from fault
