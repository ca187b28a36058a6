"""Kill a build, or the correction of a corpus, at each of its steps, carry it on,
and compare with one that was left in peace.

    python tests/faults/every_step.py FOLDER [--stride N]

A step is a moment before a write, a flush, a move or a removal (`duizhao.durable.step`). Each build runs in a forked
process of a group of its own, which the hook kills with signal 9. Allowed after each kill: the corpus that was there
before, untouched; none that could be read as one; or the new one. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duizhao
from duizhao.batch import work
from duizhao.corrections import Patch
from duizhao.durable import KILL_AT
from duizhao.errors import CorpusError
from faults.archive import Digests, change_archive, digests, of_corpus, write_archive
from support.correcting import turn_entry

NEVER = 1_000_000


def remembered() -> None:
    """Make the stages remember: they are pure functions, and here only what comes after them is tried."""
    whole, known = work.process, dict[tuple[str, bytes], Any]()

    def process(source: Any, **settings: Any) -> Any:
        key = (source.name, source.data)
        if key not in known:
            known[key] = whole(source, **settings)
        return known[key]

    work.process = process


def forked(action: Callable[[], object], kill_at: str = "") -> int:
    """Run something in a process of its own; returns the signal that ended it, or 0."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
            raise RuntimeError(f"a build ended with exit code {os.WEXITSTATUS(status)}")
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    os.setsid()
    os.environ[KILL_AT] = kill_at
    try:
        action()
    except BaseException as fault:  # noqa: BLE001 - the exit code is all that leaves a forked process
        print(repr(fault), file=sys.stderr)
        os._exit(1)
    os._exit(0)


def state(out: Path, before: Digests, after: Digests) -> str:
    """Say what stands there after a kill; one of the allowed states, or ``broken``."""
    found = of_corpus(digests(out)) if out.exists() else {}
    try:
        duizhao.open(out)
    except CorpusError as fault:
        return "none" if fault.code == "E_CORPUS_MISSING" else "broken"
    return "old" if found == before else "new" if found == after else "broken"


def every_step(folder: Path, act: Callable[[Path], object], before: Path | None, stride: int) -> dict[str, Any]:
    """Kill what makes a corpus at each step, from nothing or over a corpus that stands there."""
    folder.mkdir(exist_ok=True)
    whole, count = folder / "whole", folder / "count"
    old: Digests = {}
    if before is not None:
        shutil.copytree(before, whole)
        old = digests(before)
    forked(lambda: act(whole), f"{NEVER}:{count}")
    after, steps = digests(whole), count.stat().st_size
    states: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(1, steps + 1, stride):
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        count.unlink(missing_ok=True)
        if before is not None:
            shutil.copytree(before, out)
        ended = forked(lambda: act(out), f"{number}:{count}")  # noqa: B023 - called at once
        found = state(out, old, after)
        states[found] += 1
        forked(lambda: act(out))  # noqa: B023
        problems = [f"killed by {ended}"] * (ended != 9) + [found] * (found == "broken")
        problems += ["bytes differ"] * (digests(out) != after) + [str(one) for one in duizhao.verify(out)]
        wrong += [f"step {number}: {one}" for one in problems]
    return {"steps": steps, "killed": sum(states.values()), "states": dict(states), "wrong": wrong}


def write_patch(corpus: Path, path: Path) -> Path:
    """Write a patch that corrects a turn in the first call of a corpus."""
    opened = duizhao.open(corpus)
    key = opened.rows("transcripts")[0]["transcript_id"]
    names = ("turns", "segments", "speakers")
    rows = {name: [row for row in opened.rows(name) if row["transcript_id"] == key] for name in names}
    path.write_bytes(Patch("mei", (turn_entry(rows, 0, role="other"),)).dump())
    return path


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stride", type=int, default=1)
    given = parser.parse_args()
    archive, first = given.folder / "archive", given.folder / "first"
    write_archive(archive)
    remembered()
    duizhao.build([archive], first)
    build = partial(duizhao.build, [archive])
    results = {"from nothing": every_step(given.folder / "a", build, None, given.stride)}
    patch = write_patch(first, given.folder / "patch.json")
    correct = partial(duizhao.apply_corrections, patches=[patch])
    results["corrections"] = every_step(given.folder / "c", correct, first, given.stride)
    change_archive(archive)
    build(given.folder / "second")
    results["over a corpus"] = every_step(given.folder / "b", build, first, given.stride)
    print(json.dumps(results), flush=True)


if __name__ == "__main__":
    main()
