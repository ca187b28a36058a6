"""Trained files: found beside the code, and used only where they are what their card says.

Each model is a folder of the package `duizhao_models`: `card.toml` says what it is for, what trained it and how well it
does, and holds the SHA-256 of every other file in the folder.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.errors import ModelError

CARD = "card.toml"


@cache
def read_card(model: str) -> dict[str, Any]:
    """Return a model's card.

    Raises:
        ModelError: There is no such model, or its card is no TOML.
    """
    try:
        text = (resources.files("duizhao_models") / model / CARD).read_text("utf-8")
        return tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ModelError(
            f"model {model}: its card cannot be read: {fault}", code="E_MODEL", help="reinstall duizhao"
        ) from fault


def read_file(model: str, name: str) -> bytes:
    """Return the bytes of a model's file.

    Raises:
        ModelError: It is missing, or not the file that the card names.
    """
    files = read_card(model).get("files", {})
    if name not in files:
        raise ModelError(f"model {model}: its card names no file {name}", code="E_MODEL", help="reinstall duizhao")
    try:
        data = (resources.files("duizhao_models") / model / name).read_bytes()
    except OSError as fault:
        raise ModelError(
            f"model {model}: {name}: {fault.strerror}", code="E_MODEL", help="reinstall duizhao"
        ) from fault
    digest = hashlib.sha256(data).hexdigest()
    if digest != files[name]:
        raise ModelError(
            f"model {model}: {name} has SHA-256 {digest[:12]}..., its card says {str(files[name])[:12]}...",
            code="E_MODEL",
            help="reinstall duizhao, or train the model anew",
        )
    return data


def digests(*models: str) -> str:
    """Return what names the files of some models, for a corpus's signature: ``roles=0123456789ab``.

    Raises:
        ModelError: As for `read_card`.
    """
    parts = []
    for model in models:
        files = sorted(dict(read_card(model).get("files", {})).items())
        joined = "".join(f"{name}:{digest};" for name, digest in files)
        parts.append(f"{model}={hashlib.sha256(joined.encode()).hexdigest()[:12]}")
    return ",".join(parts)


def pack_names(names: Iterable[str]) -> NDArray[np.uint8]:
    """Return names as an array of bytes, to stand beside numbers in one file: UTF-8, a line feed between them."""
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def unpack_names(data: NDArray[np.uint8]) -> list[str]:
    """Return the names of an array that `pack_names` made."""
    return data.tobytes().decode().split("\n")
