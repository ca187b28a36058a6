"""`corpus.json`: what a corpus is made with, and the files that are it. Written last: without it there is no corpus."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from duizhao.errors import CorpusError
from duizhao.storage import MANIFEST, WORK, Store

REBUILD = "build the corpus again from its sources"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of a corpus: its size, its digest, and of a part the rows in it."""

    bytes: int
    sha256: str
    rows: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {"bytes": self.bytes, "sha256": self.sha256, **({} if self.rows is None else {"rows": self.rows})}


def file_info(data: bytes, rows: int | None = None) -> FileInfo:
    """Describe a file by its bytes, and a part by its rows, too."""
    return FileInfo(len(data), hashlib.sha256(data).hexdigest(), rows)


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """What `corpus.json` says of a corpus.

    Attributes:
        schema_version: Version of the tables' binding columns.
        version: The duizhao that built the corpus.
        signature: Settings, code and model digests that the tables depend on.
        counts: Rows per table, and whatever else was counted.
        made_with: The signature spelt out.
        files: Every other file of the corpus, in reading order; empty for a corpus made by other programs.
        shard: ``3/40`` where the corpus is a share of an archive; empty where it is whole.
    """

    schema_version: str
    version: str
    signature: str
    counts: Mapping[str, int]
    made_with: Mapping[str, Any] = field(default_factory=dict[str, Any])
    files: Mapping[str, FileInfo] = field(default_factory=dict[str, FileInfo])
    shard: str = ""

    def dump(self) -> bytes:
        """Return the bytes of `corpus.json`."""
        info = {
            "schema_version": self.schema_version,
            "version": self.version,
            "signature": self.signature,
            "counts": dict(self.counts),
            "created_with": f"duizhao {self.version}",
            **({"shard": self.shard} if self.shard else {}),
            "made_with": dict(self.made_with),
            "files": {name: file.to_dict() for name, file in self.files.items()},
        }
        return (json.dumps(info, indent=1) + "\n").encode()


def read_info(data: bytes, *, path: str) -> CorpusInfo:
    """Read a `corpus.json`.

    Args:
        data: Its bytes.
        path: What messages call it.

    Raises:
        CorpusError: It is no JSON, or not of the declared shape (``E_CORPUS_INFO``).
    """
    try:
        raw = json.loads(data)
    except ValueError as error:
        raise CorpusError(f"{path} cannot be read: {error}", code="E_CORPUS_INFO", help=REBUILD) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("schema_version"), str | int):
        raise CorpusError(f"{path} names no schema_version", code="E_CORPUS_INFO", help=REBUILD)
    counts, files = _dict(raw.get("counts")), _dict(raw.get("files"))
    try:
        return CorpusInfo(
            schema_version=str(raw["schema_version"]),
            version=str(raw.get("version") or ""),
            signature=str(raw.get("signature") or ""),
            counts={name: int(value) for name, value in counts.items()},
            made_with=_dict(raw.get("made_with")),
            files={name: FileInfo(**value) for name, value in files.items()},
            shard=str(raw.get("shard") or ""),
        )
    except (TypeError, ValueError) as error:
        raise CorpusError(f"{path} is not as it was written: {error}", code="E_CORPUS_INFO", help=REBUILD) from error


def _dict(value: object) -> dict[str, Any]:
    return {str(name): inner for name, inner in value.items()} if isinstance(value, dict) else {}


def info_of(store: Store) -> CorpusInfo:
    """Read what `corpus.json` says.

    Raises:
        CorpusError: There is none (``E_CORPUS_MISSING``), or it cannot be read (``E_CORPUS_INFO``).
        StorageError: The store cannot be reached.
    """
    try:
        data = store.read(MANIFEST)
    except FileNotFoundError as error:
        remedy = "give a corpus folder, or build it with `duizhao build`"
        if store.names(WORK):
            remedy = "its build did not come to an end: run the same `duizhao build` again"
        raise CorpusError(f"{store.url} holds no {MANIFEST}", code="E_CORPUS_MISSING", help=remedy) from error
    return read_info(data, path=f"{store.url}/{MANIFEST}")
