"""The printed lines of a PDF document, found by PDFium in a process of its own; see `duizhao.reading.pdf`.

Run as a script (standard input: the document; argument: most characters), so that a document made to crash PDFium, or
to keep it busy for years, takes down or stops this process and no other. It imports nothing of duizhao, which would
take longer than most documents. Standard output is one JSON object: ``error`` and ``code``, or ``pages``, each a list
of lines with their text and their height over the bottom of the page (points).
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from ctypes import byref, c_double
from typing import Any

_MOST_PAGES = 5_000
# A page holds 3,000 characters, a dense one 20,000.
_MOST_ON_PAGE = 1_000_000
_MOST_MEMORY = 2 << 30
# What PDFium has for a hyphen at a line end together with its line break.
_HYPHEN = 2


def printed_pages(data: bytes, most: int) -> dict[str, Any]:
    """Return the lines of each page, or what is wrong with the document (``code`` and ``error``).

    Args:
        data: The document.
        most: Most characters it may hold.
    """
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            if len(document) > _MOST_PAGES:
                return {"code": "E_TOO_LARGE", "error": f"has {len(document):,} pages; {_MOST_PAGES:,} are read"}
            pages: list[list[tuple[str, float]]] = []
            size = 0
            for number in range(len(document)):
                with closing(document[number]) as page, closing(page.get_textpage()) as text:
                    size += text.count_chars()
                    if text.count_chars() > _MOST_ON_PAGE or size > most:
                        return {"code": "E_TOO_LARGE", "error": f"holds {size:,} characters by page {number + 1}"}
                    pages.append(_lines(text))
            return {"pages": pages}
    except pypdfium2.PdfiumError as fault:
        locked = fault.err_code in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}
        return {"code": "E_ENCRYPTED" if locked else "E_DAMAGED", "error": str(fault)}


def _lines(page: Any) -> list[tuple[str, float]]:
    from pypdfium2 import raw

    lines: list[tuple[str, float]] = []
    characters: list[str] = []
    first = -1
    for index in range(page.count_chars()):
        point = raw.FPDFText_GetUnicode(page, index)
        broken = point == _HYPHEN and raw.FPDFText_IsHyphen(page, index) == 1
        if broken:
            characters.append("-")
        if broken or point == ord("\n"):
            lines.append((_joined(characters), _height(page, first)))
            characters.clear()
            first = -1
        elif point != ord("\r"):
            characters.append(chr(point))
            first = index if first < 0 and not chr(point).isspace() else first
    if characters:
        lines.append((_joined(characters), _height(page, first)))
    return lines


def _joined(characters: list[str]) -> str:
    # Characters beyond U+FFFF may come as two halves; half of one is reported as U+FFFD.
    return "".join(characters).rstrip().encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _height(page: Any, index: int) -> float:
    from pypdfium2 import raw

    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(page, max(0, index), byref(x), byref(y))
    return y.value


def _bound_memory() -> None:
    """Let the process have no more memory than any document needs, where the system can say so."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > _MOST_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, hard))


def main() -> None:
    """Read a document from standard input and write its lines."""
    _bound_memory()
    sys.stdout.write(json.dumps(printed_pages(sys.stdin.buffer.read(), int(sys.argv[1]))))


if __name__ == "__main__":
    main()
