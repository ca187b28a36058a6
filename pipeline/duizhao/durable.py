"""Files that a killed program leaves whole: written beside their place, flushed to the disk, moved there.

After a power cut the disk holds the old file or the new one (Pillai et al., OSDI 2014, section 2): the data are flushed
before the move, the folder after it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from duizhao.errors import UsageError

#: Test hook, ``N:FILE``: the run is killed, with its whole process group, at the Nth step; FILE counts them.
KILL_AT = "DUIZHAO_TEST_KILL_AT"


def step() -> None:
    """Mark a moment before which a kill must leave the state before it, and after which the state behind it."""
    if not (given := os.environ.get(KILL_AT)):
        return
    number, _, file = given.partition(":")
    with Path(file).open("ab", buffering=0) as stream:
        stream.write(b".")
        reached = stream.tell()
    if reached == int(number):
        os.killpg(os.getpgrp(), signal.SIGKILL)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk; where the system cannot open folders, it needs no flushing."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows
        return
    try:
        step()
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, data: bytes) -> None:
    """Write a file; it stands under its name with all its bytes on the disk, or not at all.

    Raises:
        OSError: It cannot be written; what stood there is as it was.
    """
    # Random, not the process's number: writers on other machines share the folder.
    work = path.with_name(f".writing-{secrets.token_hex(6)}")
    try:
        step()
        with work.open("xb") as stream:
            stream.write(data)
            stream.flush()
            step()
            os.fsync(stream.fileno())
        step()
        work.replace(path)
        flush_folder(path.parent)
    finally:
        with suppress(OSError):
            work.unlink(missing_ok=True)


def move_durably(source: Path, target: Path) -> None:
    """Move a file on one disk, over what stands at `target`; both folders must be flushed afterwards.

    Raises:
        OSError: It cannot be moved.
    """
    step()
    source.replace(target)


def remove_tree(folder: Path) -> None:
    """Remove a folder with what is in it; a missing one is removed already.

    Raises:
        OSError: Something cannot be removed.
    """
    step()
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def write_whole(
    out: Path, data: bytes, *, make_folder: bool = False, remedy: str = "give a file that can be written"
) -> None:
    """Write a file that a user asked for.

    Args:
        out: The place.
        data: What to write.
        make_folder: Make the folder where it does not exist.
        remedy: What would help where it cannot be written.

    Raises:
        UsageError: It cannot be written (``E_OUT_TAKEN``); what stood there is as it was.
    """
    try:
        if make_folder:
            out.parent.mkdir(parents=True, exist_ok=True)
        write_durably(out, data)
    except OSError as fault:
        raise UsageError(f"{out}: {fault.strerror}", code="E_OUT_TAKEN", help=remedy) from fault
