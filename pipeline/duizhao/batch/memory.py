"""The memory of a process that does nothing but work for us; of one that is the user's nothing is touched."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.abc import MetaPathFinder
from typing import Any

# Results that a process remembers from one document to the next, in all: 350 bytes each, 5 MB. A call of 8 KB leaves
# 3,000, most of them of its own sentences, which do not come again; with 40,000 a worker takes 7 MB more, and no less
# time.
_MOST_RESULTS = 15_000
_BOUNDED = type(lru_cache(lambda: None))
# What these two keep was opened for several documents: archives, a lexicon.
_OPENERS = ("duizhao.batch", "duizhao.reading")


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


def share_readings() -> None:
    """Let phrases that pypinyin reads alike share the lists that say so: 47,000 phrases have 1,249 of them.

    It is 25 MB, if it comes before what else is loaded, which takes the room that it leaves.
    """
    from pypinyin.constants import PHRASES_DICT

    phrases: dict[str, list[list[str]]] = PHRASES_DICT
    shared: dict[tuple[str, ...], list[str]] = {}
    for readings in phrases.values():
        readings[:] = [shared.setdefault(tuple(one), one) for one in readings]


def plain_heap() -> None:
    """Let Arrow take its memory where everybody takes it: what it sets apart for itself is 24 MB for a few tables."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


def settle() -> None:
    """Set apart what is loaded: it stays, so that no collection need look at it again, nor copy its pages."""
    gc.collect()
    gc.freeze()
    trim()


def tidy() -> None:
    """Make room after a document: what came of it is not needed for the next one."""
    forget(_MOST_RESULTS)
    trim()


def forget(most: int = 0) -> None:
    """Empty the caches of results where they hold more than so many, all together; what was loaded stays.

    Each is bounded by what one long document needs. Emptied at once they leave whole pages free, which those of the
    next documents take; left to themselves they fill up one by one, and scatter over all memory what they keep.
    """
    caches = _caches(len(sys.modules))
    if sum(one.cache_info().currsize for one in caches) > most:
        for one in caches:
            one.cache_clear()


@lru_cache(maxsize=1)
def _caches(_modules: int) -> tuple[Any, ...]:
    """Return the caches of results of all modules that are loaded: those with a bound."""
    found = [
        value
        for name, module in tuple(sys.modules.items())
        if name.startswith("duizhao.") and not name.startswith(_OPENERS)
        for value in vars(module).values()
        if isinstance(value, _BOUNDED) and value.cache_info().maxsize is not None
    ]
    return tuple(dict.fromkeys(one for one in found if not one.__module__.startswith(_OPENERS)))


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
