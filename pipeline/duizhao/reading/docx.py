"""Word documents (DOCX): the paragraphs of the body and its tables, in the order of the document.

Standard: ECMA-376 (Office Open XML), part 1, section 17 (WordprocessingML) and part 2 (packages: ZIP, no DTD).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from duizhao.errors import InputError
from duizhao.reading.docx_lines import deletions, paragraphs
from duizhao.reading.files import too_large
from duizhao.reading.formats import Extract, File
from duizhao.records import Line

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = 1
_MOST_PARTS = 10_000
# An element takes about 200 bytes in memory; a long call has 20,000 paragraphs of ten elements.
_MOST_TAGS = 3_000_000
#: Parts that hold text beside the body, by the last word of their relationship's type.
_ASIDE = {
    "header": "headers",
    "footer": "footers",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
}


def read(file: File) -> Extract:
    """Read a Word document.

    A paragraph is a line, and so is each part of one that breaks inside; the cells of tables follow each other row by
    row. What was deleted with changes tracked is no text; what was inserted is.

    Raises:
        InputError: The file is no Word document (``E_BINARY``), an old one (``E_FORMAT``), is cut or damaged
            (``E_DAMAGED``), encrypted (``E_ENCRYPTED``), or unpacks to more than ``max_bytes`` (``E_TOO_LARGE``).
    """
    _check_package(file)
    body, aside = _opened(file)
    rows = [text.rstrip("\n") for text in paragraphs(body)]
    texts = [row for text in rows for row in text.split("\n")]
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    return Extract(lines, "docx", tuple(_skipped(body, aside)))


def _skipped(body: Any, aside: dict[str, list[str]]) -> Iterator[str]:
    found = {what: [text for text in texts if text.strip()] for what, texts in aside.items()}
    found["deletions"] = deletions(body)
    counts = [f"{len(texts):,} in {what}" for what, texts in found.items() if texts]
    if counts:
        first = next(text for texts in found.values() for text in texts)
        yield f"W_DOCX_SKIPPED: texts left out: {', '.join(counts)}; the first {first[:80]!r}"


def _opened(file: File) -> tuple[Any, dict[str, list[str]]]:
    """Return the body, and the paragraphs of the parts beside it."""
    import docx
    from docx.opc.exceptions import OpcError
    from docx.oxml import parse_xml

    aside: dict[str, list[str]] = {}
    try:
        document = docx.Document(BytesIO(file.data))
        body = document.element.body
        for relation in document.part.rels.values():
            what = _ASIDE.get(relation.reltype.rsplit("/", 1)[-1])
            if what and not relation.is_external:
                aside.setdefault(what, []).extend(paragraphs(parse_xml(relation.target_part.blob)))
    # What python-docx raises for a package whose parts do not fit together; lxml's error for a part that is no XML is a
    # SyntaxError.
    except (OpcError, SyntaxError, zipfile.BadZipFile, zlib.error, EOFError) as fault:
        raise _damaged(file, str(fault)) from fault
    except (AttributeError, AssertionError, KeyError, IndexError, TypeError, ValueError, NotImplementedError) as fault:
        raise _damaged(file, f"{type(fault).__name__}: {fault}") from fault
    if body is None:
        raise _damaged(file, "it has no body")
    return body, aside


def _check_package(file: File) -> None:
    """Refuse what is no package, or one that would take much memory, before anything parses it."""
    if file.data.startswith(_OLE):
        if _ENCRYPTED_STREAM in file.data:
            raise InputError(f"{file.name} is encrypted", code="E_ENCRYPTED", help="save it without a password")
        raise InputError(f"{file.name} is an old Word file", code="E_FORMAT", help="save it as .docx or text")
    if not file.data.startswith(b"PK\x03\x04"):
        raise InputError(
            f"{file.name} is no Word document", code="E_BINARY", help="name it by what it is (.txt, .html)"
        )
    try:
        with zipfile.ZipFile(BytesIO(file.data)) as package:
            infos = package.infolist()
            size = sum(info.file_size for info in infos)
            if size > file.settings.max_bytes:
                raise too_large(file.name, f"unpacks to {size:,} bytes", file.settings.max_bytes)
            if len(infos) > _MOST_PARTS:
                raise _damaged(file, f"it has {len(infos):,} parts")
            _check_parts(package, infos, file)
    # What zipfile raises for a damaged archive, for a part whose bytes are damaged, and for unknown compressions.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, OverflowError) as fault:
        raise _damaged(file, str(fault)) from fault
    except (ValueError, LookupError) as fault:
        if isinstance(fault, InputError):
            raise
        raise _damaged(file, str(fault)) from fault


def _check_parts(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo], file: File) -> None:
    tags = 0
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise InputError(f"{file.name} is encrypted", code="E_ENCRYPTED", help="save it without a password")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _damaged(file, f"part {info.filename!r} is packed by method {info.compress_type}")
        # UTF-16 is allowed in packages; without its zero bytes, ASCII is ASCII. Read whole, each part's checksum is
        # compared, also of those that nothing refers to.
        data = package.read(info).replace(b"\0", b"")
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise _damaged(file, f"part {info.filename!r} declares entities, which packages may not")
        tags += data.count(b"<")
        if tags > _MOST_TAGS:
            raise InputError(
                f"{file.name} has more than {_MOST_TAGS // 2:,} elements", code="E_TOO_LARGE", help="save it as text"
            )


def _damaged(file: File, what: str) -> InputError:
    return InputError(
        f"{file.name} is no Word document, or a damaged one: {what[:300]}",
        code="E_DAMAGED",
        help="open it in a word processor and save it again as .docx, or as text",
    )
