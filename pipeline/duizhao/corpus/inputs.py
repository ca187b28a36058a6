"""`inputs.jsonl`: one line for each input of a build, whether it is in the corpus or not; `rejected.jsonl`: why not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from duizhao.corpus.manifest import REBUILD
from duizhao.corpus.rows import transcript_id
from duizhao.errors import CorpusError

INPUTS, REJECTED = "inputs.jsonl", "rejected.jsonl"


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that is not in the corpus.

    Attributes:
        source: What the corpus would have called it.
        code: Stable code, ``E_...``.
        message: What was found.
        help: What would help.
    """

    source: str
    code: str
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An input, and what became of it.

    Attributes:
        source: What the corpus calls it.
        sha256: Digest of its bytes; empty where they were not read.
        key: Digest of all that its rows depend on; empty where its bytes were not read.
        base: The key that its rows would have without corrections; empty where nobody corrected it.
        rejected: Why it is not in the corpus; null where it is.
        rows: Rows per table.
        roles: Turns per role.
        passages: Aligned passages per relation.
        layout: Reader and layout that matched.
        part: Name of the files that hold its rows; empty before they are written.
    """

    source: str
    sha256: str = ""
    key: str = ""
    rejected: Rejected | None = None
    rows: Mapping[str, int] = field(default_factory=dict[str, int])
    roles: Mapping[str, int] = field(default_factory=dict[str, int])
    passages: Mapping[str, int] = field(default_factory=dict[str, int])
    layout: str = ""
    part: str = ""
    base: str = ""

    @property
    def done(self) -> bool:
        """Whether its rows are in the corpus, or ready to be."""
        return self.rejected is None

    @property
    def uncorrected(self) -> str:
        """Key of its rows without corrections."""
        return self.base or self.key

    def to_dict(self) -> dict[str, Any]:
        """Return it for JSON; what does not apply is left out."""
        out: dict[str, Any] = {"source": self.source, "outcome": "done" if self.done else "rejected"}
        if self.sha256:
            out |= {"sha256": self.sha256, "key": self.key, **({"base": self.base} if self.base else {})}
        if self.rejected:
            return {**out, **asdict(self.rejected)}
        counted = {"rows": dict(self.rows), "roles": dict(self.roles), "passages": dict(self.passages)}
        return {**out, "transcript_id": transcript_id(self.sha256), "layout": self.layout, "part": self.part, **counted}


def entry_of(raw: Mapping[str, Any]) -> Entry:
    """Read an entry from JSON.

    Raises:
        KeyError: It lacks a field.
    """
    rejected = None
    if raw["outcome"] == "rejected":
        rejected = Rejected(raw["source"], raw["code"], raw["message"], raw["help"])
    return Entry(
        raw["source"],
        raw.get("sha256", ""),
        raw.get("key", ""),
        rejected,
        raw.get("rows", {}),
        raw.get("roles", {}),
        raw.get("passages", {}),
        raw.get("layout", ""),
        raw.get("part", ""),
        raw.get("base", ""),
    )


def dump_entries(entries: Iterable[Entry]) -> bytes:
    """Return the bytes of `inputs.jsonl`."""
    return _lines(entry.to_dict() for entry in entries)


def dump_rejected(entries: Iterable[Entry]) -> bytes:
    """Return the bytes of `rejected.jsonl`."""
    return _lines(asdict(entry.rejected) for entry in entries if entry.rejected)


def read_entries(data: bytes, *, path: str) -> list[Entry]:
    """Read an `inputs.jsonl`; `path` is what messages call it.

    Raises:
        CorpusError: A line is not as it was written (``E_CORPUS_INPUTS``).
    """
    out: list[Entry] = []
    # Lines end at line feeds alone: names of files may hold what `splitlines` takes for an end.
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n")[:-1], 1):
        try:
            out.append(entry_of(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(
                f"{path}, line {number}: not as it was written: {error}", code="E_CORPUS_INPUTS", help=REBUILD
            ) from error
    return out


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
