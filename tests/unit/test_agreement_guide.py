"""docs/agreement.md: its commands exist, its Python runs, and it names every field that is compared."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from duizhao.cli import app
from duizhao.corrections.judged import COMPARED

PATH = Path(__file__).parents[2] / "docs" / "agreement.md"
pytestmark = pytest.mark.skipif(not PATH.exists(), reason="the source distribution has no docs")
GUIDE = PATH.read_text("utf-8") if PATH.exists() else ""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


def test_its_commands_exist() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(lines) > 3
    for line in lines:
        name, *words = shlex.split(line)
        assert name == "duizhao"
        command: Any = typer.main.get_command(app)
        while hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        # Parses every option and argument, and runs nothing.
        command.make_context(name, words, resilient_parsing=False)


def test_a_wrong_option_would_be_found() -> None:
    command: Any = typer.main.get_command(app)
    with pytest.raises(Exception, match="No such option"):
        command.commands["train"].commands["roles"].make_context("x", ["archive", "--out", "x", "--corection", "y"])


def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    exec(compile(example, "agreement.md", "exec"), {})  # noqa: S102 - our own text
    told = [float(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0] == 0.692
    assert all(0 < one < 1 for one in told)


def test_it_names_every_field() -> None:
    for fields in COMPARED.values():
        for name in fields:
            assert f"| `{name}` |" in GUIDE


def test_it_quotes_the_card() -> None:
    import tomllib

    card = tomllib.loads((PATH.parent / "../models/duizhao_models/roles/card.toml").read_text("utf-8"))
    assert f"{round(card['scores']['stripped']['role'], 2)}".lstrip("0") in GUIDE
