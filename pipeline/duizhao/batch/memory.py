"""The memory of a process that does nothing but work for us; of one that is the user's nothing is touched."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache
from importlib.abc import MetaPathFinder


class _Absent(MetaPathFinder):
    """Finds that pandas is not installed."""

    def find_spec(self, fullname: str, *_: object, **__: object) -> None:
        """Leave every other module to the finders that follow.

        Raises:
            ModuleNotFoundError: It is pandas.
        """
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not looked for now", name=fullname)


def spare_pandas() -> None:
    """Let pyarrow look for pandas, and find none: for its first list it would load it, 40 MB that no worker uses.

    Whoever asks pyarrow for a data frame gets one all the same.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        pa.array([None], type=pa.null())
    finally:
        sys.meta_path.remove(absent)


def settle() -> None:
    """Set apart what is loaded: it stays, so that no collection need look at it again, nor copy its pages."""
    gc.collect()
    gc.freeze()
    trim()


def trim() -> None:
    """Give back what is free: between two documents, and between what is held, lie pages that nobody uses."""
    release = _release()
    if release is not None:
        release(0)


@cache
def _release() -> Callable[[int], int] | None:
    """Return malloc_trim(3) of the GNU C library; null with any other."""
    if sys.platform != "linux":
        return None
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found
