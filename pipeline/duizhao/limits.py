"""Limits of time and memory for one document: exceeding one rejects that document, not the run.

A timer's signal looks at clock and memory while the document is worked on. Signals reach Python between two of its
instructions, in the main thread, on Unix; where there are none (Windows, other threads) nothing is limited here.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from duizhao.config import Settings
from duizhao.errors import InputError

# Seconds between two looks: short against any limit, long against what a look costs (20 microseconds).
_INTERVAL = 0.1
_PAGE = 4096
# A document may take so many times its limit when the processor is not its own.
_PATIENCE = 10


def resident() -> int:
    """Return how many bytes of memory this process holds; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


@contextmanager
def limited(name: str, settings: Settings) -> Generator[None]:
    """Hold what runs inside to the settings' seconds and bytes.

    Raises:
        InputError: It took longer than ``max_seconds`` (``E_LIMIT_TIME``), or the process grew by more than
            ``max_memory`` (``E_LIMIT_MEMORY``).
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    start, begun, held = time.monotonic(), time.process_time(), resident()

    def look(_signal: int, _frame: FrameType | None) -> None:
        # Processor time: on a busy machine the same documents must be rejected as on an idle one. What waits for ever
        # uses none, and is stopped by the clock on the wall.
        waited = time.monotonic() - start > _PATIENCE * settings.max_seconds
        if waited or time.process_time() - begun > settings.max_seconds:
            raise InputError(
                f"{name} took longer than {settings.max_seconds:g} seconds",
                code="E_LIMIT_TIME",
                help="look at the file; raise max_seconds",
            )
        if resident() - held > settings.max_memory:
            raise InputError(
                f"{name} needs more than {settings.max_memory:,} bytes of memory",
                code="E_LIMIT_MEMORY",
                help="look at the file; raise max_memory",
            )

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _INTERVAL, _INTERVAL)
    try:
        yield
    except MemoryError as fault:
        raise InputError(
            f"{name} needs more memory than there is", code="E_LIMIT_MEMORY", help="look at the file"
        ) from fault
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
