"""Work on a Dask cluster: of this machine, or any that a scheduler's address names.

Workers must see inputs and output under the same paths or URLs, and have the same duizhao installed. Limits of time and
memory are kept by a thread beside the work; a document that a worker does not survive is named by Dask after three
deaths (``distributed.scheduler.allowed-failures``), and then tried once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Self, TypeVar

from duizhao.batch.engines import Failure
from duizhao.errors import DuizhaoError, UsageError

T = TypeVar("T")
R = TypeVar("R")
# Tasks that are on their way to each thread of a cluster: so many that none waits, so few that nothing piles up.
_AHEAD = 3
_SECONDS = 10


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

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            UsageError: No scheduler answers (``E_SCHEDULER``).
        """
        if self._scheduler is None:
            self._local = self._dask.LocalCluster(
                n_workers=self._jobs, threads_per_worker=1, dashboard_address=None, memory_limit=0
            )
        try:
            self._client = self._dask.Client(self._local or self._scheduler, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError) as fault:
            raise UsageError(
                f"no Dask scheduler answers at {self._scheduler}: {fault}",
                code="E_SCHEDULER",
                help="start one with `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`",
            ) from fault
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; end it where it was started here."""
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=1)
        if self._local is not None:
            self._local.close(timeout=1)

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | Failure]]:
        """Run a function on tasks.

        Raises:
            DuizhaoError: The function raised it.
        """
        waiting = iter(tasks)
        width = max(1, sum(self._client.nthreads().values())) * _AHEAD
        held = {self._submit(function, task): task for task in islice(waiting, width)}
        finished = self._dask.as_completed(list(held))
        for future in finished:
            task = held.pop(future)
            yield task, _result(future)
            for following in islice(waiting, 1):
                new = self._submit(function, following)
                held[new] = following
                finished.add(new)

    def alone(self, function: Callable[[T], R], task: T) -> R | Failure:
        """Run a function on a task while nothing else is on the cluster."""
        result: R | Failure = _result(self._submit(function, task))
        return result

    def _submit(self, function: Callable[[T], R], task: T) -> Any:
        # Not pure: what a task gives depends on what lies in the store.
        return self._client.submit(function, task, pure=False)


def _result(future: Any) -> Any:
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except DuizhaoError:
        raise
    except KilledWorker as fault:
        return Failure("E_WORKER_DIED", f"{fault.allowed_failures + 1} workers ended on it")
    except Exception as fault:  # noqa: BLE001 - the batch boundary
        return Failure("E_INTERNAL", f"{type(fault).__name__}: {fault}")
