"""Files of this machine or of an object store: opened without waiting on pipes or following links, read in a limit."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from duizhao.errors import InputError, StorageError
from duizhao.storage import RemoteFile, translated

#: Where a file is.
Location = Path | RemoteFile


@contextmanager
def open_regular(place: Location, *, name: str) -> Generator[BinaryIO]:
    """Open a regular file to read its bytes.

    Raises:
        InputError: It cannot be opened or read (``E_OPEN``), or is a link, a folder, a pipe or a device
            (``E_NOT_A_FILE``).
        StorageError: The store it is in cannot be reached.
    """
    try:
        if isinstance(place, RemoteFile):
            with translated(place.url), place.open() as stream:
                yield stream
            return
        _require_regular(place, name)
        with place.open("rb") as stream:
            yield stream
    except InputError:
        raise
    except StorageError as fault:
        # A file of its own that is closed to us is rejected; a store that cannot be reached stops the build.
        if not isinstance(fault.__cause__, PermissionError):
            raise
        raise InputError(f"{name}: {fault.message}", code="E_OPEN", help="check its permissions") from fault
    except OSError as fault:
        raise InputError(
            f"{name}: {fault.strerror or fault}", code="E_OPEN", help="check the path and its permissions"
        ) from fault


def _require_regular(path: Path, name: str) -> None:
    mode = path.lstat().st_mode
    if not stat.S_ISREG(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
        raise InputError(f"{name} is {what}", code="E_NOT_A_FILE", help="give the file itself")


def state(stream: BinaryIO, place: Location) -> tuple[str, int]:
    """Return when an open file was changed, in a form that only serves to compare, and its size in bytes."""
    if isinstance(place, RemoteFile):
        return place.stamp, place.size
    status = os.fstat(stream.fileno())
    return str(status.st_mtime_ns), status.st_size


def read_whole(stream: BinaryIO, place: Location, *, name: str, limit: int) -> bytes:
    """Read a file whole, its size checked before the first byte is read.

    Raises:
        InputError: It is larger than `limit` bytes (``E_TOO_LARGE``), or changed while it was read (``E_CHANGED``).
    """
    before = state(stream, place)
    if before[1] > limit:
        raise too_large(name, f"is {before[1]:,} bytes", limit)
    data = stream.read()
    if len(data) != before[1] or state(stream, place) != before:
        raise InputError(
            f"{name} changed while it was read", code="E_CHANGED", help="build again when nothing writes to it"
        )
    return data


def too_large(name: str, what: str, limit: int) -> InputError:
    """Return the error for a source above `limit` bytes; `what` follows its name in the message."""
    return InputError(f"{name} {what}", code="E_TOO_LARGE", help=f"raise max_bytes (now {limit:,})")
