"""A name that is near a known one is answered with that; colours are for terminals that want them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console

import duizhao
from duizhao.cli import _console, app
from duizhao.config import load_settings
from duizhao.errors import CorpusError, DuizhaoError, UsageError, choices
from duizhao.layouts import load_grammars
from support.shown import ROOT
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


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("duizhao gaps x --measure omi", "omission_rate"),
        ("duizhao gaps x --type quan", "quantity"),
        ("duizhao gaps x --kind sc", "scale"),
        ("duizhao gaps x --role ana", "analyst"),
        ("duizhao export x y --to tei", "tei"),
        ("duizhao export x y --delivery ma", "machine-translation"),
    ],
)
def test_names_are_completed(line: str, word: str) -> None:
    assert complete(line) == [word]


def test_transcripts_of_a_corpus_are_completed(tmp_path: Path) -> None:
    rows = [{"source": "call.txt", "outcome": "done"}, {"source": "cut.txt", "outcome": "rejected"}]
    (tmp_path / "inputs.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    assert complete(f"duizhao show {tmp_path} c") == ["call.txt"]
    assert complete(f"duizhao gaps {tmp_path} --transcript c") == ["call.txt"]
    assert complete(f"duizhao show {tmp_path / 'none'} c") == []


def examples(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield every command with the example of its help; empty where it has none."""
    for key, one in getattr(command, "commands", {}).items():
        yield from examples(one, f"{name} {key}".strip())
    if not hasattr(command, "commands"):
        found = re.search(r": (duizhao .+?)\.$", " ".join(command.help.split("\n\n")[0].split()))
        yield name, found[1] if found else ""


EXAMPLES = dict(examples(typer.main.get_command(app), ""))
# They need an archive, an extra or a patch of one's own.
ELSEWHERE = re.compile(r"train (?!lexicon)|corrections (?!list)")


def test_every_command_has_an_example_of_itself() -> None:
    assert len(EXAMPLES) > 15
    assert [name for name, example in EXAMPLES.items() if not f"{example} ".startswith(f"duizhao {name} ")] == []


def test_examples_run_on_the_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "corpus" / "samples", tmp_path / "corpus" / "samples")
    shutil.copytree(ROOT / "corpus" / "gold", tmp_path / "corpus" / "gold")
    (tmp_path / "zh.txt").write_text("大家好。\n收入是五亿元。\n", "utf-8")
    (tmp_path / "en.txt").write_text("Good evening.\nRevenue was RMB500 million.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    first = ["build"]
    for name in first + [name for name in EXAMPLES if name not in first and not ELSEWHERE.match(name)]:
        words = EXAMPLES[name].replace(" --open", "").split()[1:]
        if "TURN" in words:
            turn = duizhao.open(tmp_path / "corpus/out/samples").rows("turns")[0]["turn_id"]
            words[words.index("TURN")] = turn
        done = run(*words)
        assert done.returncode == 0, (name, done.stderr)
        assert done.stdout or name == "align", name
