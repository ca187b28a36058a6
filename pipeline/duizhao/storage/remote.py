"""A prefix in an object store, through fsspec.

An object appears whole or not at all; there is no cheap renaming. So parts are written under their final names, which
no earlier corpus has, and the manifest that names them last.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import BinaryIO, TypeVar

from duizhao.durable import step
from duizhao.errors import StorageError
from duizhao.storage.lock import Owner, alive_here, locked_by, read_owner
from duizhao.storage.urls import filesystem, translated

_LOCK = ".build/lock"
# Seconds between two signs of life of a run, and after which silence counts as death.
_BEAT, _SILENCE = 15.0, 90.0
_T = TypeVar("_T")


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

    def __reduce__(self) -> tuple[type[RemoteStore], tuple[str]]:
        """Go to another process as a URL: connections stay behind."""
        return RemoteStore, (self.url,)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}".rstrip("/")

    def read(self, name: str) -> bytes:
        """Read a file."""
        return bytes(self._try(name, self._files.cat_file))

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        stream: BinaryIO = self._try(name, lambda path: self._files.open(path, "rb"))
        return stream

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole."""
        step()
        self._try(name, lambda path: self._files.pipe_file(path, data))

    def size(self, name: str) -> int | None:
        """Return a file's bytes."""
        self._files.invalidate_cache()
        try:
            return int(self._try(name, self._files.info)["size"])
        except FileNotFoundError:
            return None

    def has_folder(self, name: str) -> bool:
        """Tell whether a folder is there."""
        return bool(self.names(name))

    def taken(self) -> list[str]:
        """Return what stands at the top."""
        return sorted({name.partition("/")[0] for name in self.names()})

    def names(self, under: str = "") -> list[str]:
        """List files."""
        self._files.invalidate_cache()
        try:
            found = self._try(under, self._files.find)
        except FileNotFoundError:
            return []
        return sorted(str(path).removeprefix(f"{self._root}/") for path in found)

    def move(self, moves: list[tuple[str, str]]) -> None:
        """Move files."""
        for old, new in moves:
            self.write(new, self.read(old))
        self.remove([old for old, _ in moves])

    def remove(self, names: list[str]) -> None:
        """Remove files."""
        if names:
            step()
            with suppress(FileNotFoundError):
                self._try(names[0], lambda _: self._files.rm([self._path(name) for name in names]))

    def clear(self, folder: str) -> None:
        """Remove a folder with what is in it."""
        self.remove(self.names(folder))

    @contextmanager
    def hold(self, owner: Owner) -> Generator[None]:
        """Keep everybody else out."""
        with suppress(FileNotFoundError):
            other = read_owner(self.read(_LOCK))
            if other is not None and time.time() - other.seen < _SILENCE and alive_here(other) is not False:
                raise locked_by(self.url, other)
        self._sign(owner)
        # Two that came at one instant: the later writer has the lock.
        present = read_owner(self.read(_LOCK))
        if present is None or present.run != owner.run:
            raise locked_by(self.url, present)
        stop = threading.Event()
        beat = threading.Thread(target=self._beat, args=(owner, stop), daemon=True)
        beat.start()
        try:
            yield
        finally:
            stop.set()
            beat.join()
            with suppress(StorageError):
                self.remove([_LOCK])

    def _sign(self, owner: Owner) -> None:
        self._try(_LOCK, lambda path: self._files.pipe_file(path, replace(owner, seen=time.time()).dump()))

    def _beat(self, owner: Owner, stop: threading.Event) -> None:
        while not stop.wait(_BEAT):
            with suppress(StorageError):  # the next write of the build says it
                self._sign(owner)

    def _try(self, name: str, action: Callable[[str], _T]) -> _T:
        with translated(f"{self.url}/{name}"):
            return action(self._path(name))
