"""Vectors kept between runs: encoding is most of the time that an encoder costs.

A folder per model holds shards, each with the digests of some texts and their vectors; no text is in them.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.encoder import Encoder
from duizhao.durable import write_whole
from duizhao.similarity import Floats

# What numpy and zip raise for files that are cut, damaged or something else.
_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)
# Vectors are kept in single precision: their lengths may be off by this.
_OFF = 1e-3


@dataclass(frozen=True, slots=True)
class CachedEncoder:
    """An encoder that remembers.

    Attributes:
        encoder: What makes the vectors that are not there yet.
        folder: Where they are kept; made where it is missing.
        tell: Called with a warning for each shard that cannot be read; its vectors are made anew.
    """

    encoder: Encoder
    folder: Path
    tell: Callable[[str], None] = field(default=lambda _: None)

    @property
    def name(self) -> str:
        """That of the encoder."""
        return self.encoder.name

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one row of length 1 per text, shape ``(n, d)``, as the encoder does.

        Raises:
            UsageError: The folder cannot be written (``E_OUT_TAKEN``).
        """
        if not texts:
            return self.encoder.encode(texts)
        place = self.folder / hashlib.sha256(self.name.encode()).hexdigest()[:16]
        known = self._read(place)
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            made = np.asarray(self.encoder.encode(list(new.values())), dtype=np.float32)
            _write(place, list(new), made)
            known.update(zip(new, made, strict=True))
        return np.array([known[key] for key in keys], dtype=np.float64).reshape(len(keys), -1)

    def _read(self, place: Path) -> dict[bytes, NDArray[np.float32]]:
        known: dict[bytes, NDArray[np.float32]] = {}
        for shard in sorted(place.glob("*.npz")):
            try:
                keys, vectors = _shard(shard)
            except _DAMAGED as fault:
                self.tell(f"{shard} is damaged, its vectors are made anew: {fault}")
                with suppress(OSError):
                    shard.unlink()
                continue
            known.update(zip(keys, vectors, strict=True))
        return known


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _shard(path: Path) -> tuple[list[bytes], NDArray[np.float32]]:
    """Read a shard: 32 bytes of digest, and a vector, per text.

    Raises:
        ValueError: Its arrays are not of the right shapes, or its vectors neither of length 1 nor noughts.
    """
    # Opened here: numpy leaves a file open that is cut.
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as held:
        keys, vectors = held["keys"], held["vectors"]
    if keys.dtype != np.uint8 or keys.ndim != 2 or keys.shape[1] != hashlib.sha256().digest_size:  # noqa: PLR2004
        raise ValueError("no digests")
    if vectors.dtype != np.float32 or vectors.ndim != 2 or len(vectors) != len(keys):  # noqa: PLR2004
        raise ValueError("not one vector per digest")
    lengths = np.linalg.norm(vectors, axis=1)
    if not (np.minimum(lengths, np.abs(lengths - 1)) < _OFF).all():
        raise ValueError("vectors that are neither of length 1 nor noughts")
    return [row.tobytes() for row in keys], vectors


def _write(place: Path, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
    name = hashlib.sha256(b"".join(keys)).hexdigest()[:32]
    data = io.BytesIO()
    np.savez(data, keys=np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1), vectors=vectors)
    remedy = "give a folder for vectors that can be written"
    write_whole(place / f"{name}.npz", data.getvalue(), make_folder=True, remedy=remedy)
