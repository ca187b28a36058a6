"""Work on a Dask cluster: of this machine, or any that a scheduler's address names.

Workers must see inputs and output under the same paths or URLs, and have the same duizhao installed. Limits of time and
memory are kept by a thread beside the work; memory is what the whole process holds: workers have one thread each. A
document that a worker does not survive is named by Dask after some deaths (``distributed.scheduler.allowed-failures``;
after the first in a cluster that is started here), and then tried once more.
"""

from __future__ import annotations

import logging
import multiprocessing
import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from functools import cache, partial
from itertools import islice
from typing import Any, Self, TypeVar

from duizhao.batch.engines import Failure
from duizhao.batch.work import warm
from duizhao.batch.workers import answer_to
from duizhao.errors import DuizhaoError, UsageError
from duizhao.processes import deaf

T = TypeVar("T")
R = TypeVar("R")
# Tasks that are on their way to each thread of a cluster: so many that none waits, so few that nothing piles up.
_AHEAD = 3
# Seconds for a scheduler to answer, between two tries, and between two looks at how large its cluster is.
_SECONDS, _AGAIN, _LOOK = 10, 0.3, 5.0
# Seconds for the first worker of a cluster to start, and for a cluster to end.
_START, _END = 120, 1.0
_NOTHING = logging.CRITICAL + 1
_ADDRESS = re.compile(r"(?:[a-z]+://)?([^/\s]+):(\d+)/?")


class Cluster:
    """A client of a scheduler; see `duizhao.batch.engines.Engine`."""

    def __init__(self, scheduler: str | None, *, jobs: int) -> None:
        """Name the cluster.

        Args:
            scheduler: Its address; without one, a cluster is started on this machine.
            jobs: Processes of a cluster that is started here.

        Raises:
            UsageError: Dask is not installed (``E_NO_EXTRA``).
        """
        try:
            import distributed
        except ImportError as fault:
            raise UsageError("Dask is not installed", code="E_NO_EXTRA", help='pip install "duizhao[dask]"') from fault
        self._dask: Any = distributed
        self._scheduler, self._jobs = scheduler, jobs
        self._client: Any = None
        self._local: Any = None
        self._quiet = ExitStack()
        self._others = {*multiprocessing.active_children()}

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            UsageError: No scheduler answers (``E_SCHEDULER``).
        """
        from distributed.utils import silence_logging_cmgr

        # What goes wrong is raised, or told of a document; the libraries would print it besides.
        self._quiet.enter_context(silence_logging_cmgr(_NOTHING))
        try:
            self._connect()
        except BaseException:  # also where somebody interrupts: processes were started
            self.__exit__()
            raise
        return self

    def _connect(self) -> None:
        if self._scheduler is not None:
            self._knock(self._scheduler)
        # Ctrl-C reaches the whole group: this process decides what becomes of the workers. They are started by the
        # cluster's thread, which starts here, and have its mask. And it must not break off what Dask sets up: half a
        # client takes twenty seconds to end.
        with deaf():
            if self._scheduler is None:
                self._local = self._dask.LocalCluster(
                    n_workers=0,
                    threads_per_worker=1,
                    memory_limit=0,
                    dashboard_address=":0",  # the usual port may be taken
                    silence_logs=_NOTHING,
                    scheduler_kwargs={"allowed_failures": 0},
                )
            try:
                self._client = self._dask.Client(self._local or self._scheduler, timeout=_SECONDS, set_as_default=False)
            except (OSError, ValueError) as fault:
                raise self._unanswered(str(fault)) from fault
        if self._local is not None:
            self._local.scale(self._jobs)
            self._wait()

    def _knock(self, address: str) -> None:
        """See that something answers at an address; a scheduler may just be starting."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise self._unanswered("that is no address, as tcp://host:8786 is")
        end = time.monotonic() + _SECONDS
        while True:
            try:
                socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=_SECONDS).close()
            except (OSError, OverflowError) as fault:
                if time.monotonic() > end:
                    raise self._unanswered(str(fault)) from fault
                time.sleep(_AGAIN)
            else:
                return

    def _wait(self) -> None:
        """Wait for the first worker of a cluster that is started here."""
        try:
            self._client.wait_for_workers(1, timeout=_START)
        except TimeoutError as fault:
            raise UsageError(
                f"no worker process has started in {_START} seconds",
                code="E_WORKERS",
                help='in a script, call build() under `if __name__ == "__main__":`; or use jobs=0',
            ) from fault

    def _unanswered(self, why: str) -> UsageError:
        return UsageError(
            f"no Dask scheduler answers at {self._scheduler}: {why}",
            code="E_SCHEDULER",
            help="start one with `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`",
        )

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; end it where it was started here."""
        for one in (self._client, self._local):
            self._kill()
            if one is not None:
                with suppress(OSError, RuntimeError):
                    one.close(timeout=_END)
        self._kill()
        if self._local is not None:
            # Else Dask would try once more at the end of this process, for ten seconds.
            self._local.shutdown_on_close = False
        if self._local is None or self._local.status.name == "closed":  # what has not ended goes on printing
            self._quiet.close()
        if self._local is not None:
            # Those who looked after workers that were killed while they were starting complain when all is over.
            for name in ("distributed.nanny", "distributed.process"):
                logging.getLogger(name).setLevel(_NOTHING)

    def _kill(self) -> None:
        """Kill the workers that were started here, and those that were just starting.

        All that they did is written, and what they are at is made again: asked to end, they would finish it first.
        """
        if self._local is not None:
            for nanny in self._local.workers.values():
                nanny.auto_restart = False
            for process in {*multiprocessing.active_children()} - self._others:
                process.kill()

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Failure]]:
        """Run a function on tasks.

        Raises:
            DuizhaoError: The function raised it.
            UsageError: The scheduler went away (``E_SCHEDULER``).
        """
        waiting = iter(tasks)
        held: dict[Any, T] = {}
        finished = self._dask.as_completed(loop=self._client.loop)
        looked = width = 0.0
        while True:
            if time.monotonic() - looked > _LOOK:  # clusters grow
                looked, width = time.monotonic(), self._width()
            for task in islice(waiting, max(0, int(width) - len(held))):
                future = self._submit(function, task)
                held[future] = task
                finished.add(future)
            if not held:
                return
            future = next(finished)
            yield held.pop(future), self._result(future)

    def alone(self, function: Callable[[T], R], task: T) -> R | Failure:
        """Run a function on a task while nothing else of ours is on the cluster.

        Raises:
            DuizhaoError: As for `run`.
        """
        result: R | Failure = self._result(self._submit(function, task))
        return result

    def _width(self) -> int:
        try:
            threads: int = sum(self._client.nthreads().values())
            return max(1, threads, self._jobs if self._local else 0) * _AHEAD
        except self._losses() as fault:
            raise self._gone() from fault

    def _submit(self, function: Callable[[T], R], task: T) -> Any:
        try:
            # Not pure: what a task gives depends on what lies in the store.
            return self._client.submit(partial(_answer, function), task, pure=False)
        except self._losses() as fault:
            raise self._gone() from fault

    def _result(self, future: Any) -> Any:
        from distributed.scheduler import KilledWorker

        try:
            answer = future.result()
        except KilledWorker as fault:
            return Failure("E_WORKER_DIED", f"it ended {fault.allowed_failures + 1} workers")
        except Exception as fault:
            # A task that Dask lost says nothing of its document.
            if future.status != "error":
                raise self._gone() from fault
            return Failure("E_INTERNAL", f"{type(fault).__name__}: {fault}")
        if isinstance(answer, DuizhaoError):
            raise answer
        return answer

    def _losses(self) -> tuple[type[Exception], ...]:
        """Return what Dask raises when its scheduler is not there any more."""
        from distributed.client import ClosedClientError

        return OSError, RuntimeError, ClosedClientError

    def _gone(self) -> UsageError:
        return UsageError(
            f"the Dask scheduler {self._scheduler or 'of this run'} went away, with the work that was on it",
            code="E_SCHEDULER",
            help="what is done is kept: start it again, then run the same command again",
        )


def _answer(function: Callable[[Any], Any], task: Any) -> Any:
    """Do a task, on a worker."""
    _warmed()
    return answer_to(function, task)


@cache
def _warmed() -> None:
    """Load what every document needs, once in a process: the first one's time must not be spent on it."""
    warm()
