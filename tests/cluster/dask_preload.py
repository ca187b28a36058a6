"""What workers of tests load first: some words in a call do to them what no call should."""

from __future__ import annotations

import os
import signal
from typing import Any

from duizhao.batch import work
from duizhao.pipeline import process


def _poisoned(loaded: Any, **options: Any) -> Any:
    if b"POISON" in loaded.data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"DEFECT" in loaded.data:
        raise ZeroDivisionError("as a test wants it")
    while b"ENDLESS" in loaded.data:
        pass
    return process(loaded, **options)


work.process = _poisoned
