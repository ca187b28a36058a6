"""The user's glossary: terms with the renderings that are right for them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from duizhao.errors import UsageError
from duizhao.tokens import simplified

_FORMAT = "two columns, Chinese and English, tab or comma between them; several renderings with | between them; UTF-8"


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms of both languages; each entry holds Chinese forms (Simplified) and English forms, all of which are right.

    Attributes:
        entries: Chinese forms and English forms of each term.
    """

    entries: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    def in_text(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the terms that a text holds, each with the renderings that are right for it."""
        for chinese, english in self.entries:
            for own, other in ((chinese, english), (english, chinese)):
                term = next((form for form in own if self.holds(text, form)), None)
                if term is not None:
                    yield term, other

    @staticmethod
    def holds(text: str, form: str) -> bool:
        """Tell whether a text holds a form: English as whole words in any case, Chinese in either script."""
        return _pattern(form).search(simplified(text)) is not None


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    edge = r"(?<![A-Za-z0-9])" if form[:1].isascii() else ""
    end = r"(?:s|'s)?(?![A-Za-z0-9])" if form[-1:].isascii() else ""
    return re.compile(edge + re.escape(form) + end, re.IGNORECASE)


def load_glossary(path: Path) -> Glossary:
    """Read a glossary file.

    Args:
        path: Tab- or comma-separated, one term a line: Chinese forms, English forms; `|` between forms. Empty lines and
            lines that begin with ``#`` are passed by.

    Raises:
        UsageError: The file cannot be read (``E_GLOSSARY``), or a line has not two columns with something in them.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as fault:
        raise UsageError(f"{path}: {fault.strerror}", code="E_GLOSSARY", help=f"give a file of {_FORMAT}") from fault
    except UnicodeDecodeError as fault:
        raise UsageError(
            f"{path}: byte {fault.start} is no UTF-8", code="E_GLOSSARY", help="save the glossary as UTF-8"
        ) from fault
    return Glossary(
        tuple(_entry(line, number, path) for number, line in enumerate(text.splitlines(), 1) if _is_entry(line))
    )


def _is_entry(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _entry(line: str, number: int, path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cells = next(csv.reader([line], delimiter="\t" if "\t" in line else ","))
    forms = [tuple(form.strip() for form in cell.split("|") if form.strip()) for cell in cells[:2]]
    if len(forms) < 2 or not all(forms):  # noqa: PLR2004
        raise UsageError(
            f"{path}, line {number}: {line!r} has not two columns", code="E_GLOSSARY", help=f"give {_FORMAT}"
        )
    return tuple(simplified(form) for form in forms[0]), forms[1]
