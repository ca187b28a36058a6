"""The command line: exit codes, what it prints where, what it does not import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import duizhao
from duizhao import cli

HEAVY = ("spacy", "pandas", "pyarrow", "jieba", "numpy", "opencc", "langdetect")
COMMANDS = sorted(command.callback.__name__ for command in cli.app.registered_commands if command.callback)
CALL = """\
Operator: Good day, and thank you for standing by.
Ines Falk - CEO: Thank you. We opened a yard in May.
Operator: That concludes the call.
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "call.txt").write_text(CALL)
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Return the exit code of a call in this process; builds start no others unless told to."""
    if arguments and arguments[0] == "build" and "--jobs" not in arguments:
        arguments = (*arguments, "--jobs", 0)
    monkeypatch.setattr(sys, "argv", ["duizhao", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


def outside(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_all_in_the_corpus_is_0(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "build", calls, "--out", tmp_path / "out") == 0
    said = capsys.readouterr()
    assert "transcripts       1" in said.out
    assert str(tmp_path / "out") in said.out
    assert said.err == ""
    assert len(duizhao.open(tmp_path / "out").turns) == 3


def test_some_rejected_is_1(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    (calls / "empty.txt").write_text("")
    assert run(monkeypatch, "build", calls, "--out", tmp_path / "out") == 1
    assert "E_EMPTY" in capsys.readouterr().out
    assert len(duizhao.open(tmp_path / "out").transcripts) == 1


def test_unknown_path_is_2(tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "build", tmp_path / "none", "--out", tmp_path / "out") == 2
    said = capsys.readouterr()
    assert said.err.startswith("E_NO_SUCH_PATH")
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert not (tmp_path / "out").exists()


def test_taken_folder_is_2(calls: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "build", calls, "--out", calls) == 2
    assert "E_OUT_TAKEN" in capsys.readouterr().err
    assert [path.name for path in calls.iterdir()] == ["call.txt"]


@pytest.mark.parametrize("arguments", [("build",), ("build", "x", "--no-such-option"), ("no-such-command",)])
def test_wrong_calls_are_2(arguments: tuple[str, ...], monkeypatch, capsys) -> None:
    assert run(monkeypatch, *arguments) == 2
    assert capsys.readouterr().err


def test_wrong_settings_are_2(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    (tmp_path / "settings.toml").write_text("[duizhao]\nno_such_setting = 1\n")
    code = run(monkeypatch, "build", calls, "--out", tmp_path / "out", "--settings", tmp_path / "settings.toml")
    assert code == 2
    assert "E_SETTINGS" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["show", "evaluate"])
def test_no_corpus_is_2(command: str, tmp_path: Path, monkeypatch, capsys) -> None:
    rest = ("--gold", tmp_path) if command == "evaluate" else ()
    assert run(monkeypatch, command, tmp_path / "none", *rest) == 2
    assert capsys.readouterr().err.startswith("E_")


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_interrupted_is_130_and_leaves_nothing(calls: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("duizhao.batch.work.process", interrupt)
    assert run(monkeypatch, "build", calls, "--out", tmp_path / "out") == 130
    left = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*")}
    assert left == {".build", ".build/build.json"}


def test_interrupted_says_so(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr("duizhao.batch.work.process", interrupt)
    run(monkeypatch, "build", calls, "--out", tmp_path / "out")
    assert "interrupted" in capsys.readouterr().err


def test_a_defect_of_ours_rejects_one_input(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr("duizhao.batch.work.process", fail)
    assert run(monkeypatch, "build", calls, "--out", tmp_path / "out") == 1
    assert "E_INTERNAL" in capsys.readouterr().out


def test_json_is_one_object(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    (calls / "odd.bin").write_text("x")
    assert run(monkeypatch, "build", calls, "--out", tmp_path / "out", "--json") == 1
    said = capsys.readouterr()
    summary = json.loads(said.out)
    assert said.err == ""
    assert summary["counts"]["transcripts"] == 1
    assert [row["code"] for row in summary["rejected"]] == ["E_FORMAT"]
    assert summary["out"] == str(tmp_path / "out")


def test_quiet_prints_nothing(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, "build", calls, "--out", tmp_path / "out", "--quiet") == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_quiet_still_names_what_was_rejected(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    (calls / "empty.txt").write_text("")
    assert run(monkeypatch, "build", calls, "--out", tmp_path / "out", "--quiet") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "empty.txt: E_EMPTY" in said.err


def test_show_lists_and_reads(calls: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    run(monkeypatch, "build", calls, "--out", tmp_path / "out", "--quiet")
    assert run(monkeypatch, "show", tmp_path / "out") == 0
    assert "call.txt" in capsys.readouterr().out
    assert run(monkeypatch, "show", tmp_path / "out", "call.txt") == 0
    assert "We opened a yard in May." in capsys.readouterr().out
    assert run(monkeypatch, "show", tmp_path / "out", "no-such-call") == 2


def test_version(monkeypatch, capsys) -> None:
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"duizhao {duizhao.__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_of_every_command(arguments: list[str]) -> None:
    done = outside("-m", "duizhao", *arguments)
    assert done.returncode == 0
    assert "Usage" in done.stdout
    assert done.stderr == ""


def test_there_are_commands() -> None:
    assert {"build", "merge", "verify", "evaluate", "show"} <= set(COMMANDS)
    assert "Usage" in outside("-m", "duizhao").stdout + outside("-m", "duizhao").stderr


HELP = """
import sys
import duizhao.cli
sys.argv = ["duizhao", "--help"]
try:
    duizhao.cli.main()
except SystemExit:
    pass
"""


@pytest.mark.parametrize("code", ["import duizhao", "import duizhao.cli", HELP], ids=["package", "cli", "--help"])
def test_nothing_heavy_is_imported(code: str) -> None:
    program = f"{code}\nimport sys\nprint('LOADED', *[name for name in {HEAVY!r} if name in sys.modules])"
    done = outside("-c", program)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].split() == ["LOADED"]
