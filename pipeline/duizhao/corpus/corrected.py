"""The corrections that were applied to a corpus, as a file of it: each line one, in order of its identifier."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from duizhao.corpus.manifest import REBUILD
from duizhao.correction_records import Correction, Value
from duizhao.errors import CorpusError

CORRECTIONS = "corrections.jsonl"


def dump_corrections(held: Iterable[Correction]) -> bytes:
    """Return the bytes of the file; the same ones for the same corrections in any order."""
    lines = [
        json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) for one in sorted(held, key=lambda one: one.key)
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def read_corrections(data: bytes, *, path: str) -> list[Correction]:
    """Read the file.

    Args:
        data: Its bytes.
        path: What messages call it.

    Raises:
        CorpusError: It is not as it was written (``E_CORPUS_INPUTS``).
    """
    out = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        try:
            if line:
                out.append(_correction(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CorpusError(
                f"{path}, line {number}: not as it was written: {error}", code="E_CORPUS_INPUTS", help=REBUILD
            ) from error
    return out


def _correction(row: dict[str, Any]) -> Correction:
    sides = {name: _places(row[name]) for name in ("source", "target")}
    values = {name: {key: _value(value) for key, value in row[name].items()} for name in ("was", "new")}
    named = {name: tuple(row[name]) for name in ("found", "overruled")}
    return Correction(**{**row, **sides, **values, **named})


def _places(found: Iterable[Any]) -> tuple[tuple[int, int, int], ...]:
    return tuple((int(line), int(start), int(end)) for line, start, end in found)


def _value(value: Any) -> Value:
    return _places(value) if isinstance(value, list) else None if value is None else str(value)


def by_transcript(held: Iterable[Correction]) -> Mapping[str, tuple[Correction, ...]]:
    """Return corrections by the transcript that they are of."""
    out: dict[str, list[Correction]] = defaultdict(list)
    for one in sorted(held, key=lambda one: one.key):
        out[one.key.partition("-")[0]].append(one)
    return {key: tuple(found) for key, found in out.items()}
