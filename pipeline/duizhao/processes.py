"""The server that starts processes: loads what they need once. It can be started before anything else is loaded."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker

#: Ways to start a process, the first one that the system has is taken. A server that starts them was clean when it
#: started, and has loaded what they need.
METHODS = ("forkserver", "spawn")


@contextmanager
def deaf() -> Generator[None]:
    """Keep Ctrl-C from this thread, and from threads and processes that are started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start_server(*, loaded: bool) -> None:
    """Start the server, unless it is there or the system has none.

    Args:
        loaded: It is to load what work on documents needs: seconds, in which the caller may load what it needs itself.
    """
    # Its start unblocks the signals that `deaf` blocks.
    resource_tracker.ensure_running()
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    multiprocessing.get_context("forkserver").set_forkserver_preload(
        ["duizhao.orphans", *(["duizhao.batch.preload"] if loaded else [])]
    )
    with deaf():
        forkserver.ensure_running()
