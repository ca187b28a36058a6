"""The blocks of README and docs, and what each of their commands needs to be run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quality.floors import ROOT

#: README.zh.md has the blocks of README.md: `test_readme` compares them.
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: Why a command is parsed and not run. What no pattern finds is run.
NOT_RUN = {
    r"^make ": "the target is looked up in the Makefile",
    r"\bpip install ": "the extras are looked up in pyproject.toml",
    r"s3://": "needs an object store: tests/cluster",
    r"--engine dask|\bdask (scheduler|worker) ": "needs a Dask cluster: tests/cluster",
    r"\$(ARCHIVE|SHARDS|CORPUS)|\bsbatch |\bexport |-m venv ": "needs SLURM",
    r"^duizhao merge shards ": "refused while shards are missing, as the page says",
    r"^duizhao train (roles|align|dictionary) ": "takes an archive and minutes",
    r"^duizhao corrections import ": "needs an export of Label Studio: tests/unit/test_corrections_label_studio.py",
    r"from airflow|from prefect|\bspark\.": "needs a scheduler that is not installed",
}
#: Words that stand for what a reader has, by what the test has.
STANDS_FOR = {"OUT": "corpus/out/samples", "DEST": "exported", "DIR": "site", "FORMAT": "jsonl", "NAME": "english_only"}


@dataclass(frozen=True)
class Block:
    """A block of code.

    Attributes:
        page: Where it stands.
        line: Its first line there, from 1.
        language: What stands behind the fence.
        text: What stands in it.
    """

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """For messages."""
        return f"{self.page.relative_to(ROOT)}, line {self.line}"


def blocks(page: Path) -> Iterator[Block]:
    """Give the blocks of a page."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        yield Block(page, text.count("\n", 0, found.start()) + 2, found[1], found[2])


def commands(block: Block) -> list[str]:
    """Return the command lines of a block, those that stand behind one another apart."""
    joined = block.text.replace("\\\n", " ")
    return [part.strip() for line in joined.splitlines() if line.strip() for part in line.split(" && ")]


def why_not(text: str) -> str | None:
    """Return the pattern for which something is not run; null where it is run."""
    said = re.sub(r"\s#.*", "", text)
    return next((pattern for pattern in NOT_RUN if re.search(pattern, said)), None)


def words(line: str) -> list[str]:
    """Cut a command line as a shell does, without its comment; variables are numbers, which may stand anywhere."""
    return shlex.split(re.sub(r"\$[A-Z_]+", "1", line), comments=True)
