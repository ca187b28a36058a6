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
from duizhao.reading.sources import Loaded, Source, bare_name, find_sources, read_beside, read_source, resolve
from duizhao.records import Document

__all__ = ["READERS", "Loaded", "Reader", "Source", "find_sources", "load", "read"]

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
            Reader("rttm", (rttm.SUFFIX,), rttm.read),
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


def load(source: Source, *, settings: Settings | None = None) -> Loaded:
    """Read the bytes of a source.

    Args:
        source: The file and what the corpus calls it.
        settings: Limits.

    Raises:
        InputError: The file cannot be opened (``E_OPEN``), is no regular file (``E_NOT_A_FILE``), is too large
            (``E_TOO_LARGE``), changes while it is read (``E_CHANGED``), is packed and damaged (``E_ARCHIVE``), or of a
            suffix that no reader takes (``E_FORMAT``).
    """
    settings = settings or Settings()
    source = resolve(source)
    _reader_for(source.name)
    speakers = read_beside(source, rttm.SUFFIX, settings=settings)
    return Loaded(source.name, read_source(source, settings=settings), speakers)


def read(source: Source | Loaded, *, settings: Settings | None = None) -> Document:
    """Read one source.

    Args:
        source: The file, or its bytes, and what the corpus calls it.
        settings: Limits.

    Returns:
        The decoded document; its lines joined by newlines are the text that offsets count in.

    Raises:
        InputError: As for `load`; or it is empty (``E_EMPTY``), or its bytes are not what its suffix says.
    """
    settings = settings or Settings()
    loaded = source if isinstance(source, Loaded) else load(source, settings=settings)
    reader = _reader_for(loaded.name)
    extract = reader.read(File(loaded.data, loaded.name, settings, loaded.rttm))
    _check(extract, loaded.name, settings)
    return Document(
        source=loaded.name,
        sha256=hashlib.sha256(loaded.data).hexdigest(),
        encoding=extract.encoding,
        reader=reader.name,
        lines=extract.lines,
        warnings=tuple(map(printable, (*_about(loaded.name), *extract.warnings, *audit(extract.lines)))),
    )


def _about(name: str) -> tuple[str, ...]:
    """Tell of a file that a build of its folder would pass over."""
    hidden = PurePosixPath(name).name.startswith(".")
    return ("W_HIDDEN: a hidden file, read because it was named",) if hidden else ()


def _check(extract: Extract, name: str, settings: Settings) -> None:
    if not any(line.text.strip() for line in extract.lines):
        raise InputError(f"{name} holds no text", code="E_EMPTY", help="remove it, or export it again")
    if len(extract.lines) > settings.max_lines:
        raise too_many(name, len(extract.lines), settings.max_lines)
    for line in extract.lines:
        if len(line.text) > settings.max_line:
            what = f"{name}, line {line.number}: {len(line.text):,} characters in one line"
            raise too_long(what, settings.max_line)


def _reader_for(name: str) -> Reader:
    suffix = PurePosixPath(bare_name(name)).suffix.lower()
    for reader in READERS.values():
        if suffix in reader.suffixes:
            return reader
    known = ", ".join(sorted(suffix for reader in READERS.values() for suffix in reader.suffixes if suffix))
    remedy = next((remedy for suffixes, remedy in _FOREIGN.items() if suffix in suffixes), f"readers take {known}")
    raise InputError(
        f"{name}: no reader takes files of type {suffix or 'without a suffix'!r}",
        code="E_FORMAT",
        help=remedy,
    )
