"""The sides of a bitext: a plain file as numbered sentences."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from duizhao.alignment.texts import is_chinese
from duizhao.config import Settings
from duizhao.errors import InputError, UsageError
from duizhao.reading import Source
from duizhao.reading.decoding import Decoded, decode
from duizhao.reading.lines import split_lines, too_many
from duizhao.reading.sources import read_source, resolve
from duizhao.tokens import sentences

_FINAL = re.compile(r"[.!?。！？…][\"'”’」』)）\]]*$")
# Where a paragraph is one line, nearly every line ends a sentence; of lines broken at column 70 about one in six does.
_MOSTLY_FINAL = 0.5
_BREAK = re.compile(r"\s*\n\s*")
# Chinese is written without blanks: a line end between two of its characters stands for nothing.
_CJK = r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CJK_BREAK = re.compile(rf"(?<={_CJK})\s*\n\s*(?={_CJK})")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a bitext.

    Attributes:
        name: What the file is called in messages.
        texts: Its sentences, none blank, without blanks around them, shape ``(n,)``.
        numbers: Number of each sentence, from 0: of its line in the file, or of the sentence in running text.
        language: ``zh`` or ``en``; other languages in Latin script count as English.
        warnings: What a user should know of how it was read.
    """

    name: str
    texts: tuple[str, ...]
    numbers: tuple[int, ...]
    language: str
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that each sentence has its number."""
        if len(self.texts) != len(self.numbers):
            raise ValueError(f"{len(self.texts)} sentences have {len(self.numbers)} numbers")

    def joined(self, sentences: Sequence[int]) -> str:
        """Return the text of some sentences, by their place in `texts`; empty for none."""
        return ("" if self.language == "zh" else " ").join(self.texts[one] for one in sentences)


def read_side(path: Path, *, running: bool = False, settings: Settings | None = None) -> Side:
    """Read a plain file, packed (``.gz`` and the like) or not.

    Args:
        path: The file.
        running: Cut running text into sentences; without it a line is a sentence, and blank lines are left out but
            counted.
        settings: Limits of bytes and lines.

    Raises:
        UsageError: There is no such file (``E_NO_SUCH_PATH``).
        InputError: It cannot be read (`duizhao.reading.read`), is no text (``E_BINARY``, ``E_ENCODING``), has too many
            lines (``E_TOO_MANY_LINES``), or nothing but blanks (``E_EMPTY``).
    """
    settings = settings or Settings()
    # `Path.exists` raises where a name is too long for the file system.
    if not os.path.exists(path):  # noqa: PTH110
        raise UsageError(f"{path} does not exist", code="E_NO_SUCH_PATH", help="give two files of text")
    decoded = _decoded(path, settings)
    lines = [line.text.strip() for line in split_lines(decoded.text)]
    if len(lines) > settings.max_lines:
        raise too_many(path.name, len(lines), settings.max_lines)
    # A line is blank, too, when a stray mark is all that it holds.
    if running:
        numbered = list(enumerate(_cut(lines)))
    else:
        numbered = [(number, line) for number, line in enumerate(lines) if line.strip("\ufeff\u200b")]
    if not numbered:
        raise InputError(f"{path.name} holds no text", code="E_EMPTY", help="there is nothing to align; check the file")
    warnings = tuple(f"{path.name}: {warning}" for warning in decoded.warnings)
    numbers, texts = zip(*numbered, strict=True)
    return Side(path.name, texts, numbers, "zh" if is_chinese(texts) else "en", warnings)


def _decoded(path: Path, settings: Settings) -> Decoded:
    source = resolve(Source(path, path.name))
    data = read_source(source, settings=settings)
    try:
        return decode(data, name=source.name)
    except InputError as fault:
        if fault.code != "E_BINARY":
            raise
        # The decoder would have it renamed, for `build`; here a document is of no use under any name.
        raise InputError(fault.message, code=fault.code, help="save its text as a plain file, and give that") from fault


def _cut(lines: Sequence[str]) -> Iterator[str]:
    """Cut running text into sentences; none goes over the end of a paragraph."""
    for paragraph in _paragraphs(lines):
        for start, end in sentences(paragraph):
            yield paragraph[start:end]


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Join lines to paragraphs: at blank lines where lines are broken inside sentences, else each line is one."""
    filled = [line for line in lines if line]
    if sum(bool(_FINAL.search(line)) for line in filled) >= _MOSTLY_FINAL * len(filled):
        return filled
    blocks = re.split(r"\n{2,}", "\n".join(lines))
    joined = (_BREAK.sub(" ", _CJK_BREAK.sub("", block.strip())) for block in blocks)
    return [block for block in joined if block]
