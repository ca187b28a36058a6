"""Documents and archives: any change to a valid file gives text or a refusal; no text is lost on the way."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from html import escape
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading import READERS, Source, find_sources, html, pdf_pages, read
from duizhao.reading.formats import Extract, File
from support.pdf import lines, pdf

CALL = ["Operator", "Good day, and welcome.", "各位，大家好。"]
PAGE = "<meta charset=utf-8><table><tr><td><b>{}</b><td>{}</table><pre>{}</pre><!-- c --><script>x</script>".format(
    *CALL
)


@cache
def word() -> bytes:
    document = docx.Document()
    for text in CALL:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "b/c.txt"):
            archive.writestr(name, "\n".join(CALL))
    return out.getvalue()


@cache
def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in ("a.txt", "b/各位.txt"):
            info = tarfile.TarInfo(name)
            info.size = len("\n".join(CALL).encode())
            archive.addfile(info, io.BytesIO("\n".join(CALL).encode()))
    return out.getvalue()


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes with a few places replaced, removed or repeated."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(out)))
        end = min(len(out), at + draw(st.integers(0, 12)))
        out[at:end] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(out[at:end]) * 2)))
    return bytes(out)


def extracted(reader: str, data: bytes) -> Extract | InputError:
    try:
        return READERS[reader].read(File(data, "call" + READERS[reader].suffixes[0], Settings()))
    except InputError as fault:
        return fault


@pytest.mark.parametrize(("reader", "make"), [("docx", word), ("html", PAGE.encode)])
@settings(deadline=None, max_examples=250)
@given(st.data())
def test_changed_documents_are_read_or_refused(reader: str, make: Callable[[], bytes], data: st.DataObject) -> None:
    found = extracted(reader, data.draw(changed(make())))
    assert isinstance(found, Extract) or (found.code and found.help)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_changed_parts_of_word_documents(data: st.DataObject) -> None:
    # Inside the ZIP, whose checksums would give most changes away.
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w") as new:
        part = data.draw(st.sampled_from([name for name in old.namelist() if name.endswith((".xml", ".rels"))]))
        for name in old.namelist():
            new.writestr(name, data.draw(changed(old.read(name))) if name == part else old.read(name))
    found = extracted("docx", out.getvalue())
    assert isinstance(found, Extract) or found.code == "E_DAMAGED"


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_changed_pdf_documents(data: st.DataObject) -> None:
    # In this process, where a hundred of them take a second; `read` adds what a process of its own adds.
    found = pdf_pages.printed_pages(data.draw(changed(pdf([lines(CALL)] * 3))), 10_000)
    assert "pages" in found or found["code"] in {"E_DAMAGED", "E_ENCRYPTED", "E_TOO_LARGE"}


@pytest.mark.parametrize(
    ("suffix", "make"),
    [
        (".zip", zipped),
        (".tar", tarred),
        (".tar.gz", lambda: gzip.compress(tarred(), mtime=0)),
        (".txt.gz", lambda: gzip.compress("\n".join(CALL).encode(), mtime=0)),
    ],
)
@settings(deadline=None, max_examples=250)
@given(st.data())
def test_changed_archives_are_read_or_refused(suffix: str, make: Callable[[], bytes], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"call{suffix}"
        path.write_bytes(data.draw(changed(make())))
        sources = find_sources([path])
        assert sources
        for source in (*sources, Source(path, path.name)):
            with suppress(InputError):
                assert read(source).lines


_WORDS = st.text(st.sampled_from("abc <&>'\"\u3000\u00a0我们é]"), min_size=1, max_size=12)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "div", "b", "td", "li", "pre", "h2", "ruby", "section"]), _WORDS), min_size=1
    )
)
def test_pages_keep_their_text(parts: list[tuple[str, str]]) -> None:
    page = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts)
    found = html.read(File(page.encode(), "call.html", Settings()))
    # All but white space, in order.
    assert re.sub(r"\s", "", "".join(line.text for line in found.lines)) == re.sub(
        r"\s", "", "".join(text for _, text in parts)
    )
    assert not [line for line in found.lines if "\n" in line.text]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=20), min_size=1, max_size=6))
def test_word_documents_keep_their_text(texts: list[str]) -> None:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    found = extracted("docx", out.getvalue())
    assert isinstance(found, Extract)
    assert [line.text for line in found.lines] == texts
