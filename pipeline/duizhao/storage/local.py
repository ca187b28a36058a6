"""A folder of this machine, or of a file system that it shares with others."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from duizhao.durable import flush_folder, move_durably, remove_tree, step, write_durably
from duizhao.errors import StorageError, UsageError
from duizhao.storage.lock import WORK, Owner, locked_by, read_owner

_T = TypeVar("_T")
#: Open locks of this process.
_HELD: set[int] = set()


class LocalStore:
    """A folder; see `duizhao.storage.Store`."""

    renames = True

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when something is written."""
        # Absolute: workers may stand in another folder.
        self._folder = Path(os.path.abspath(folder))  # noqa: PTH100 - links are kept as they are
        self.url = os.fspath(folder)

    def __reduce__(self) -> tuple[type[LocalStore], tuple[Path]]:
        """Go to another process with the absolute path."""
        return LocalStore, (self._folder,)

    def read(self, name: str) -> bytes:
        """Read a file."""
        return self._try(name, lambda path: path.read_bytes())

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        return self._try(name, lambda path: path.open("rb"))

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole."""

        def put(path: Path) -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, data)

        try:
            put(self._folder / name)
        except OSError as fault:
            raise _refused(self._folder / name, fault) from fault

    def size(self, name: str) -> int | None:
        """Return a file's bytes."""
        try:
            return (self._folder / name).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def sizes(self) -> dict[str, int]:
        """Return the bytes of every file."""
        return {name: size for name in self.names() if (size := self.size(name)) is not None}

    def has_folder(self, name: str) -> bool:
        """Tell whether a folder is there."""
        return (self._folder / name).is_dir()

    def taken(self) -> list[str]:
        """Return what stands at the top."""
        try:
            return sorted(path.name for path in self._folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as fault:
            raise UsageError(
                f"{self.url}: {fault.strerror}", code="E_OUT_TAKEN", help="give a new folder; nothing was touched"
            ) from fault

    def names(self, under: str = "") -> list[str]:
        """List files."""
        top = self._folder / under
        found = (Path(folder, file) for folder, _, files in os.walk(top) for file in files)
        return sorted(path.relative_to(self._folder).as_posix() for path in found)

    def move(self, moves: list[tuple[str, str]]) -> None:
        """Move files."""
        touched: set[Path] = set()
        for old, new in moves:
            source, target = self._folder / old, self._folder / new
            target.parent.mkdir(parents=True, exist_ok=True)
            self._try(old, partial(move_durably, target=target))
            touched |= {source.parent, target.parent, target.parent.parent}
        for folder in sorted(touched):
            flush_folder(folder)

    def remove(self, names: list[str]) -> None:
        """Remove files."""
        for name in names:
            step()
            with suppress(FileNotFoundError):
                self._try(name, lambda path: path.unlink())
        for folder in sorted({(self._folder / name).parent for name in names}):
            if folder.is_dir():
                flush_folder(folder)

    def clear(self, folder: str) -> None:
        """Remove a folder with what is in it."""
        self._try(folder, remove_tree)

    @contextmanager
    def hold(self, owner: Owner) -> Generator[None]:
        """Keep everybody else out."""
        work = self._folder / WORK
        made = not self._folder.exists()
        try:
            handle = _locked(work, self.url)
        except OSError as fault:
            raise UsageError(
                f"{self.url}: {fault.strerror or fault}", code="E_OUT_TAKEN", help="give a folder that can be written"
            ) from fault
        try:
            os.ftruncate(handle, 0)
            os.write(handle, owner.dump())
            yield
        finally:
            _leave(work, self._folder if made else None)
            _HELD.discard(handle)
            os.close(handle)

    def _try(self, name: str, action: Callable[[Path], _T]) -> _T:
        path = self._folder / name
        try:
            return action(path)
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise FileNotFoundError(fault.errno, fault.strerror, os.fspath(path)) from fault
        except OSError as fault:
            raise _refused(path, fault) from fault


def _refused(path: Path, fault: OSError) -> StorageError:
    return StorageError(
        f"{path}: {fault.strerror or fault}", code="E_STORAGE", help="mend that, then run the same command again"
    )


def _locked(work: Path, place: str) -> int:
    """Open and lock the file ``lock``; the kernel frees the lock when the process dies, however it dies.

    Raises:
        UsageError: Another process holds it.
        OSError: Nothing can be written there.
    """
    path = work / "lock"
    while True:
        with suppress(FileNotFoundError):  # the holder before us removed what we were about to open
            work.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            if not _lock(handle):
                owner = read_owner(os.read(handle, 4096))
                os.close(handle)
                raise locked_by(place, owner)
            # Or removed it between our opening and locking: then ours is a lock on nothing.
            if os.fstat(handle).st_ino == path.stat().st_ino:
                _watch_forks()
                _HELD.add(handle)
                return handle
            os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file unless somebody else has."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        lock = partial(msvcrt.locking, handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        lock = partial(fcntl.flock, handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        lock()
    except (BlockingIOError, PermissionError):
        return False
    return True


@cache
def _watch_forks() -> None:
    """See to it that forked children close locks: a lock lives as long as any process has its file open."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_forget)


def _forget() -> None:
    for handle in _HELD:
        with suppress(OSError):
            os.close(handle)
    _HELD.clear()


def _leave(work: Path, made: Path | None) -> None:
    """Remove the lock, and the folders where nothing else is in them."""
    with suppress(OSError):
        (work / "lock").unlink()
        work.rmdir()
        if made is not None:
            made.rmdir()
