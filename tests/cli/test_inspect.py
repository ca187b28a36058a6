"""duizhao inspect: what it prints, and what it answers for files that a build would reject."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from duizhao import cli

CALL = """\
## Operator ## conference desk
Good day, and thank you for standing by.
## Ines Falk ## chief executive officer, Fjordline
We opened the yard in May.
我们五月开了船厂。

## Dana Reed ## analyst, Northlight
How are the orders in the north?
"""
OWN = r"""
[[layout]]
name = "harbourline"
labels = [
    { place = "line", sure = true, pattern = '## (?P<name>.+?) ## (?P<title>[^,]+)(?:, (?P<firm>.+))?' },
]
"""


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.txt"
    path.write_text(CALL, "utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Return the exit code of a call in this process."""
    monkeypatch.setattr(sys, "argv", ["duizhao", "inspect", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return int(caught.value.code or 0)


def test_findings(call: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, call) == 0
    said = capsys.readouterr()
    assert said.out.startswith("call.txt\n")
    assert "flat: no labels were found" in said.out
    assert "text, utf-8: 8 lines" in said.out or "text, utf-8: 9 lines" in said.out
    assert "W_UNLABELLED" in said.out
    assert said.err == ""


def test_findings_with_a_layout_of_ones_own(
    call: Path, own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, call, "--layout", own) == 0
    said = capsys.readouterr()
    assert "harbourline: explains 100%" in said.out
    for words in ("Ines Falk", "chief executive officer, Fjordline", "Dana Reed", "analyst, Northlight"):
        assert words in said.out
    assert "W_UNLABELLED" not in said.out


def test_text(call: Path, own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, call, "--text", "--layout", own) == 0
    rows = [row for row in capsys.readouterr().out.splitlines() if row.strip()]
    found = {tuple(row.split(maxsplit=2)[:2]): row for row in rows if len(row.split()) > 1}
    assert [kind for _, kind in found] == "label speech label speech speech label speech".split()
    assert [number for number, _ in found] == "1 2 3 4 5 7 8".split()
    for row, line in zip(found.values(), [line for line in CALL.splitlines() if line], strict=True):
        assert row.endswith(line)


def test_json(call: Path, own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, call, "--json", "--layout", own) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found = json.loads(out)
    assert (found["source"], found["layout"], found["layout_score"]) == ("call.txt", "harbourline", 1.0)
    assert [(one["name"], one["role"], one["turns"]) for one in found["speakers"]] == [
        ("Operator", "operator", 1),
        ("Ines Falk", "ceo", 1),
        ("Dana Reed", "analyst", 1),
    ]
    assert found["turns"] == 3
    assert sum(found["kinds"].values()) > 0


@pytest.mark.parametrize("flags", [(), ("--json",), ("--text",)])
def test_a_file_that_a_build_would_reject_is_1(
    flags: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("", "utf-8")
    assert run(monkeypatch, path, *flags) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("E_EMPTY: ")
    assert said.err.count("\n") == 1


def test_the_settings_count(
    call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[duizhao]\nmax_bytes = 10\n", "utf-8")
    assert run(monkeypatch, call, "--settings", settings) == 1
    assert capsys.readouterr().err.startswith("E_TOO_LARGE: ")


def test_no_such_file_is_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, tmp_path / "none.txt") == 2
    assert capsys.readouterr().err.startswith("E_NO_SUCH_PATH: ")


@pytest.mark.parametrize("command", ["inspect", "build"])
def test_a_wrong_layout_file_is_2(
    command: str,
    call: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(OWN.replace("sure", "certain"), "utf-8")
    out = ["--out", str(tmp_path / "out")] if command == "build" else []
    monkeypatch.setattr(sys, "argv", ["duizhao", command, str(call), "--layout", str(wrong), *out])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    said = capsys.readouterr()
    assert said.err.startswith("E_LAYOUT_FILE: wrong.toml, layout 1 (harbourline): unknown key 'certain' (")
    assert "there are detail, key, pattern, place, sure)" in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert not (tmp_path / "out").exists()


def test_a_build_takes_the_layout(
    call: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["build", call, "--out", tmp_path / "out", "--layout", own, "--json"]
    monkeypatch.setattr(sys, "argv", ["duizhao", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert not caught.value.code
    assert json.loads(capsys.readouterr().out)["roles"] == {"operator": 1, "ceo": 1, "analyst": 1}
