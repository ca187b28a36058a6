"""Readers: from the bytes of a source to a `Document`.

`READERS` names every reader and the suffixes it takes. A format is added by a module with one function ``read(file)``
and a line in that mapping.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from duizhao.config import Settings
from duizhao.errors import InputError, printable
from duizhao.reading import docx, html, json_file, pdf, plain, rttm, subtitles, turns_table, webvtt_file
from duizhao.reading.audit import audit
from duizhao.reading.formats import Extract, File, Reader
from duizhao.reading.lines import too_long, too_many
from duizhao.reading.sources import Source, bare_name, find_sources, read_beside, read_source, resolve
from duizhao.records import Document

__all__ = ["READERS", "Reader", "Source", "find_sources", "read"]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        reader.name: reader
        for reader in (
            Reader("text", (".txt", ".md", ".text", ".markdown", ""), plain.read),
            Reader("docx", (".docx",), docx.read),
            Reader("html", (".html", ".htm", ".xhtml"), html.read),
            Reader("pdf", (".pdf",), pdf.read),
            Reader("srt", (".srt",), subtitles.read),
            Reader("webvtt", (".vtt",), webvtt_file.read),
            Reader("json", (".json",), json_file.read),
            Reader("turns", (".jsonl", ".ndjson", ".csv", ".tsv"), turns_table.read),
            Reader("rttm", (".rttm",), rttm.read),
        )
    }
)
#: Suffixes of formats that no reader takes, with what to do instead.
_FOREIGN: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        (".doc", ".rtf", ".odt", ".pages", ".wps", ".docm", ".dot", ".dotx"): "save it as .docx or text",
        (".ppt", ".pptx", ".odp", ".key", ".epub", ".mht", ".mhtml", ".xps"): "save it as .pdf, .html or text",
        (".7z", ".rar", ".zst", ".lz", ".lz4", ".z", ".tbz", ".tbz2", ".txz", ".cab"): "unpack it, or pack it as .zip",
        (".mp3", ".m4a", ".wav", ".flac", ".ogg", ".mp4", ".mov", ".webm"): "transcribe the recording first",
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".heic"): "recognise its text (OCR) first",
    }
)


def read(source: Source, *, settings: Settings | None = None) -> Document:
    """Read one source.

    Args:
        source: The file and what the corpus calls it.
        settings: Limits.

    Returns:
        The decoded document; its lines joined by newlines are the text that offsets count in.

    Raises:
        InputError: The file cannot be opened (``E_OPEN``), is no regular file (``E_NOT_A_FILE``), is empty
            (``E_EMPTY``), too large (``E_TOO_LARGE``), of a suffix that no reader takes (``E_FORMAT``), or its bytes
            are not what its suffix says.
    """
    settings = settings or Settings()
    source = resolve(source)
    reader = _reader_for(source)
    data = read_source(source, settings=settings)

    def beside(suffix: str) -> bytes | None:
        return read_beside(source, suffix, settings=settings)

    extract = reader.read(File(data, source.name, settings, beside))
    _check(extract, source, settings)
    return Document(
        source=source.name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=extract.encoding,
        reader=reader.name,
        lines=extract.lines,
        warnings=tuple(map(printable, (*_about(source), *extract.warnings, *audit(extract.lines)))),
    )


def _about(source: Source) -> tuple[str, ...]:
    """Tell of a file that a build of its folder would pass over."""
    hidden = PurePosixPath(source.name).name.startswith(".")
    return ("W_HIDDEN: a hidden file, read because it was named",) if hidden else ()


def _check(extract: Extract, source: Source, settings: Settings) -> None:
    if not any(line.text.strip() for line in extract.lines):
        raise InputError(f"{source.name} holds no text", code="E_EMPTY", help="remove it, or export it again")
    if len(extract.lines) > settings.max_lines:
        raise too_many(source.name, len(extract.lines), settings.max_lines)
    for line in extract.lines:
        if len(line.text) > settings.max_line:
            what = f"{source.name}, line {line.number}: {len(line.text):,} characters in one line"
            raise too_long(what, settings.max_line)


def _reader_for(source: Source) -> Reader:
    suffix = PurePosixPath(bare_name(source.name)).suffix.lower()
    for reader in READERS.values():
        if suffix in reader.suffixes:
            return reader
    known = ", ".join(sorted(suffix for reader in READERS.values() for suffix in reader.suffixes if suffix))
    remedy = next((remedy for suffixes, remedy in _FOREIGN.items() if suffix in suffixes), f"readers take {known}")
    raise InputError(
        f"{source.name}: no reader takes files of type {suffix or 'without a suffix'!r}",
        code="E_FORMAT",
        help=remedy,
    )
