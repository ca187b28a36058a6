"""Floors: the least that each measure of each annotated document may reach.

`floors.json` has one entry for each set of documents, with the SHA-256 digest of the data that it was measured on:
floors of other data say nothing. `pin.py` writes it; nobody edits it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.json")

Scores = Mapping[str, Mapping[str, float]]
"""Document -> measure -> value from 0 to 1, higher is better."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """Floors of one set of documents, and the digest of what they were measured on."""

    digest: str
    floors: Scores


def digest(files: Iterable[Path], root: Path) -> str:
    """Return the SHA-256 digest over names below `root` and bytes of some files, whatever their order."""
    whole = hashlib.sha256()
    for name, file in sorted((file.relative_to(root).as_posix(), file) for file in files):
        whole.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def floor_of(value: float) -> float:
    """Round a value down to three decimals."""
    return float(Decimal(str(value)).quantize(Decimal("0.001"), rounding=ROUND_DOWN))


def floors_of(scores: Scores) -> Scores:
    """Return what would be pinned for some scores."""
    return {doc: {key: floor_of(value) for key, value in values.items()} for doc, values in scores.items()}


def shortfalls(floors: Scores, scores: Scores) -> list[str]:
    """List, one line each, what lies under its floor, is gone, or has no floor."""
    found: list[str] = []
    for doc in dict.fromkeys((*floors, *scores)):
        pinned, reached = floors.get(doc, {}), scores.get(doc, {})
        for key in dict.fromkeys((*pinned, *reached)):
            if key not in reached:
                found.append(f"{doc} {key}: not measured any more, floor {pinned[key]:.3f}")
            elif key not in pinned:
                found.append(f"{doc} {key}: {reached[key]:.4f} has no floor; python tests/quality/pin.py pins it")
            elif reached[key] < pinned[key]:
                found.append(f"{doc} {key}: {reached[key]:.4f} is under its floor {pinned[key]:.3f}")
    return found


def load(path: Path = FLOORS) -> dict[str, Pinned]:
    """Read the floors of every set; none where nothing was pinned yet."""
    if not path.exists():
        return {}
    return {name: Pinned(**entry) for name, entry in json.loads(path.read_text("utf-8")).items()}


def save(pinned: Mapping[str, Pinned], path: Path = FLOORS) -> None:
    """Write the floors of every set."""
    entries = {name: {"digest": entry.digest, "floors": entry.floors} for name, entry in sorted(pinned.items())}
    path.write_text(json.dumps(entries, indent=1) + "\n", "utf-8")
