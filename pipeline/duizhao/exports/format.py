"""What a format is, and the place its files are written to."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from duizhao.corpus.reader import Corpus
from duizhao.durable import flush_folder
from duizhao.errors import UsageError


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may ask of a format.

    Attributes:
        raw: Leave cells as they are that a spreadsheet would take for formulas.
    """

    raw: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        counts: How many of what: ``turns``, ``speakers``, ``pairs``.
        notes: What a user must know about it: what the format cannot hold, and was written otherwise or left out.
    """

    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()


class Output:
    """A folder that files are written to, and that nobody sees before it is whole."""

    def __init__(self, folder: Path, single: str = "") -> None:
        """Name the folder, which exists, and the one file that is to be written, if it is one."""
        self.folder, self._single = folder, single

    def only(self) -> Path:
        """Return the path of the one file."""
        return self.folder / self._single

    @contextmanager
    def text(self, name: str) -> Generator[TextIO]:
        """Open a text file for writing: UTF-8, lines end as they are written."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as stream:
            yield stream

    def path(self, name: str) -> Path:
        """Return the path of a file that another library writes."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


@dataclass(frozen=True, slots=True)
class Format:
    """A format of exports.

    Attributes:
        name: What users call it.
        summary: What it is and what opens it, in one line.
        write: Writes what is chosen of a corpus. Rows come in the corpus's order, the same bytes each time.
        suffix: Of the one file that it is; empty where it is a folder of files.
    """

    name: str
    summary: str
    write: Callable[[Corpus, Output, Options], Written] = field(repr=False)
    suffix: str = ""


def check_free(dest: Path, corpus: Corpus, *, force: bool) -> None:
    """Refuse a place that holds something, or that lies in the corpus.

    Raises:
        UsageError: It does (``E_OUT_TAKEN``).
    """
    if corpus.folder and dest.resolve().is_relative_to(corpus.folder.resolve()):
        raise UsageError(f"{dest} lies in the corpus", code="E_OUT_TAKEN", help="give a place outside of it")
    if os.path.lexists(dest) and not force and not (dest.is_dir() and not any(dest.iterdir())):
        raise UsageError(
            f"{dest} exists", code="E_OUT_TAKEN", help="give another place, or --force to replace what stands there"
        )


@contextmanager
def replacing(dest: Path, *, single: bool) -> Generator[Output]:
    """Give a folder beside a place; what is in it takes the place once all is written.

    Args:
        dest: The place.
        single: The place is a file; the folder holds one of its name.

    Raises:
        UsageError: It cannot be written to (``E_OUT_TAKEN``).
    """
    work = dest.parent / f".{dest.name}-{secrets.token_hex(6)}"
    try:
        dest.parent.mkdir(parents=True, exist_ok=True)
        work.mkdir()
        yield Output(work, dest.name if single else "")
        _flush(work)
        _take_place(work / dest.name if single else work, dest)
    except OSError as fault:
        raise UsageError(
            f"{dest}: {fault.strerror or fault}", code="E_OUT_TAKEN", help="give a place that can be written to"
        ) from fault
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def _take_place(new: Path, dest: Path) -> None:
    """Move what was written to its place; a folder that stands there goes once the new one is whole."""
    if dest.is_dir() and not dest.is_symlink():
        old = dest.with_name(f".{dest.name}-{secrets.token_hex(6)}")
        dest.replace(old)
        try:
            new.replace(dest)
        except OSError:
            with suppress(OSError):
                old.replace(dest)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        if os.path.lexists(dest) and new.is_dir():
            dest.unlink()
        new.replace(dest)
    flush_folder(dest.parent)
