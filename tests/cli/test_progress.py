"""What a build shows on a terminal, and what it writes into its log."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from faults.archive import write_archive

pty = pytest.importorskip("pty")


def test_a_terminal_sees_how_far_how_fast_and_what_was_rejected(tmp_path: Path) -> None:
    write_archive(tmp_path / "calls")
    ours, theirs = pty.openpty()
    given = ["build", str(tmp_path / "calls"), "--out", str(tmp_path / "out"), "--jobs", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "duizhao", *given],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:  # Linux says so where macOS gives nothing more
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    assert process.wait() == 1
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said.decode())
    assert "working" in text
    assert re.search(r"\d\.\d/s", text)
    assert "rejected: 2" in text
    assert "writing part-00000" in text


def test_the_log_is_lines_of_json_that_grow(tmp_path: Path) -> None:
    write_archive(tmp_path / "calls")
    log = tmp_path / "log"
    for _ in range(2):
        given = ["build", tmp_path / "calls", "--out", tmp_path / "out", "--jobs", "0", "--log", log, "--quiet"]
        subprocess.run([sys.executable, "-m", "duizhao", *map(str, given)], check=False, stderr=subprocess.DEVNULL)
    events = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [one["event"] for one in events].count("start") == 2
    assert events[-1]["event"] == "end"
    assert events[-1]["counts"]["transcripts"] == 4
    rejected = {one["source"]: one["code"] for one in events if "code" in one}
    assert rejected == {"slides.pptx": "E_FORMAT", "2032/empty.txt": "E_EMPTY"}
    assert [one["time"] for one in events] == sorted(one["time"] for one in events)
