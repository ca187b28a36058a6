"""Sentence encoders: vectors in which a sentence and its translation lie close. Optional, and never loaded unasked.

The words of a lexicon tell sentences apart that share content; an encoder also knows wordings that no lexicon has. The
extra ``duizhao[neural]`` brings sentence-transformers, which this module alone imports.

References:
    Feng et al. (2022), LaBSE, ACL; Thompson & Koehn (2019), Vecalign, EMNLP; Liu & Zhu (2022), Bertalign, DSH 38(2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Protocol

import numpy as np

from duizhao.errors import UsageError
from duizhao.similarity import Floats

_LIBRARY = "sentence_transformers"


class Encoder(Protocol):
    """What makes vectors of sentences."""

    @property
    def name(self) -> str:
        """What its vectors are known by in a cache: another model must have another name."""
        ...

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one row of length 1 per text, shape ``(n, d)``; of no text, ``n`` is 0."""
        ...


@dataclass(frozen=True, slots=True)
class _SentenceTransformer:
    """The adapter of sentence-transformers."""

    name: str
    model: Any

    def encode(self, texts: Sequence[str]) -> Floats:
        if not texts:
            return np.zeros((0, 0))
        rows = self.model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return unit_rows(np.asarray(rows, dtype=np.float64))


def unit_rows(rows: Floats) -> Floats:
    """Return rows brought to length 1, shape ``(n, d)``; rows of noughts stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0))


def load_encoder(model: str, *, download: bool = False) -> Encoder:
    """Load a model of sentence-transformers.

    Args:
        model: Folder of a model; or its name on the Hugging Face hub, as ``sentence-transformers/LaBSE``.
        download: Allow a name: the library then asks the hub for it, and keeps what it fetches. For a folder, and
            without this, no connection is made.

    Raises:
        UsageError: It is no folder, and nothing may be fetched, or it cannot be loaded or fetched (``E_MODEL``);
            sentence-transformers is not installed (``E_NO_EXTRA``).
    """
    folder = Path(model)
    local = folder.is_dir()
    if not local and not download:
        # Asked for local files alone, the library still asks the hub about a name that it does not have.
        raise UsageError(
            f"{model} is no folder",
            code="E_MODEL",
            help="give the folder of a model; or --download, to fetch a name from the Hugging Face hub",
        )
    make = _library()
    try:
        loaded = make(str(folder.resolve()) if local else model, local_files_only=local)
    # What it and the libraries below it raise: errors of the hub and of the network are OSErrors and RuntimeErrors.
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as fault:
        raise UsageError(
            f"{model} cannot be loaded: {_first(fault)}",
            code="E_MODEL",
            help="give the folder of a model of sentence-transformers"
            if local
            else "check the name and the connection, or copy the model here and give its folder",
        ) from fault
    return _SentenceTransformer(_fingerprint(folder) if local else model, loaded)


def _library() -> Any:
    """Return the class that loads models, untyped."""
    try:
        return resolve_name(f"{_LIBRARY}:SentenceTransformer")
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] != _LIBRARY:
            raise
        raise UsageError(
            "an encoder needs sentence-transformers",
            code="E_NO_EXTRA",
            help="install duizhao[neural], or: pip install sentence-transformers",
        ) from fault


def _first(fault: Exception) -> str:
    """Return the first line of a message, which may fill a page."""
    return next((line for line in str(fault).splitlines() if line.strip()), type(fault).__name__)[:300]


def _fingerprint(folder: Path) -> str:
    """Return what a model in a folder is known by: names, sizes and times of its files, wherever the folder lies."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        status = path.stat()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return f"{folder.resolve().name}@{digest.hexdigest()[:16]}"
