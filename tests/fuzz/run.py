"""Process changed inputs by the hundred thousand, and report every law that one breaks.

``python tests/fuzz/run.py --inputs 200000 --seed 1 --jobs 2 --seconds 3000``. Failures go to ``--out``, a JSON file
each with seed, number, name and bytes (base64), made small; the run goes on. The exit code is 1 where there was one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS.parent / "pipeline"), str(_TESTS.parent / "models")]

from fuzz.report import Report  # noqa: E402 - the folder of the tests had to be found first
from fuzz.watch import run  # noqa: E402


def main() -> int:
    """Run and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3000.0, help="stop after this long")
    parser.add_argument("--limit", type=float, default=5.0, help="CPU seconds that one input may take")
    parser.add_argument("--out", type=Path, default=Path("fuzz-failures"))
    asked = parser.parse_args()
    report = Report(asked.seed, asked.out)
    numbers = range(asked.first, asked.first + asked.inputs)
    run(report, numbers, jobs=asked.jobs, seconds=asked.seconds, limit=asked.limit)
    print(report.summary())
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
