"""Sources: which files and members of archives a build reads, and their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path, PurePath, PurePosixPath

from duizhao.config import Settings
from duizhao.errors import InputError, UsageError
from duizhao.reading.compression import unpack
from duizhao.reading.containers import archive_suffix, compressed_suffix, list_members, read_member, refuse_nested
from duizhao.reading.files import Location, open_regular, read_whole
from duizhao.storage import MANIFEST, WORK, RemoteFile, find_file, find_files, is_remote, local_path

# Suffixes whose readers look for a file of speakers (RTTM) beside theirs.
_HAVE_COMPANIONS = frozenset(
    (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".srt", ".vtt", ".txt", ".text", ".md", ".markdown")
)
# What lies in the folder of a corpus, or of one that is being built.
_OF_A_CORPUS = (MANIFEST, WORK)


@dataclass(frozen=True, slots=True)
class Source:
    r"""A file to read, or a member of an archive.

    Attributes:
        path: Where it is, or where the archive is.
        name: Path relative to the archive's root, with forward slashes: what the corpus calls it. A member is called
            ``archive.zip/path/inside.txt``. Bytes of a name that are no UTF-8 are written ``\xe9``.
        member: Path inside the archive at `path`; empty for a file.
    """

    path: Location
    name: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The bytes of a source, and of the RTTM file that stands beside it.

    Attributes:
        name: What the corpus calls the source; its suffix says which reader takes it.
        data: The bytes.
        rttm: Bytes of the file of speakers; null where there is none.
    """

    name: str
    data: bytes
    rttm: bytes | None = None


def find_sources(paths: Iterable[str | PathLike[str]]) -> tuple[Source, ...]:
    """List the files under some paths or URLs, sorted by name.

    A file given by itself is named by its file name; files in a folder by their path inside it. Hidden files and
    folders, folders that hold a corpus, and RTTM files beside their transcript are passed over. Files of a folder whose
    suffix no reader takes are listed too: the build rejects them by name rather than pass over them in silence. So is
    an archive that cannot be listed; of any other archive, the members are listed.

    Raises:
        UsageError: A path does not exist, or two sources would have one name.
        StorageError: A store of a URL cannot be reached.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for source in (inner for file in _files(path) for inner in _expand(file)):
            other = found.setdefault(source.name, source)
            if _place(other) != _place(source):
                raise UsageError(
                    f"{_place(other)[0]} and {_place(source)[0]} would both be called {source.name!r}",
                    code="E_SAME_NAME",
                    help="give the folder that holds both",
                )
    return tuple(found[name] for name in sorted(found))


def _place(source: Source) -> tuple[str, str]:
    where = source.path
    return (where.url if isinstance(where, RemoteFile) else str(where.absolute())), source.member


def _files(path: str | PathLike[str]) -> list[Source]:
    if is_remote(path):
        return _remote(str(path))
    local = Path(local_path(path))
    if not local.exists() and not local.is_symlink():
        raise _missing(path)
    return _walk(local)


def _missing(path: str | PathLike[str]) -> UsageError:
    return UsageError(f"{fspath(path)} does not exist", code="E_NO_SUCH_PATH", help="give files or folders")


def _remote(url: str) -> list[Source]:
    """List the files under a URL, those left out that a walk of folders leaves out."""
    top = url.rstrip("/")
    found = {file.url.removeprefix(top).lstrip("/"): file for file in find_files(url)}
    if not found:
        raise _missing(url)
    if "" in found:
        return [Source(found[""], PurePosixPath(top).name)]
    folders: dict[str, list[str]] = {}
    for name in found:
        folders.setdefault(str(PurePosixPath(name).parent), []).append(PurePosixPath(name).name)
    corpora = _corpora(found)
    companions = {folder: _companions(names) for folder, names in folders.items()}
    out: list[Source] = []
    for name, file in sorted(found.items()):
        place = PurePosixPath(name)
        above = {str(parent) for parent in place.parents}
        companion = place.name in companions[str(place.parent)]
        if not (above & corpora or companion or any(part.startswith(".") for part in place.parts)):
            out.append(Source(file, name))
    return out


def _corpora(names: Iterable[str]) -> set[str]:
    """Return the folders under a URL that hold a corpus, or one that is being built."""
    places = (place for name in names for place in (PurePosixPath(name), *PurePosixPath(name).parents))
    return {str(place.parent) for place in places if place.name in _OF_A_CORPUS} - {"."}


def _name(path: Path) -> str:
    # Of the bytes: under another locale Python decodes them otherwise.
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _walk(path: Path) -> list[Source]:
    if not path.is_dir():
        return [Source(path, _name(Path(path.name)))]
    sources: list[Source] = []

    def refuse(fault: OSError) -> None:
        # A folder that cannot be listed is a source that cannot be read: the build says so.
        closed = Path(os.fsdecode(fault.filename))
        sources.append(Source(closed, _name(closed.relative_to(path))))

    for folder, folders, files in os.walk(path, onerror=refuse):
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_corpus(Path(folder, name)))
        for name in sorted({*files, *linked} - _companions(files)):
            if not name.startswith("."):
                inside = Path(folder) / name
                sources.append(Source(inside, _name(inside.relative_to(path))))
    return sources


def _is_corpus(folder: Path) -> bool:
    """Tell whether a folder holds a corpus, or one that is being built: it is no part of the archive it lies in."""
    # `Path.exists` raises where a folder is closed.
    return any(os.path.exists(folder / name) for name in _OF_A_CORPUS)  # noqa: PTH110


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


def read_bytes(path: Location, *, name: str, settings: Settings) -> bytes:
    """Read a regular file whole, and unpack it where its name says that it is compressed.

    Raises:
        InputError: As `read_source`.
    """
    suffix = compressed_suffix(name)
    with open_regular(path, name=name) as stream:
        if suffix:
            return unpack(stream, suffix, name=name, limit=settings.max_bytes)
        return read_whole(stream, path, name=name, limit=settings.max_bytes)


def read_beside(source: Source, suffix: str, *, settings: Settings) -> bytes | None:
    """Return the bytes of the file beside a source that has its name and another suffix.

    Null where there is none, and for formats whose readers look for none.

    Raises:
        InputError: As `read_source`.
    """
    if PurePosixPath(bare_name(source.name)).suffix.lower() not in _HAVE_COMPANIONS:
        return None
    if source.member:
        archive = source.name.removesuffix(f"/{source.member}")
        member = Path(source.member).with_suffix(suffix).as_posix()
        if member not in list_members(source.path, name=archive):
            return None
        return read_member(source.path, member, name=f"{archive}/{member}", settings=settings)
    if isinstance(source.path, RemoteFile):
        beside = find_file(f"{bare_name(source.path.url).rpartition('.')[0]}{suffix}")
        return read_bytes(beside, name=PurePosixPath(beside.url).name, settings=settings) if beside else None
    path = source.path.with_name(bare_name(source.path.name)).with_suffix(suffix)
    # `os.path.isfile` takes names that are too long for the file system as names of nothing; `Path.is_file` raises.
    return read_bytes(path, name=path.name, settings=settings) if os.path.isfile(path) else None  # noqa: PTH113
