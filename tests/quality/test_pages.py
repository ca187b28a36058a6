"""README and docs: what stands in their blocks works, and what cannot be run here is at least parsed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import webbrowser
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
import typer

import duizhao
from duizhao.cli import app, main
from duizhao.corrections import Patch, correct
from duizhao.layouts import load_grammars
from quality import pages
from quality.floors import ROOT
from quality.pages import Block
from quality.samples import CORPUS

pytestmark = pytest.mark.skipif(not (ROOT / "docs").exists(), reason="the source distribution has no docs")
_CALL = """\
## Operator ## conference desk
Good day, and thank you for standing by. I will now turn the call over to Ines Falk.
## Ines Falk ## chief executive officer, Fjordline
We opened the yard in May. Orders grew 18% over the year before.
## Dana Reed ## analyst, Northlight
How are the orders in the north?
"""
_LAYOUT = """\
[[layout]]
name = "harbourline"
labels = [{ place = "line", sure = true, pattern = '## (?P<name>.+?) ## (?P<title>[^,]+)(?:, (?P<firm>.+))?' }]
"""
#: Where an archive lies that is not in a clone: there, `corpus` is taken.
ARCHIVE = "elsewhere"
_ZH = "谢谢各位。\n收入增长百分之五。\n\n毛利率也提高了。\n"
_EN = "Thank you all.\nRevenue grew by five per cent.\nThe gross margin rose, too.\n"
_OTHER = "[duizhao]\nmin_confidence = 0.5\n"
_FILES = {"call.txt": _CALL, "mine.toml": _LAYOUT, "other.toml": _OTHER, "zh.txt": _ZH, "en.txt": _EN}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make what readers have: the samples, a corpus of them, files of their own."""
    home = tmp_path_factory.mktemp("reader")
    for name in ("samples", "gold"):
        shutil.copytree(CORPUS / name, home / "corpus" / name)
    duizhao.build([home / "corpus/samples"], home / "corpus/out/samples")
    for place in (home, home / ARCHIVE):
        (place / "calls").mkdir(parents=True)
        for name in ("english_only.txt", "chinese_original_english_rendition.txt"):
            shutil.copy(CORPUS / "samples" / name, place / "calls")
        for name, text in _FILES.items():
            (place / name).write_text(text, "utf-8")
    call = duizhao.open(home / "corpus/out/samples").call("english_only")
    for name, role in {"mei": "executive", "wen": "cfo", "lin": "executive", "corrections-7a91": "ceo"}.items():
        entry = correct(call, call.turns[1].turn_id, role=role)
        (home / f"{name}.json").write_bytes(Patch(f"{name}@example.org", (entry,)).dump())
    return home


@pytest.fixture
def reader(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(built, tmp_path / "reader")
    monkeypatch.chdir(tmp_path / "reader")
    monkeypatch.setattr(webbrowser, "open", lambda _: True)
    return tmp_path / "reader"


def parse(line: str) -> None:
    """Parse a command line of duizhao, every option and argument, and run nothing."""
    name, *rest = pages.words(line)
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    command.make_context(name, rest, resilient_parsing=False)


def stands_for(word: str) -> str:
    """Return what the test has for a word that stands for what a reader has."""
    if word in {"TURN", "ID", "PATCH"}:
        corpus = duizhao.open("corpus/out/samples")
        return {
            "TURN": lambda: corpus.call("asr_one_line").turns[2].turn_id,
            "ID": lambda: corpus.rows("corrections")[0]["correction_id"],
            "PATCH": lambda: "mei.json",
        }[word]()
    return pages.STANDS_FOR.get(word, word)


def run(line: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run a command line in this process, and return its exit code."""
    words = [stands_for(word) for word in pages.words(line)]
    if words[0] != "duizhao":
        return subprocess.run(line, shell=True, check=False).returncode  # noqa: S602 - our own text
    if words[1] in {"build", "merge"}:
        words += ["--jobs", "0"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def check_command(block: Block, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if re.match(r"(\S*/)?duizhao ", line):
        parse(line)
    elif line.startswith("make "):
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert pages.words(line)[1] in targets, f"{block.place}: {line}"
    elif found := re.search(r"pip install.*\[([a-z0-9,]+)\]", line):
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
        assert set(found[1].split(",")) <= extras.keys(), f"{block.place}: {line}"
    if pages.why_not(line) is None:
        assert run(line, monkeypatch) == 0, f"{block.place}: {line}"


def check_output(block: Block, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Run a command that stands before its output."""
    command, _, output = block.text.removeprefix("$ ").partition("\n")
    capsys.readouterr()
    run(command, monkeypatch)
    said = capsys.readouterr()
    assert " ".join(output.split()) in " ".join(f"{said.out}{said.err}".split()), f"{block.place}: {command}"


def check_data(block: Block) -> None:
    """Read a block that is no program."""
    if block.language == "json":
        json.loads(block.text)
    elif block.language == "toml":
        Path("block.toml").write_text(block.text, "utf-8")
        assert not tomllib.loads(block.text).get("layout") or load_grammars(Path("block.toml"))
    elif block.language == "sql":
        duckdb = pytest.importorskip("duckdb")
        with duckdb.connect() as database:
            assert database.sql(block.text).fetchall(), block.place


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_work(
    page: Path, reader: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Path.cwd() == reader
    for block in pages.blocks(page):
        if block.language == "sh":
            with chdir(ARCHIVE if re.search(r"--out corpus\b(?!/)", block.text) else "."):
                for line in pages.commands(block):
                    check_command(block, line, monkeypatch)
        elif block.language == "python":
            code = compile(block.text, block.place, "exec")
            if pages.why_not(block.text) is None:
                exec(code, {"data": Path("call.txt").read_bytes()})  # noqa: S102 - our own text
        elif block.text.startswith("$ "):
            check_output(block, monkeypatch, capsys)
        else:
            check_data(block)


def test_languages_are_known() -> None:
    known = {"sh", "python", "text", "json", "toml", "sql", "yaml", "dockerfile"}
    assert {block.language for page in pages.PAGES for block in pages.blocks(page)} <= known


def test_every_reason_is_needed() -> None:
    text = [line for page in pages.PAGES for block in pages.blocks(page) for line in pages.commands(block)]
    blocks = [block.text for page in pages.PAGES for block in pages.blocks(page) if block.language == "python"]
    assert {pages.why_not(one) for one in (*text, *blocks)} - {None} == set(pages.NOT_RUN)


def test_a_wrong_option_is_found() -> None:
    with pytest.raises(Exception, match="No such option"):
        parse("duizhao build calls --out corpus --job 3")


def test_links_lead_somewhere() -> None:
    for page in pages.PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"
