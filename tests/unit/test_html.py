"""HTML: encodings, what is refused, and bounds; the text itself is in the golden cases."""

from __future__ import annotations

import time

import pytest

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading import html
from duizhao.reading.formats import Extract, File

CHINESE = "各位投资者，大家晚上好。我们五月开了新的船厂，订单同比增长。接下来请大家提问，谢谢各位的参与。"


def page(data: bytes, name: str = "call.html") -> Extract:
    return html.read(File(data, name, Settings()))


def code_of(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        page(data)
    assert caught.value.help
    assert "call.html" in caught.value.message
    return caught.value.code


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="{}">',
        "<META CHARSET={}>",
        '<meta http-equiv="Content-Type" content="text/html; charset={}">',
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
@pytest.mark.parametrize(("declared", "codec"), [("gb2312", "gb18030"), ("GBK", "gb18030"), ("big5", "big5hkscs")])
def test_declared_encoding(head: str, declared: str, codec: str) -> None:
    text = "開會" if codec == "big5hkscs" else "开会"
    found = page(f"{head.format(declared)}<p>{text}</p>".encode(codec))
    assert ([line.text for line in found.lines], found.encoding, found.warnings) == ([text], codec, ())


def test_a_mark_outdoes_a_declaration() -> None:
    found = page(b"\xff\xfe" + "<meta charset=gbk><p>开会</p>".encode("utf-16-le"))
    assert (found.lines[0].text, found.encoding) == ("开会", "utf-16-le")


@pytest.mark.parametrize(("declared", "codec"), [("gbk", "utf-8"), ("utf-8", "gb18030"), ("klingon", "utf-8")])
def test_a_false_declaration_is_reported(declared: str, codec: str) -> None:
    found = page(f"<meta charset={declared}><p>{CHINESE}</p>".encode(codec))
    assert (found.lines[0].text, found.encoding) == (CHINESE, codec)
    assert found.warnings[0].startswith(f"W_ENCODING_DECLARED: the file says {declared}")


@pytest.mark.parametrize(
    "text",
    [
        "<p>Good day.<!-- never closed",
        "<p>Good day.<script>var a",
        "<p>Good day.<style>p {}",
        "<title>Call<p>Good day.",
        "<p>Good day.<textarea>",
        "<p>Good day.<a href='call",
        "<p>Good day.</",
    ],
)
def test_a_page_that_ends_inside_something_is_cut(text: str) -> None:
    assert code_of(text.encode()) == "E_MARKUP"


def test_text_that_is_utf8_beyond_doubt() -> None:
    text = "Señor Müller: más señales, año récord, café y más días."
    assert text.encode().decode("cp1252") != text
    found = page(f"<meta charset=iso-8859-1><p>{text}</p>".encode())
    assert (found.lines[0].text, found.encoding) == (text, "utf-8")
    few = page("<meta charset=iso-8859-1><p>caf\u00c3\u00a9</p>".encode("cp1252"))
    assert (few.lines[0].text, few.warnings) == ("caf\u00c3\u00a9", ())


def test_elements_that_close_themselves_in_xhtml() -> None:
    text = "<html><head><title/><script src='a.js' /></head><body><p>Good day.</p><![CDATA[1 < 2]]></body></html>"
    assert [line.text for line in page(text.encode(), "call.xhtml").lines] == ["Good day.", "1 < 2"]
    assert [line.text for line in page(f"<?xml version='1.0'?>{text}".encode()).lines] == ["Good day.", "1 < 2"]


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 900_000,
        "<table><tr><td>" * 300_000,
        "".join(f"<b class={number}>" for number in range(5000)) + "<p>Good day." * 5000,
        "<p>" * 2_100_000,
    ],
)
def test_what_would_take_gigabytes(text: str) -> None:
    started = time.process_time()
    assert code_of(text.encode()) == "E_MARKUP"
    assert time.process_time() - started < 3.0


def test_deep_but_not_too_deep() -> None:
    assert [line.text for line in page(b"<div>" * 5000 + b"Good day.").lines] == ["Good day."]


@pytest.mark.parametrize("data", [b"%PDF-1.7 <p>", b"PK\x03\x04<p>", b"<p>\x00\x01\x02\x03</p>" * 9])
def test_binary(data: bytes) -> None:
    assert code_of(data) == "E_BINARY"


def test_menus_are_left_out_and_reported() -> None:
    found = page(b"<nav>Home <a>About</a></nav><p>Good day.</p><noscript>Turn it on</noscript><script>x()</script>")
    assert [line.text for line in found.lines] == ["Good day."]
    assert found.warnings == ("W_HTML_SKIPPED: 2 pieces of text left out, the first in <nav>: 'Home About'",)
