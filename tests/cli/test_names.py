"""A name that is near a known one is answered with that; colours are for terminals that want them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import duizhao
from duizhao.cli import _console
from duizhao.config import load_settings
from duizhao.errors import CorpusError, DuizhaoError, UsageError, choices
from duizhao.layouts import load_grammars
from support.tiny_corpus import tiny_tables, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus", tiny_tables())
    return tmp_path / "corpus"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "duizhao", "--lang", "en", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_choices_name_what_was_likely_meant_first() -> None:
    assert choices("tabel", ["csv", "table"]) == "did you mean table? there are csv, table"
    assert choices("zzz", ["csv", "table"]) == "there are csv, table"


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["buidl"], "'build'"),
        (["build", "x", "--outt", "y"], "--out"),
        (["build", "{samples}", "--out", "{new}", "--engine", "dsk"], "did you mean dask?"),
        (["export", "{corpus}", "{new}", "--to", "jsnl"], "did you mean jsonl?"),
        (["export", "{corpus}", "{new}", "--to", "jsonl", "--role", "analist"], "did you mean analyst?"),
        (["gaps", "{corpus}", "--measure", "omision_rate"], "did you mean omission_rate?"),
        (["gaps", "{corpus}", "--type", "quantitty"], "did you mean quantity?"),
        (["gaps", "{corpus}", "--role", "analist"], "did you mean analyst?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_name_nearly_right_is_answered(arguments: list[str], near: str, corpus: Path, tmp_path: Path) -> None:
    places = {"corpus": corpus, "new": tmp_path / "new", "samples": tmp_path}
    done = run(*(one.format(**places) for one in arguments))
    assert done.returncode == 2, done.stderr
    assert near in done.stderr
    assert not (tmp_path / "new").exists()


def test_settings_tables_and_layouts_are_answered(corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.toml"

    def told(kind: type[DuizhaoError], text: str, load: object) -> str:
        file.write_text(text)
        with pytest.raises(kind) as caught:
            load(file)  # type: ignore[operator]
        return caught.value.help

    assert "did you mean max_lines?" in told(UsageError, "[duizhao]\nmax_line_s = 3\n", load_settings)
    layout = "[[layout]]\nname = 'a'\nlabells = []\n"
    assert "did you mean labels?" in told(UsageError, layout, load_grammars)
    with pytest.raises(CorpusError, match=r"did you mean turns\?"):
        duizhao.open(corpus).rows("turn")


def test_a_table_of_settings_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("duizhao = 3\n")
    with pytest.raises(UsageError, match="E_SETTINGS"):
        load_settings(tmp_path / "one.toml")


def test_no_colour_in_a_pipe(corpus: Path) -> None:
    assert "\x1b[" not in run("show", corpus).stdout
    assert "\x1b[" not in run("gaps", corpus).stdout


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert isinstance(_console(), Console)
    assert _console().no_color


def test_completion_scripts_are_printed_for_every_shell() -> None:
    for shell in ("bash", "zsh", "fish"):
        done = run("--show-completion", shell)
        assert done.returncode == 0, done.stderr
        assert "_COMPLETE" in done.stdout


def complete(line: str) -> list[str]:
    """Return what the bash script would offer for the last word of a line."""
    words = line.split(" ")
    environment = {"_DUIZHAO_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    program = "import sys; sys.argv = ['duizhao']; from duizhao.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **environment},
    )
    return done.stdout.split()


def test_commands_and_options_are_completed() -> None:
    assert complete("duizhao ins") == ["inspect"]
    assert "--summary" in complete("duizhao gaps x --su")
