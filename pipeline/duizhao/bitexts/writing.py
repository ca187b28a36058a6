"""Where a file may be written to."""

from __future__ import annotations

import os
from pathlib import Path

from duizhao.errors import UsageError


def check_out(out: Path, inputs: tuple[Path, ...]) -> None:
    """Refuse a place that cannot be written to, before any work is done.

    Raises:
        UsageError: It is an input, a folder or a device, or its folder is missing (``E_OUT_TAKEN``).
    """
    # `os.path` takes names that are too long for the file system as names of nothing; `Path` raises.
    if any(out.resolve() == path.resolve() for path in inputs):
        raise UsageError(f"{out} is an input", code="E_OUT_TAKEN", help="give another name; nothing was touched")
    if os.path.exists(out) and not os.path.isfile(out):  # noqa: PTH110, PTH113
        raise UsageError(
            f"{out} is no regular file", code="E_OUT_TAKEN", help="give a file; without --out, standard output is used"
        )
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent} is no folder", code="E_OUT_TAKEN", help="make it first, or give another name")
