"""A lock in a store that has none: an object that its owner signs again and again, and that lapses when he is silent.

Nothing in an object store goes with a process that dies. So a lock whose process is gone, or that has not been signed
for a while, is taken over; and a run that was silent so long (a laptop that slept) looks whether it still has the lock
before it changes anything.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Protocol

from duizhao.errors import StorageError
from duizhao.storage.lock import LOCK, Owner, alive_here, locked_by, read_owner

# Seconds between two signs of life of a run, and after which silence counts as death.
BEAT, SILENCE = 15.0, 90.0
# Seconds in which two that take over one lapsed lock at one instant have both written, and the later one has it.
_SETTLE = 1.0


class Objects(Protocol):
    """What a lease needs of a store."""

    url: str

    def read(self, name: str) -> bytes:
        """Return an object's bytes, or raise FileNotFoundError."""
        ...

    def put(self, name: str, data: bytes, *, new: bool = False) -> None:
        """Write an object; a `new` one where there is none, or raise FileExistsError."""
        ...

    def drop(self, names: list[str]) -> None:
        """Remove objects."""
        ...


class Lease:
    """The lock of one run."""

    def __init__(self, objects: Objects, owner: Owner) -> None:
        """Name store and run; nothing is written yet."""
        self._objects, self._owner = objects, owner
        self._seen = 0.0
        self._lost: StorageError | None = None
        self._stop = threading.Event()
        self._beating = threading.Thread(target=self._beat, daemon=True)

    def take(self) -> None:
        """Take the lock.

        Raises:
            UsageError: Somebody else has it (``E_OUT_LOCKED``).
            StorageError: The store cannot be reached or written.
        """
        lapsed = self._lapsed()
        if lapsed:
            self._objects.drop([LOCK])
        try:
            self._sign(new=True)
        except FileExistsError:
            raise locked_by(self._objects.url, self._holder()) from None
        if lapsed:
            time.sleep(_SETTLE)
        # Also for stores that do not know how to write an object only where there is none.
        holder = self._holder()
        if not self._ours(holder):
            raise locked_by(self._objects.url, holder)
        self._beating.start()

    def check(self) -> None:
        """See that the lock is still ours, asking the store only after a silence.

        Raises:
            StorageError: Another run has it (``E_OUT_LOCKED``).
        """
        if self._lost is None and time.time() - self._seen > SILENCE:
            self.confirm()
        if self._lost is not None:
            raise self._lost

    def confirm(self) -> None:
        """Ask the store whether the lock is still ours.

        Raises:
            StorageError: Another run has it (``E_OUT_LOCKED``), or the store cannot be reached.
        """
        holder = self._holder()
        if not self._ours(holder):
            self._lost = StorageError(
                f"this run gave no sign of life for too long: {locked_by(self._objects.url, holder).message}",
                code="E_OUT_LOCKED",
                help="nothing of the other run was touched; when it has ended, run the same command again",
            )
            raise self._lost

    def release(self) -> None:
        """Give the lock back, if it is ours; a store that cannot be reached lets it lapse."""
        self._stop.set()
        self._beating.join(timeout=1.0)
        try:
            self.confirm()
            self._objects.drop([LOCK])
        except StorageError:
            return

    def _lapsed(self) -> bool:
        """Tell whether there is a lock that nobody keeps any more.

        Raises:
            UsageError: There is one that somebody keeps (``E_OUT_LOCKED``).
        """
        try:
            owner = read_owner(self._objects.read(LOCK))
        except FileNotFoundError:
            return False
        if owner is None:  # no lock of ours
            return True
        here = alive_here(owner)
        if here is False:
            return True
        silent = abs(time.time() - owner.seen) > SILENCE
        if silent and here is None:
            # By our clock; the other machine's may be wrong, or ours. What gives no sign while we look on is dead.
            time.sleep(BEAT * 1.5)
            silent = self._holder() == owner
        if silent:
            return True
        raise locked_by(self._objects.url, self._holder())

    def _ours(self, holder: Owner | None) -> bool:
        return holder is not None and holder.run == self._owner.run

    def _holder(self) -> Owner | None:
        try:
            return read_owner(self._objects.read(LOCK))
        except FileNotFoundError:
            return None

    def _sign(self, *, new: bool = False) -> None:
        now = time.time()
        self._objects.put(LOCK, replace(self._owner, seen=now).dump(), new=new)
        self._seen = now

    def _beat(self) -> None:
        while not self._stop.wait(BEAT):
            try:
                self.confirm()
                if not self._stop.is_set():
                    self._sign()
            except StorageError:  # the next change that the build makes says it
                if self._lost:
                    return
