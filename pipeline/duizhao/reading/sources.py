"""Sources: which files a build reads, and their bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from duizhao.config import Settings
from duizhao.errors import InputError, UsageError

# Suffixes whose readers look for a file of speakers (RTTM) beside theirs.
_HAVE_COMPANIONS = frozenset(
    (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".srt", ".vtt", ".txt", ".text", ".md", ".markdown")
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
    folders, folders that hold a corpus, and RTTM files beside their transcript are passed over. Files of a folder whose
    suffix no reader takes are listed too: the build rejects them by name rather than pass over them in silence.

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
        for name in sorted(set(files) - _companions(files)):
            if not name.startswith("."):
                inside = Path(folder) / name
                sources.append(Source(inside, inside.relative_to(path).as_posix()))
    return sources


def _companions(files: Iterable[str]) -> set[str]:
    """Return the files that are read with another of the same name: the reader of that one reports on them."""
    names = [PurePath(name) for name in files]
    stems = {name.stem for name in names if name.suffix.lower() in _HAVE_COMPANIONS}
    return {str(name) for name in names if name.suffix == ".rttm" and name.stem in stems}


def read_bytes(path: Path, *, name: str, settings: Settings) -> bytes:
    """Read a regular file whole, its size checked before the first byte is read.

    Raises:
        InputError: It cannot be opened (``E_OPEN``), is no regular file (``E_NOT_A_FILE``), or is too large
            (``E_TOO_LARGE``).
    """
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
            raise InputError(f"{name} is {what}", code="E_NOT_A_FILE", help="give the file itself")
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > settings.max_bytes:
                raise InputError(
                    f"{name} is {size:,} bytes",
                    code="E_TOO_LARGE",
                    help=f"raise max_bytes (now {settings.max_bytes:,})",
                )
            return stream.read()
    except OSError as fault:
        raise InputError(
            f"{name}: {fault.strerror}", code="E_OPEN", help="check the path and its permissions"
        ) from fault
