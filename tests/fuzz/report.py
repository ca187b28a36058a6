"""What a run found: counts of outcomes, and each defect once with an input that shows it, made small."""

from __future__ import annotations

import base64
import json
import re
import time
from collections import Counter
from pathlib import Path

from fuzz.inputs import Input, make

# Numbers and quotations differ between inputs that show one defect.
_DETAIL = re.compile(r"[:'\"].*|\d+", re.DOTALL)
_RAISES = re.compile(r"raises (\w+) in ([\w.:<>]+)")


def signature(law: str) -> str:
    """Return what a broken law is called, whatever the input: where it was raised, or its text up to the details."""
    raised = _RAISES.match(law)
    return raised[0] if raised else _DETAIL.sub("", law).strip()


class Report:
    """Counts, failures and times of a run; one for all jobs."""

    def __init__(self, seed: int, out: Path) -> None:
        """Start the clock; `out` is made with the first failure."""
        self.seed, self.out = seed, out
        self.outcomes: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.slowest: list[tuple[float, int, str]] = []
        self.inputs = 0
        self._written: set[str] = set()
        self._start = time.monotonic()

    def add(self, number: int, outcomes: list[str], laws: list[str], seconds: float) -> None:
        """Count an input."""
        self.inputs += 1
        self.outcomes.update(outcomes)
        self.slowest = sorted([*self.slowest, (seconds, number, ",".join(outcomes[:3]))], reverse=True)[:8]
        self.failures.update(signature(law) for law in laws)

    def fail(self, number: int, law: str) -> None:
        """Count and write an input that no job could report on itself."""
        self.failures[signature(law)] += 1
        self.write(number, law, make(self.seed, number))

    def write(self, number: int, law: str, one: Input) -> None:
        """Write an input that breaks a law, unless another of this run shows the same."""
        name = signature(law)
        if name in self._written:
            return
        self._written.add(name)
        self.out.mkdir(parents=True, exist_ok=True)
        value = {
            "seed": self.seed,
            "number": number,
            "law": law,
            "name": one.name,
            "data": base64.b64encode(one.data).decode(),
            "beside": {suffix: base64.b64encode(data).decode() for suffix, data in one.beside.items()},
        }
        file = self.out / f"{re.sub(r'[^A-Za-z0-9]+', '-', name)[:80]}.json"
        file.write_text(json.dumps(value, indent=1), "utf-8")
        print(f"FAILURE {self.seed}:{number} {law[:300]}", flush=True)

    def summary(self) -> str:
        """Return the counts as text."""
        passed = time.monotonic() - self._start
        rows = [
            f"{self.inputs:,} inputs in {passed:.0f} s: {self.inputs / max(passed, 0.001):.0f} a second",
            "outcomes:",
        ]
        rows += [f"  {count:8,} {outcome}" for outcome, count in self.outcomes.most_common()]
        rows += ["slowest (CPU seconds, number):"]
        rows += [f"  {seconds:.2f} {number} {outcome}" for seconds, number, outcome in self.slowest]
        rows += [f"failures: {self.failures.total():,} of {len(self.failures)} kinds"]
        rows += [f"  {count:8,} {name}" for name, count in self.failures.most_common()]
        return "\n".join(rows)
