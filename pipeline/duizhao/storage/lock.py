"""Who builds here: said in the lock, so that a second run can name the first."""

from __future__ import annotations

import json
import os
import platform
import secrets
import time
from dataclasses import asdict, dataclass, field

from duizhao.errors import UsageError

#: The file without which there is no corpus.
MANIFEST = "corpus.json"
#: Folder of what is not the corpus itself: the lock, and a build's unfinished work.
WORK = ".build"
LOCK = f"{WORK}/lock"


@dataclass(frozen=True, slots=True)
class Owner:
    """A run.

    Attributes:
        run: Drawn at random: two runs that start in one second are two runs.
        process: Number of the process.
        host: Name of the machine.
        since: When it began, seconds since 1970.
        seen: When it last gave a sign of life, where the lock does not go with the process.
    """

    run: str = field(default_factory=lambda: secrets.token_hex(6))
    process: int = field(default_factory=os.getpid)
    host: str = field(default_factory=platform.node)
    since: float = field(default_factory=time.time)
    seen: float = 0.0

    def dump(self) -> bytes:
        """Return the owner as a line of JSON."""
        return (json.dumps(asdict(self)) + "\n").encode()


def read_owner(data: bytes) -> Owner | None:
    """Read an owner; null where there is none, or half of one."""
    try:
        return Owner(**json.loads(data))
    except (ValueError, TypeError):
        return None


def locked_by(place: str, owner: Owner | None) -> UsageError:
    """Return the error for a place where somebody else builds."""
    who = "another run"
    if owner is not None:
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(owner.since))
        who = f"run {owner.run}, process {owner.process} on {owner.host}, since {since}"
    return UsageError(
        f"{place} is being built by {who}", code="E_OUT_LOCKED", help="wait for it or stop it; nothing was touched"
    )


def alive_here(owner: Owner) -> bool | None:
    """Tell whether an owner's process runs; null where it is another machine's."""
    if owner.host != platform.node() or os.name != "posix":
        return None
    try:
        os.kill(owner.process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process
        return True
    return True
