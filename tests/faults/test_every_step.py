"""A build that is killed before any of its writes, flushes, moves and removals is carried on to the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "every_step.py"
unix = pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="processes are forked")


@unix
def test_a_build_may_be_killed_at_each_of_its_steps(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    for run in found.values():
        assert run["wrong"] == []
        assert run["killed"] == run["steps"] > 60
    # The script saw what it should see: a corpus that was not touched, none at all, and the new one.
    assert set(found["from nothing"]["states"]) == {"none", "new"}
    assert set(found["over a corpus"]["states"]) == {"old", "none", "new"}
    assert set(found["corrections"]["states"]) == {"old", "none", "new"}
