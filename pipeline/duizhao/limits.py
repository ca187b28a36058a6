"""Limits of time and memory for one document: exceeding one rejects that document, not the run.

Somebody looks at clock and memory while the document is worked on: in the main thread, on Unix, a timer's signal; in
any other thread, a thread beside it. Both reach Python between two of its instructions. What never comes back from a
library is stopped by the kernel (`fenced`), and takes its process with it.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType

from duizhao.config import Settings
from duizhao.errors import InputError

# Seconds between two looks: short against any limit, long against what a look costs (20 microseconds).
_INTERVAL = 0.1
# A document may take so many times its limit when the processor is not its own.
PATIENCE = 10
# The kernel stops what the looks have not: seconds later, and more bytes of address space than what libraries reserve
# without using it (Arrow and OpenBLAS: 0.6 GB).
_LATER, _RESERVED = 2.0, 2 << 30


class _Exceeded(BaseException):
    """Raised in the middle of anything: no `except ValueError` of a library on the way may take it for its own."""


def _pages(field: int) -> int:
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def resident() -> int:
    """Return how many bytes of memory this process holds; 0 where the system does not say."""
    return _pages(1)


@contextmanager
def limited(name: str, settings: Settings) -> Generator[None]:
    """Hold what runs inside to the settings' seconds and bytes.

    Raises:
        InputError: It took longer than ``max_seconds`` (``E_LIMIT_TIME``), or the process grew by more than
            ``max_memory`` (``E_LIMIT_MEMORY``).
    """
    main = threading.current_thread() is threading.main_thread()
    clock = time.process_time if main else _own_clock()
    start, begun, held = time.monotonic(), clock(), resident()

    def excess() -> InputError | None:
        # Processor time: on a busy machine the same documents must be rejected as on an idle one. What waits for ever
        # uses none, and is stopped by the clock on the wall.
        waited = time.monotonic() - start > PATIENCE * settings.max_seconds
        if waited or clock() - begun > settings.max_seconds:
            return too_slow(name, settings)
        return too_big(name, settings) if resident() - held > settings.max_memory else None

    watch = _by_signal if main and hasattr(signal, "setitimer") else _by_thread
    try:
        with watch(excess):
            yield
    except MemoryError as fault:
        raise InputError(
            f"{name} needs more memory than there is", code="E_LIMIT_MEMORY", help="look at the file"
        ) from fault


def _own_clock() -> Callable[[], float]:
    """Return a clock of this thread's processor time that others can read; of the process's where there is none."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    return partial(time.clock_gettime, time.pthread_getcpuclockid(threading.get_ident()))


def too_slow(name: str, settings: Settings) -> InputError:
    """Return the error for a document that takes too long."""
    return InputError(
        f"{name} took longer than {settings.max_seconds:g} seconds",
        code="E_LIMIT_TIME",
        help="look at the file; raise max_seconds",
    )


def too_big(name: str, settings: Settings) -> InputError:
    """Return the error for a document that takes too much memory."""
    return InputError(
        f"{name} needs more than {settings.max_memory:,} bytes of memory",
        code="E_LIMIT_MEMORY",
        help="look at the file; raise max_memory",
    )


@contextmanager
def _by_signal(excess: Callable[[], InputError | None]) -> Generator[None]:
    found: list[InputError] = []

    def look(_signal: int, _frame: FrameType | None) -> None:
        if (fault := excess()) is not None:
            found.append(fault)
            raise _Exceeded

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _INTERVAL, _INTERVAL)
    try:
        yield
    except _Exceeded:
        raise found[-1] from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_thread(excess: Callable[[], InputError | None]) -> Generator[None]:
    watched = threading.get_ident()
    over, turn = threading.Event(), threading.Lock()
    found: list[InputError] = []

    def look() -> None:
        while not over.wait(_INTERVAL):
            fault = excess()
            with turn:
                if fault is None or over.is_set():
                    continue
                found.append(fault)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(watched), ctypes.py_object(_Exceeded))
                return

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        try:
            yield
        finally:
            with turn:
                over.set()
            # It may have been raised, and not have reached us: it must not reach whoever comes after us.
            while found and sys.exc_info()[0] is not _Exceeded:
                time.sleep(0)
    except _Exceeded:
        raise found[0] from None
    finally:
        watcher.join()


@contextmanager
def fenced(settings: Settings) -> Generator[None]:
    """Have the kernel end this process where one document takes far more than the settings allow; on Linux only.

    Meant for processes that do nothing else: the limits are the whole process's. Passing the limit of processor time
    ends the process by SIGXCPU; passing that of memory makes allocations fail.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    seconds = math.ceil(time.process_time() + settings.max_seconds + _LATER)
    space = _pages(0) + int(settings.max_memory) + _RESERVED
    wanted = {resource.RLIMIT_CPU: seconds, resource.RLIMIT_AS: space, resource.RLIMIT_CORE: 0}
    before = {which: resource.getrlimit(which) for which in wanted}
    try:
        for which, soft in wanted.items():
            _lower(which, soft, before[which])
        yield
    finally:
        for which, both in before.items():
            resource.setrlimit(which, both)


def _lower(which: int, soft: int, before: tuple[int, int]) -> None:
    import resource

    if before[0] == resource.RLIM_INFINITY or soft < before[0]:
        with suppress(ValueError):  # a batch system set a lower one that must not be raised
            resource.setrlimit(which, (soft, before[1]))
