"""Writing a file whole: a killed program leaves the old one, or none."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from duizhao.errors import UsageError


def write_whole(
    out: Path, data: bytes, *, make_folder: bool = False, remedy: str = "give a file that can be written"
) -> None:
    """Write a file under a temporary name beside its place, and move it there.

    Args:
        out: The place.
        data: What to write.
        make_folder: Make the folder where it does not exist.
        remedy: What would help where it cannot be written.

    Raises:
        UsageError: It cannot be written (``E_OUT_TAKEN``); what stood there is as it was.
    """
    work = out.with_name(f".{out.name}.writing-{os.getpid()}")
    try:
        if make_folder:
            out.parent.mkdir(parents=True, exist_ok=True)
        with work.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        work.replace(out)
    except OSError as fault:
        raise UsageError(f"{out}: {fault.strerror}", code="E_OUT_TAKEN", help=remedy) from fault
    finally:
        with suppress(OSError):
            work.unlink(missing_ok=True)
