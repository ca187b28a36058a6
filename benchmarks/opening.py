"""Time what it takes to open a corpus and to read one call of it, in new processes.

    python benchmarks/opening.py CORPUS [--runs 7]

Prints medians: importing duizhao, opening, the first call (pyarrow is loaded with it), a second one. Files are in the
system's cache after the first run.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from statistics import median

SCRIPT = """
import json, sys, time
marks = [time.perf_counter()]
import duizhao
marks.append(time.perf_counter())
corpus = duizhao.open(sys.argv[1])
marks.append(time.perf_counter())
for name in sys.argv[2:]:
    len(corpus.call(name).turns)
    marks.append(time.perf_counter())
print(json.dumps([later - earlier for earlier, later in zip(marks, marks[1:])]))
"""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()

    import duizhao

    names = [row["transcript_id"] for row in duizhao.open(given.corpus).transcripts.rows()]
    chance, runs = random.Random(1), []  # noqa: S311 - which calls to read
    for _ in range(given.runs):
        chosen = [chance.choice(names), chance.choice(names)]
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, given.corpus, *chosen], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    print(f"{len(names):,} calls, medians of {given.runs} in seconds")
    for name, values in zip(("import", "open", "one call", "another"), zip(*runs, strict=True), strict=True):
        print(f"{name:<10} {median(values):.3f}")


if __name__ == "__main__":
    main()
