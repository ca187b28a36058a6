"""Regular files: opened without waiting on pipes or following links, and read within a limit."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from duizhao.errors import InputError


@contextmanager
def open_regular(path: Path, *, name: str) -> Generator[BinaryIO]:
    """Open a regular file to read its bytes.

    Raises:
        InputError: It cannot be opened or read (``E_OPEN``), or is a link, a folder, a pipe or a device
            (``E_NOT_A_FILE``).
    """
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
            raise InputError(f"{name} is {what}", code="E_NOT_A_FILE", help="give the file itself")
        with path.open("rb") as stream:
            yield stream
    except OSError as fault:
        raise InputError(
            f"{name}: {fault.strerror or fault}", code="E_OPEN", help="check the path and its permissions"
        ) from fault


def read_whole(stream: BinaryIO, *, name: str, limit: int) -> bytes:
    """Read a file whole, its size checked before the first byte is read.

    Raises:
        InputError: It is larger than `limit` bytes (``E_TOO_LARGE``).
    """
    size = os.fstat(stream.fileno()).st_size
    if size > limit:
        raise too_large(name, f"is {size:,} bytes", limit)
    return stream.read()


def too_large(name: str, what: str, limit: int) -> InputError:
    """Return the error for a source above `limit` bytes; `what` follows its name in the message."""
    return InputError(f"{name} {what}", code="E_TOO_LARGE", help=f"raise max_bytes (now {limit:,})")
