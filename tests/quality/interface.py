"""The page of Python's names: `duizhao.__all__`, the classes that these give back, and what they are given."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from types import FunctionType
from typing import Any

import duizhao
from duizhao import errors
from duizhao.batch import Event, Rejected, Report
from duizhao.config import Settings
from duizhao.corpus.calls import Call
from duizhao.corpus.manifest import CorpusInfo
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import Discrepancy, Measure, Pair, Quantity, Segment, Speaker, Turn
from duizhao.corpus.table_view import TableView
from duizhao.corpus.verifying import Finding
from duizhao.correction_records import Correction
from duizhao.corrections import Applied, Changed, Entry, Patch, correct, load_patch
from duizhao.exports import Exported, Options

_GIVEN = (
    *(Settings, Event, Report, Rejected, Finding, Exported, Applied, Changed, Correction),
    *(Corpus, CorpusInfo, TableView, Call, Turn, Speaker, Segment, Pair, Discrepancy, Quantity, Measure),
)
_MORE = {"duizhao.corrections": (correct, load_patch, Patch, Entry), "duizhao.exports": (Options,)}
_SECTIONS = ("Args", "Attributes", "Returns", "Raises", "References")
_WIDTH = 100
_ROLE = re.compile(r"``(.+?)``")


def python_page() -> str:
    """Return the page."""
    functions = [getattr(duizhao, name) for name in duizhao.__all__ if not name.startswith("_")]
    faults = [one for one in vars(errors).values() if inspect.isclass(one) and issubclass(one, errors.DuizhaoError)]
    parts = [
        "# Python\n",
        "`import duizhao` gives the functions; they give back the classes below. `duizhao.__version__` is the version.",
        "A `Place` is a path, or a URL as text; a `Listener` is a function that takes an `Event`. What is not on this",
        "page may change without notice.\n",
        "## Functions",
        *(_function(one, f"duizhao.{one.__name__}") for one in functions),
        "\n## Classes\n",
        "They are frozen: nothing that reads a corpus changes it.",
        *(_class(one) for one in _GIVEN),
    ]
    for module, names in _MORE.items():
        parts.append(f"\n## `{module}`")
        parts += [_class(one) if inspect.isclass(one) else _function(one, one.__name__) for one in names]
    parts += ["\n## Errors\n", "From `duizhao.errors`; [codes](codes.md).", *(_class(one) for one in faults)]
    return "\n".join(parts)


def _function(one: FunctionType, name: str) -> str:
    return f"\n### `{name}`\n\n```text\n{_signature(one, name)}\n```\n\n{_documented(one)}"


def _class(kind: type) -> str:
    parts = [f"\n### `{kind.__name__}`\n", _documented(kind)]
    if is_dataclass(kind) and "Attributes:" not in (kind.__doc__ or ""):
        held = ", ".join(f"`{one.name}`" for one in fields(kind))
        parts.append(f"\nAttributes: {held}.")
    parts += [f"\n#### `{kind.__name__}.{name}`\n\n{text}" for name, text in _members(kind)]
    return "\n".join(parts)


def _members(kind: type) -> Iterator[tuple[str, str]]:
    """Give what a class has beyond its fields: properties and methods, those for `for` and `len` among them."""
    for name, value in vars(kind).items():
        if name.startswith("_") or (name in getattr(kind, "__dataclass_fields__", {})):
            continue
        held = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if isinstance(held, FunctionType):
            yield name, f"```text\n{_signature(held, name)}\n```\n\n{_documented(held)}"
        elif isinstance(held, property | cached_property):
            yield name, _documented(held)


def _signature(one: FunctionType, name: str) -> str:
    """Write the signature as it stands in the source, a parameter a line where it is long."""
    signature = inspect.signature(one)
    shown: list[str] = []
    for value in signature.parameters.values():
        if value.kind is value.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        if value.name not in {"self", "cls"}:
            shown.append(_parameter(value))
    back = f" -> {signature.return_annotation}"
    text = f"{name}({', '.join(shown)}){back}"
    return text if len(text) <= _WIDTH else "\n".join([f"{name}(", *(f"    {part}," for part in shown), f"){back}"])


def _parameter(value: inspect.Parameter) -> str:
    stars = {value.VAR_POSITIONAL: "*", value.VAR_KEYWORD: "**"}.get(value.kind, "")
    default = "" if value.default is value.empty else f" = {value.default!r}"
    return f"{stars}{value.name}: {value.annotation}{default}"


def _documented(one: Any) -> str:
    """Return a docstring in Google's form as Markdown.

    Raises:
        ValueError: There is none.
    """
    text = inspect.getdoc(one)
    if not text:
        raise ValueError(f"{one!r} has no docstring")
    return _ROLE.sub(r"`\1`", "\n".join(_lines(text)))


def _lines(text: str) -> Iterator[str]:
    section = ""
    for line in text.split("\n"):
        name = line.removesuffix(":")
        if line.endswith(":") and name in _SECTIONS:
            section = name
            yield f"**{name}**\n"
        elif not line.startswith(" "):
            section = section if not line else ""
            yield line
        else:
            yield _item(line, section)


def _item(line: str, section: str) -> str:
    found = re.fullmatch(r"    (\*{0,2}\w+): (.*)", line)
    if found and section in {"Args", "Attributes", "Raises"}:
        return f"- `{found[1]}`: {found[2]}"
    return f"  {line.strip()}" if section in {"Args", "Attributes", "Raises"} else line.strip()
