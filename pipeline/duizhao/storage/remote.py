"""A prefix in an object store, through fsspec.

An object appears whole or not at all; there is no cheap renaming. So parts are written under their final names, which
no earlier corpus has, and the manifest that names them last.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import BinaryIO, TypeVar

from duizhao.durable import step
from duizhao.errors import StorageError, UsageError
from duizhao.storage.lease import Lease
from duizhao.storage.lock import Owner
from duizhao.storage.urls import filesystem, translated

_T = TypeVar("_T")
# Bytes that are read ahead: a part has 12 MB at most, and most columns are wanted.
_AHEAD = 1 << 22


class RemoteStore:
    """A prefix; see `duizhao.storage.Store`."""

    renames = False

    def __init__(self, url: str) -> None:
        """Name the prefix.

        Raises:
            UsageError: As `duizhao.storage.open_store`.
        """
        self.url = url.rstrip("/")
        self._files, self._root = filesystem(self.url)
        self._lease: Lease | None = None

    def __reduce__(self) -> tuple[type[RemoteStore], tuple[str]]:
        """Go to another process as a URL: connections and the lock stay behind."""
        return RemoteStore, (self.url,)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}".rstrip("/")

    def read(self, name: str) -> bytes:
        """Read a file."""
        return bytes(self._try(name, self._files.cat_file))

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        stream: BinaryIO = self._try(name, lambda path: self._files.open(path, "rb", block_size=_AHEAD))
        return stream

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole."""
        self._before()
        self.put(name, data)

    def put(self, name: str, data: bytes, *, new: bool = False) -> None:
        """Write an object, whoever has the lock.

        Args:
            name: Its name.
            data: Its bytes.
            new: Only where there is none yet; a store that cannot tell writes over it.

        Raises:
            FileExistsError: There is one, and it was to be new.
            StorageError: It cannot be written.
        """
        try:
            self._try(name, lambda path: self._pipe(path, data, new=new))
        except FileNotFoundError as fault:
            raise StorageError(
                f"{self.url}: {fault}", code="E_STORAGE", help="make the bucket first, or check its name"
            ) from fault
        except StorageError as fault:
            if new and isinstance(fault.__cause__, FileExistsError):
                raise fault.__cause__ from None
            raise

    def _pipe(self, path: str, data: bytes, *, new: bool) -> None:
        if new:
            # Libraries and stores that do not know it say so in as many ways.
            with suppress(TypeError, ValueError, NotImplementedError):
                try:
                    self._files.pipe_file(path, data, mode="create")
                except OSError as fault:
                    if fault.errno != errno.ENOSYS:
                        raise
                else:
                    return
        self._files.pipe_file(path, data)

    def size(self, name: str) -> int | None:
        """Return a file's bytes."""
        try:
            facts = self._try(name, self._files.info)
        except FileNotFoundError:
            return None
        return int(facts["size"]) if facts["type"] == "file" else None

    def sizes(self) -> dict[str, int]:
        """Return the bytes of every file."""
        try:
            found = self._try("", lambda path: self._files.find(path, detail=True))
        except FileNotFoundError:
            return {}
        return {str(path).removeprefix(f"{self._root}/"): int(facts["size"]) for path, facts in found.items()}

    def has_folder(self, name: str) -> bool:
        """Tell whether a folder is there."""
        return bool(self.names(name))

    def taken(self) -> list[str]:
        """Return what stands at the top."""
        try:
            found = self._try("", lambda path: self._files.ls(path, detail=False))
        except FileNotFoundError:
            return []
        paths = {str(path).rstrip("/") for path in found}
        if self._root in paths and self.size("") is not None:
            raise UsageError(f"{self.url} is a file", code="E_OUT_TAKEN", help="give a new prefix; nothing was touched")
        return sorted(path.rpartition("/")[2] for path in paths - {self._root})

    def names(self, under: str = "") -> list[str]:
        """List files."""
        try:
            found = self._try(under, self._files.find)
        except FileNotFoundError:
            return []
        top = f"{self._path(under)}/"
        # What ends in a slash is a folder's, kept by consoles of stores.
        inside = (str(path) for path in found if str(path).startswith(top) and not str(path).endswith("/"))
        return sorted(path.removeprefix(f"{self._root}/") for path in inside)

    def move(self, moves: list[tuple[str, str]]) -> None:
        """Move files."""
        if self._lease is not None and moves:
            self._lease.confirm()
        for old, new in moves:
            self.write(new, self.read(old))
        self.remove([old for old, _ in moves])

    def remove(self, names: list[str]) -> None:
        """Remove files."""
        if names:
            self._before()
            self.drop(names)

    def drop(self, names: list[str]) -> None:
        """Remove objects, whoever has the lock.

        Raises:
            StorageError: They cannot be removed.
        """
        if not set("*?[") & set(self._root):
            with suppress(FileNotFoundError):
                self._try(names[0], lambda _: self._files.rm([self._path(name) for name in names]))
                return
        # The libraries take these signs for patterns where many are removed; some stop at the first that is gone.
        for name in names:
            with suppress(FileNotFoundError):
                self._try(name, self._files.rm_file)

    def clear(self, folder: str) -> None:
        """Remove a folder with what is in it."""
        self.remove(self.names(folder))

    @contextmanager
    def hold(self, owner: Owner) -> Generator[None]:
        """Keep everybody else out."""
        lease = Lease(self, owner)
        lease.take()
        self._lease = lease
        try:
            yield
        finally:
            self._lease = None
            lease.release()

    def _before(self) -> None:
        """See to what comes before each change."""
        step()
        if self._lease is not None:
            self._lease.check()

    def _try(self, name: str, action: Callable[[str], _T]) -> _T:
        with translated(f"{self.url}/{name}".rstrip("/")):
            return action(self._path(name))
