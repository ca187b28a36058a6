"""PDF documents: the text of each page in its order, a line for each printed line.

Standard: ISO 32000-2. PDFium (by pypdfium2) finds characters, words and line ends; text that was drawn as a picture is
no text to it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from duizhao.errors import InputError
from duizhao.reading import pdf_pages
from duizhao.reading.formats import Extract, File
from duizhao.reading.furniture import PrintedLine, find_furniture, furniture_warning, without
from duizhao.records import Line

_MARK, _END = b"%PDF-", b"%%EOF"
# Readers look for the mark in the first 1,024 bytes, and for the end in the last.
_NEAR = 1024
# Long calls of 60 pages take half a second.
_SECONDS = 30


def read(file: File) -> Extract:
    """Read a PDF document.

    Line breaks are those of the page, words broken at line ends are left broken. Running heads, feet and page numbers
    (`duizhao.reading.furniture`) are left out, and reported.

    Raises:
        InputError: The file is no PDF (``E_BINARY``), is cut or damaged (``E_DAMAGED``), encrypted (``E_ENCRYPTED``),
            has no text (``E_NO_TEXT_LAYER``), or more than 5,000 pages, a million characters on one or ``max_bytes``
            in all (``E_TOO_LARGE``).
    """
    if _MARK not in file.data[:_NEAR]:
        raise InputError(f"{file.name} is no PDF file", code="E_BINARY", help="name it by what it is (.txt, .docx)")
    if _END not in file.data[-_NEAR:]:
        raise _damaged(file, "its end is missing")
    pages = _pages(file)
    furniture = find_furniture(pages)
    kept = [without(page, furniture) for page in pages]
    if not any(line.text.strip() for page in kept for line in page):
        raise InputError(
            f"{file.name}: {len(pages):,} pages without text: they are pictures",
            code="E_NO_TEXT_LAYER",
            help="it was scanned: recognise its text (OCR) first",
        )
    removed = sum(map(len, pages)) - sum(map(len, kept))
    texts = [line.text for page in kept for line in page]
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    return Extract(lines, "pdf", (*furniture_warning(furniture, removed), *_blank(kept)))


def _blank(pages: list[list[PrintedLine]]) -> Iterator[str]:
    blank = [number for number, page in enumerate(pages, 1) if not any(line.text.strip() for line in page)]
    if blank:
        yield f"W_PAGE_NO_TEXT: {len(blank):,} of {len(pages):,} pages hold no text, the first is page {blank[0]}"


def _pages(file: File) -> list[list[PrintedLine]]:
    """Return the printed lines of each page, found in another process (`duizhao.reading.pdf_pages` says why)."""
    # -P: this folder, the script's own, has modules named as those of the standard library.
    command = [sys.executable, "-P", "-X", "utf8", pdf_pages.__file__, str(file.settings.max_bytes)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(  # noqa: S603 - our own script, by this interpreter
            command, input=file.data, capture_output=True, env=environment, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise _damaged(file, f"it could not be read in {_SECONDS} seconds") from fault
    if done.returncode:
        raise _damaged(file, f"PDFium gave up on it (status {done.returncode})")
    answer = json.loads(done.stdout)
    if "pages" in answer:
        return [[PrintedLine(text, height) for text, height in page] for page in answer["pages"]]
    if answer["code"] == "E_ENCRYPTED":
        raise InputError(f"{file.name} is encrypted", code="E_ENCRYPTED", help="save it without a password")
    if answer["code"] == "E_TOO_LARGE":
        raise InputError(f"{file.name} {answer['error']}", code="E_TOO_LARGE", help="split it, or save it as text")
    raise _damaged(file, answer["error"])


def _damaged(file: File, what: str) -> InputError:
    return InputError(
        f"{file.name} is no PDF, or a damaged one: {what}", code="E_DAMAGED", help="export or download it again"
    )
