"""What a corpus's rows depend on besides the inputs: named in one line, so that rows of two kinds never mix.

The line is built as sacreBLEU builds its own (Post 2018, section 5): ``key:value`` pairs, joined by bars.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from duizhao.config import Settings
from duizhao.models import digests

#: Trained files that every build reads.
_MODELS = ("beads", "lexicon", "roles")
#: Libraries whose versions change rows, or the bytes that hold them.
_LIBRARIES = (
    "charset-normalizer",
    "jieba",
    "langdetect",
    "numpy",
    "opencc",
    "pyarrow",
    "pypdfium2",
    "pypinyin",
    "python-docx",
    "rapidfuzz",
    "selectolax",
    "spacy",
)
#: The same, where they are installed.
_EXTRA_LIBRARIES = ("rjieba",)
#: Modules that show or train, or carry out a build, and write no row: a change of theirs redoes nothing.
_SHELLS = (
    "__main__",
    "batch",
    "bitexts",
    "cells",
    "cli",
    "corpus/calls",
    "corpus/choosing",
    "corpus/finding",
    "corpus/notebook",
    "corpus/querying",
    "corpus/reader",
    "corpus/records",
    "corpus/sampling",
    "corpus/table_view",
    "corpus/verifying",
    "corrections",
    "evaluation",
    "exports",
    "gap_view",
    "orphans",
    "reading_view",
    "storage",
    "training",
    "viewer",
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What rows are made with.

    Attributes:
        duizhao: Version of the program.
        code: Digest of the modules that make rows.
        settings: Every setting that rows depend on.
        models: Digests of the trained files.
        libraries: Versions of the libraries that rows depend on.
        files: Digests of the user's own files, by what they are: ``layouts``, ``lexicon``, ``glossary``.
        limits: The settings that only decide what is rejected. They are not in the line: a corpus can be brought up to
            date under higher ones.
    """

    duizhao: str
    code: str
    settings: Mapping[str, float]
    models: str
    libraries: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    limits: Mapping[str, float] = field(default_factory=dict[str, float])

    def __str__(self) -> str:
        """Return the signature in one line."""
        pairs = {
            "duizhao": self.duizhao,
            "code": self.code,
            "settings": _short(json.dumps(dict(self.settings), sort_keys=True)),
            "models": self.models,
            "libraries": _short(json.dumps(dict(self.libraries), sort_keys=True)),
            **self.files,
        }
        return "|".join(f"{name}:{value}" for name, value in pairs.items())

    def to_dict(self) -> dict[str, Any]:
        """Return what `differences` compares, for JSON."""
        return asdict(self)


def sign(settings: Settings, *, version: str, layouts: str = "", files: Mapping[str, Path | None]) -> Signature:
    """Return the signature of a build.

    Args:
        settings: What the build is told.
        version: Of duizhao.
        layouts: Description of the user's own layouts.
        files: The user's own files.

    Raises:
        OSError: A file cannot be read.
    """
    own = {name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for name, file in files.items() if file}
    if layouts:
        own = {"layouts": _short(layouts), **own}
    limits = {name: value for name, value in asdict(settings).items() if name.startswith("max_")}
    shaping = {name: value for name, value in asdict(settings).items() if name not in limits}
    return Signature(version, _code(), shaping, digests(*_MODELS), _libraries(), own, limits)


def foreign(line: str) -> list[str]:
    """Return in what a signature's program differs from this one: ``code``, ``models``, ``libraries``.

    Args:
        line: A signature in one line, as another machine made it.
    """
    here = {"code": _code(), "models": digests(*_MODELS), "libraries": _short(json.dumps(_libraries(), sort_keys=True))}
    there = {name: value for name, _, value in (pair.partition(":") for pair in line.split("|"))}
    return [name for name, value in here.items() if there.get(name) != value]


def differences(old: Mapping[str, Any], new: Mapping[str, Any], *, prefix: str = "") -> Iterator[str]:
    """Say in what two signatures differ, one phrase for each: ``settings.max_turns is 20, was 30``."""
    for name in sorted({*old, *new}):
        before, now = old.get(name), new.get(name)
        if isinstance(before, Mapping) or isinstance(now, Mapping):
            yield from differences(_mapping(before), _mapping(now), prefix=f"{prefix}{name}.")
        elif before != now:
            yield f"{prefix}{name} is {_said(now)}, was {_said(before)}"


def _mapping(value: object) -> Mapping[str, Any]:
    return {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}


def _said(value: object) -> str:
    return "not given" if value is None else str(value)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def _code() -> str:
    """Digest the modules that make rows: a checkout changes under one version number."""
    digest = hashlib.sha256()
    for name, data in sorted(_modules(resources.files("duizhao"), "")):
        digest.update(f"{name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


def _modules(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for inner in folder.iterdir():
        name = f"{path}{inner.name}"
        if inner.is_dir():
            if inner.name != "__pycache__" and name not in _SHELLS:
                yield from _modules(inner, f"{name}/")
        elif inner.name.endswith((".py", ".toml")) and not name.removesuffix(".py").startswith(_SHELLS):
            # A checkout on Windows may hold the same lines with other ends.
            yield name, inner.read_bytes().replace(b"\r\n", b"\n")


@cache
def _libraries() -> dict[str, str]:
    extra = [name for name in _EXTRA_LIBRARIES if find_spec(name) is not None]
    return {name: metadata.version(name) for name in (*_LIBRARIES, *extra)}
