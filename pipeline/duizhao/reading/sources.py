"""Sources: which files and members of archives a build reads, and their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from duizhao.config import Settings
from duizhao.errors import InputError, UsageError
from duizhao.reading.compression import unpack
from duizhao.reading.containers import archive_suffix, compressed_suffix, list_members, read_member, refuse_nested
from duizhao.reading.files import open_regular, read_whole

# Suffixes whose readers look for a file of speakers (RTTM) beside theirs.
_HAVE_COMPANIONS = frozenset(
    (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".srt", ".vtt", ".txt", ".text", ".md", ".markdown")
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or a member of an archive.

    Attributes:
        path: Where it is, or where the archive is.
        name: Path relative to the archive's root, with forward slashes: what the corpus calls it. A member is called
            ``archive.zip/path/inside.txt``.
        member: Path inside the archive at `path`; empty for a file.
    """

    path: Path
    name: str
    member: str = ""


def find_sources(paths: Iterable[Path]) -> tuple[Source, ...]:
    """List the files under some paths, sorted by name.

    A file given by itself is named by its file name; files in a folder by their path inside it. Hidden files and
    folders, folders that hold a corpus, and RTTM files beside their transcript are passed over. Files of a folder whose
    suffix no reader takes are listed too: the build rejects them by name rather than pass over them in silence. So is
    an archive that cannot be listed; of any other archive, the members are listed.

    Raises:
        UsageError: A path does not exist, or two sources would have one name.
    """
    found: dict[str, Source] = {}
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UsageError(f"{path} does not exist", code="E_NO_SUCH_PATH", help="give files or folders")
        for source in (inner for file in _walk(path) for inner in _expand(file)):
            other = found.setdefault(source.name, source)
            if (other.path.absolute(), other.member) != (source.path.absolute(), source.member):
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

    def refuse(fault: OSError) -> None:
        # A folder that cannot be listed is a source that cannot be read: the build says so.
        closed = Path(os.fsdecode(fault.filename))
        sources.append(Source(closed, closed.relative_to(path).as_posix()))

    for folder, folders, files in os.walk(path, onerror=refuse):
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        # A corpus that was built inside the archive is no part of it.
        folders[:] = sorted(
            name
            for name in folders
            # `Path.exists` raises where a folder is closed.
            if not name.startswith(".") and not os.path.exists(Path(folder, name, "corpus.json"))  # noqa: PTH110
        )
        for name in sorted({*files, *linked} - _companions(files)):
            if not name.startswith("."):
                inside = Path(folder) / name
                sources.append(Source(inside, inside.relative_to(path).as_posix()))
    return sources


def _companions(files: Iterable[str]) -> set[str]:
    """Return the files that are read with another of the same name: the reader of that one reports on them."""
    names = [PurePath(name) for name in files]
    stems = {name.stem for name in names if name.suffix.lower() in _HAVE_COMPANIONS}
    return {str(name) for name in names if name.suffix == ".rttm" and name.stem in stems}


def _expand(source: Source) -> list[Source]:
    """Return the members of an archive; the source itself where it is none, or where reading it will say why not."""
    if not archive_suffix(source.name):
        return [source]
    try:
        members = list_members(source.path, name=source.name)
    except InputError:
        return [source]
    return [Source(source.path, f"{source.name}/{member}", member) for member in members]


def resolve(source: Source) -> Source:
    """Return what is to be read for a source: of an archive with one file in it, that file.

    Raises:
        InputError: The archive cannot be listed, has several files, or one that is packed itself (``E_ARCHIVE``).
    """
    if source.member:
        refuse_nested(source.member, name=source.name)
    if source.member or not archive_suffix(source.name):
        return source
    first, *others = list_members(source.path, name=source.name)
    if others:
        raise InputError(
            f"{source.name} holds {1 + len(others):,} files, the first {first!r}",
            code="E_ARCHIVE",
            help="it is no single source: build a corpus from it, or name one of its members",
        )
    refuse_nested(first, name=f"{source.name}/{first}")
    return Source(source.path, f"{source.name}/{first}", first)


def bare_name(name: str) -> str:
    """Return the name of a file without the suffix of its compression: what a reader is chosen by."""
    return name[: len(name) - len(compressed_suffix(name))]


def read_source(source: Source, *, settings: Settings) -> bytes:
    """Return the bytes of a source, unpacked.

    Raises:
        InputError: It cannot be opened (``E_OPEN``), is no regular file (``E_NOT_A_FILE``), is too large
            (``E_TOO_LARGE``), or is packed and damaged (``E_ARCHIVE``).
    """
    if source.member:
        return read_member(source.path, source.member, name=source.name, settings=settings)
    return read_bytes(source.path, name=source.name, settings=settings)


def read_bytes(path: Path, *, name: str, settings: Settings) -> bytes:
    """Read a regular file whole, and unpack it where its name says that it is compressed.

    Raises:
        InputError: As `read_source`.
    """
    suffix = compressed_suffix(name)
    with open_regular(path, name=name) as stream:
        if suffix:
            return unpack(stream, suffix, name=name, limit=settings.max_bytes)
        return read_whole(stream, name=name, limit=settings.max_bytes)


def read_beside(source: Source, suffix: str, *, settings: Settings) -> bytes | None:
    """Return the bytes of the file beside a source that has its name and another suffix; null where there is none.

    Raises:
        InputError: As `read_source`.
    """
    if source.member:
        archive = source.name.removesuffix(f"/{source.member}")
        member = Path(source.member).with_suffix(suffix).as_posix()
        if member not in list_members(source.path, name=archive):
            return None
        return read_member(source.path, member, name=f"{archive}/{member}", settings=settings)
    path = source.path.with_name(bare_name(source.path.name)).with_suffix(suffix)
    # `os.path.isfile` takes names that are too long for the file system as names of nothing; `Path.is_file` raises.
    return read_bytes(path, name=path.name, settings=settings) if os.path.isfile(path) else None  # noqa: PTH113
