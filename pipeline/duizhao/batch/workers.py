"""The side of a worker process: take a task, answer, until there is no one to answer."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum
from multiprocessing.connection import Connection
from typing import Any

from duizhao.batch.engines import Failure
from duizhao.batch.memory import tidy
from duizhao.errors import DuizhaoError


class Signal(Enum):
    """What a worker says beside answers."""

    READY = "ready"
    GONE = "gone"  # it is dead, and will say nothing


def serve(pipe: Connection[Any, Any], setup: Callable[[], None] | None, environment: Mapping[str, str]) -> None:
    """Answer tasks until the pipe is closed.

    Errors of ours are sent back, to be raised there; any other becomes a failure of its task.
    """
    _die_with_parent()
    os.environ.update(environment)
    # A forked process has its parent's handlers: whoever asks it to end shall have it ended.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    if setup is not None:
        setup()
    pipe.send(Signal.READY)
    while True:
        try:
            function, task = pipe.recv()
        except (EOFError, OSError):
            return
        answer = answer_to(function, task)
        with suppress(BrokenPipeError):
            pipe.send(answer)
        tidy()  # a millisecond
        if isinstance(answer, Failure) and answer.code == "E_LIMIT_MEMORY":
            return  # what holds the memory is not known; a new process holds none


def answer_to(function: Callable[[Any], Any], task: Any) -> Any:
    """Run a function on a task; what it raises is an answer too, for there are errors that cannot be sent."""
    try:
        return function(task)
    except DuizhaoError as fault:
        return fault
    except MemoryError:
        return Failure("E_LIMIT_MEMORY", "it needs more memory than there is")
    except Exception as fault:  # noqa: BLE001 - the batch boundary
        return Failure("E_INTERNAL", f"{type(fault).__name__}: {fault}")


def _die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it dies: nobody would take its answers."""
    if sys.platform != "linux":
        return
    import ctypes

    set_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
    before = os.getppid()
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != before:
        os.kill(os.getpid(), signal.SIGKILL)
