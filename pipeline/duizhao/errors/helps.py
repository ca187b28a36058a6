"""Help and wrong calls in the language chosen. In English they are typer's own; typer has no other language."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from duizhao.errors.languages import language, padded, said, width

# A column of names wider than this leaves too little beside it.
_WIDEST = 30
_GAP = 2
# A line may break after a blank, and on either side of a wide character; marks stay with what they close.
_PIECE = re.compile(
    r"\[[^\[\]\s]*\]|(?:[^\s\u2e80-\uffef]+|[（“]*(?:[\u2e80-\uffef]|[^\s\u2e80-\uffef]+))[，。；：、）”？！]*\s*|\s+"
)
_EXTRA = re.compile(r"  \[([^\[\]]*(?:\[[^\]]*\][^\[\]]*)*)\]$")


class Command(TyperCommand):
    """A command whose help speaks the language chosen."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return super().get_help(ctx) if language() == "en" else _help(self, ctx)


class Group(TyperGroup):
    """A group of commands whose help speaks the language chosen."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return super().get_help(ctx) if language() == "en" else _help(self, ctx)


def wrapped(text: str, columns: int) -> list[str]:
    """Break a text into lines of so many columns of a terminal; Chinese may break anywhere but before its marks."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and width(lines[-1]) + width(piece.rstrip()) > columns:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _help(command: Any, ctx: Any) -> str:
    columns = ctx.make_formatter().width
    lines = [_usage(command, ctx), ""]
    for part in (command.help or "").split("\n\n"):
        lines += [f"  {line}" for line in wrapped(said(" ".join(part.split())), columns - _GAP)] + [""]
    for title, rows in _sections(command, ctx):
        if rows:
            lines += [f"{title}：", *_table(rows, columns), ""]
    return "\n".join(lines).rstrip()


def _usage(command: Any, ctx: Any) -> str:
    return f"{said('Usage')}：{' '.join([ctx.command_path, *command.collect_usage_pieces(ctx)])}"


def _sections(command: Any, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    params = command.get_params(ctx)
    for kind, title in (("argument", said("Arguments")), ("option", said("Options"))):
        records = [(one, one.get_help_record(ctx)) for one in params if one.param_type_name == kind]
        yield title, [(record[0], _meaning(record[1])) for _, record in records if record is not None]
    if isinstance(command, TyperGroup):
        held = [(name, command.get_command(ctx, name)) for name in command.list_commands(ctx)]
        yield said("Commands"), [(name, _short(one)) for name, one in held if one is not None and not one.hidden]


def _meaning(text: str) -> str:
    extra = _EXTRA.search(text)
    if extra is None:
        return said(" ".join(text.split()))
    facts = "；".join(said(one) for one in extra[1].split("; "))
    return f"{said(' '.join(text[: extra.start()].split()))}  [{facts}]"


def _short(command: Any) -> str:
    """Return what a command does, without its example."""
    first = said(" ".join((command.help or "").split("\n\n")[0].split()))
    return first.partition("：duizhao ")[0].removesuffix("。")


def _table(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    names = min(_WIDEST, max(width(name) for name, _ in rows)) + _GAP
    for name, meaning in rows:
        lines = wrapped(meaning, max(columns - names - _GAP, _WIDEST))
        if width(name) + _GAP > names:
            yield f"  {name}"
        else:
            yield f"  {padded(name, names)}{lines.pop(0)}".rstrip()
        yield from (f"  {' ' * names}{line}" for line in lines)


def run(app: typer.Typer) -> None:
    """Run the command line; tell wrong calls in the language chosen.

    Raises:
        SystemExit: Always; 2 after a wrong call.
    """
    if language() == "en":
        app(standalone_mode=True)
    try:
        code = app(standalone_mode=False)
    except _Wrong as fault:
        _tell(fault)
        raise SystemExit(fault.exit_code) from None
    except typer.Abort:
        typer.echo(said("Aborted!"), err=True)
        raise SystemExit(1) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def _tell(fault: Any) -> None:
    ctx = getattr(fault, "ctx", None)
    if ctx is not None:
        typer.echo(_usage(ctx.command, ctx), err=True)
        typer.echo(said(f"Try '{ctx.command_path} {ctx.help_option_names[0]}' for help."), err=True)
        typer.echo("", err=True)
    message = fault.format_message()
    if message:
        typer.echo(f"{said('Error')}：{said(message)}", err=True)
    sys.stderr.flush()


#: What typer raises for a wrong call: of click, or of its own copy of click, as its version has it.
_Wrong: Any = next(one for one in typer.BadParameter.__mro__ if one.__name__ == "ClickException")
