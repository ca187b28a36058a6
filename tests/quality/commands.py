"""The commands as the program declares them: typer's own objects, not click's, which differ from version to version."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any

import typer
from typer.models import ArgumentInfo, OptionInfo


@dataclass(frozen=True)
class Parameter:
    """An argument or an option."""

    shown: str
    help: str
    argument: bool


@dataclass(frozen=True)
class Command:
    """A command, as it is typed."""

    name: str
    about: str
    more: tuple[str, ...]
    example: str
    parameters: tuple[Parameter, ...]

    @property
    def usage(self) -> str:
        """The line of usage."""
        arguments = [one.shown for one in self.parameters if one.argument]
        return " ".join([self.name, *arguments, *["[OPTIONS]"][: len(self.parameters) - len(arguments)]])


def commands(app: typer.Typer, name: str = "duizhao") -> Iterator[Command]:
    """Give every command that does something."""
    for one in app.registered_commands:
        assert one.callback
        yield _command(f"{name} {one.name or one.callback.__name__}", one.callback)
    for group in app.registered_groups:
        assert group.typer_instance
        yield from commands(group.typer_instance, f"{name} {group.name}")


def _command(name: str, function: Callable[..., Any]) -> Command:
    first, *more = (" ".join(part.split()) for part in (inspect.getdoc(function) or "").split("\n\n"))
    found = re.fullmatch(r"(.+?): (duizhao .+?)\.?", first)
    if found is None:
        raise ValueError(f"the help of {name} gives no example")
    hints = typing.get_type_hints(function, include_extras=True)
    held = [_parameter(one, hints[one.name]) for one in inspect.signature(function).parameters.values()]
    ordered = sorted((one for one in held if one), key=lambda one: not one.argument)
    return Command(name, f"{found[1]}.", tuple(more), found[2], tuple(ordered))


def _parameter(one: inspect.Parameter, hint: Any) -> Parameter | None:
    kind, info = typing.get_args(hint)[:2]
    if info.hidden:
        return None
    required = one.default is one.empty
    if isinstance(info, ArgumentInfo):
        several = typing.get_origin(_bare(kind)) is list
        metavar = (info.metavar or one.name.upper()).replace("[", "").replace("]", "").removesuffix("...")
        shown = metavar + "..." * several
        return Parameter(shown if required else f"[{shown}]", info.help or "", argument=True)
    assert isinstance(info, OptionInfo)
    # In `Annotated` the first name is where the default would be.
    names = ", ".join((info.default, *(info.param_decls or ())))
    shown = names if kind is bool else f"{names} {info.metavar or _value(kind)}"
    return Parameter(shown, _told(info, one.default, required=required), argument=False)


def _bare(kind: Any) -> Any:
    """Return a type without `| None`."""
    held = [one for one in typing.get_args(kind) if one is not NoneType]
    return held[0] if NoneType in typing.get_args(kind) else kind


def _value(kind: Any) -> str:
    bare = _bare(kind)
    if inspect.isclass(bare) and issubclass(bare, Enum):
        return "|".join(str(one.value) for one in bare)
    return {int: "N", float: "X", Path: "PATH"}.get(bare, "TEXT")


def _told(info: OptionInfo, default: Any, *, required: bool) -> str:
    more = ["must be given"] if required else []
    if info.min is not None:
        more.append(f"at least {info.min:g}" if info.max is None else f"{info.min:g} to {info.max:g}")
    value = default.value if isinstance(default, Enum) else default
    if not isinstance(value, bool) and isinstance(value, int | float | str | Path):
        more.append(f"without it {value}")
    text = info.help or ""
    return f"{text} ({'; '.join(more)})" if more else text
