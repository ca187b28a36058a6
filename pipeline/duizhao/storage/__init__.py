"""Where a corpus stands: a folder, or a prefix in an object store, behind one small set of calls.

Names are relative to the place, with forward slashes. A write is all or nothing: nobody ever reads half a file.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Protocol

from duizhao.storage.local import LocalStore
from duizhao.storage.lock import LOCK, MANIFEST, WORK, Owner
from duizhao.storage.urls import RemoteFile, find_file, find_files, is_remote, local_path, translated

__all__ = [
    "LOCK",
    "MANIFEST",
    "WORK",
    "LocalStore",
    "Owner",
    "RemoteFile",
    "Store",
    "find_file",
    "find_files",
    "is_remote",
    "local_path",
    "open_store",
    "translated",
]


class Store(Protocol):
    """A place for files."""

    @property
    def url(self) -> str:
        """The place as the user gave it."""
        ...

    @property
    def renames(self) -> bool:
        """Whether a file can be moved at no cost, with no instant at which two names stand or none."""
        ...

    def read(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            FileNotFoundError: There is none of that name.
            StorageError: It cannot be read.
        """
        ...

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading at any offset. Errors as for `read`."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole; folders are made.

        Raises:
            StorageError: It cannot be written.
        """
        ...

    def size(self, name: str) -> int | None:
        """Return a file's bytes; null where there is none."""
        ...

    def sizes(self) -> dict[str, int]:
        """Return the bytes of every file, by name."""
        ...

    def has_folder(self, name: str) -> bool:
        """Tell whether a folder is there, be it empty; a store without folders has those that hold files."""
        ...

    def taken(self) -> list[str]:
        """Return what stands at the top of the place, sorted.

        Raises:
            UsageError: The place is no folder (``E_OUT_TAKEN``).
        """
        ...

    def names(self, under: str = "") -> list[str]:
        """List the files under a folder and its folders, sorted."""
        ...

    def move(self, moves: list[tuple[str, str]]) -> None:
        """Move files, over what stands in their new places."""
        ...

    def remove(self, names: list[str]) -> None:
        """Remove files; those that do not exist are removed already."""
        ...

    def clear(self, folder: str) -> None:
        """Remove a folder with what is in it."""
        ...

    def hold(self, owner: Owner) -> AbstractContextManager[None]:
        """Keep everybody else from building here while the context lasts.

        Raises:
            UsageError: Somebody builds here (``E_OUT_LOCKED``), or nothing can be written here (``E_OUT_TAKEN``).
        """
        ...


def open_store(place: str | PathLike[str]) -> Store:
    """Return the store for a folder or a URL (``s3://``, ``gs://``, ``file://``, or any that fsspec knows).

    Raises:
        UsageError: The URL's library is not installed (``E_NO_EXTRA``), or nothing knows the URL (``E_URL``).
    """
    if is_remote(place):
        from duizhao.storage.remote import RemoteStore

        return RemoteStore(str(place))
    return LocalStore(Path(local_path(place)))
