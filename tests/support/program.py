"""The program as its users call it, for tests that run in an environment of their own: DUIZHAO names another one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("DUIZHAO", str(ROOT / ".venv" / "bin" / "duizhao")))
#: An interpreter that can import duizhao.
PYTHON = os.environ.get("DUIZHAO_PYTHON", str(PROGRAM.with_name("python")))


def run(*given: object, rejected: bool = False) -> str:
    """Call the program; it must succeed, apart from rejected inputs where they are allowed."""
    return _output([PROGRAM, *map(str, given)], {0, 1} if rejected else {0})


def python(code: str, *given: object) -> str:
    """Run code where duizhao can be imported, and return what it prints."""
    return _output([PYTHON, "-c", code, *map(str, given)], {0})


def _output(command: list[str | Path], allowed: set[int]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode in allowed, done.stderr
    return done.stdout
