"""Cards of trained files: what trained them, on what, how well they do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from duizhao.models import CARD

Value = str | int | float | list[list[float]]


def digest_of(paths: Iterable[Path], root: Path) -> str:
    """Return one SHA-256 over files: their names below a root, and their bytes, in order of the names."""
    return digest_of_all((path.relative_to(root).as_posix(), path.read_bytes()) for path in sorted(paths))


def digest_of_all(files: Iterable[tuple[str, bytes]]) -> str:
    """Return one SHA-256 over the names and bytes of files, in the order given."""
    total = hashlib.sha256()
    for name, data in files:
        total.update(name.encode() + b"\0")
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()


def write_model(folder: Path, files: Mapping[str, bytes], tables: Mapping[str, Mapping[str, Value]]) -> None:
    """Write a model's files and its card; the same input gives the same bytes.

    Args:
        folder: Made where it does not exist.
        files: Name to bytes.
        tables: Sections of the card, in order: name to value each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    text = "\n".join(_table(name, values) for name, values in {**tables, "files": digests}.items())
    (folder / CARD).write_text(text, encoding="utf-8", newline="\n")


def _table(name: str, values: Mapping[str, Value]) -> str:
    return "\n".join([f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in values.items()), ""])


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else f'"{name}"'


def _value(value: Value) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"' if "\n" not in value else f'"""\n{value}\n"""'
    return repr(value)
