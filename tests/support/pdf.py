"""PDF files written by hand: text at given places, one font that maps every code to the code point of its number."""

from __future__ import annotations

from collections.abc import Sequence

_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%s
endcmap end end"""
_RANGES = b"\n".join(
    b"1 beginbfrange <%02X00> <%02XFF> <%02X00> endbfrange" % (high, high, high) for high in range(256)
)

#: Text and where it starts: points from the left and from the bottom of the page.
Text = tuple[float, float, str]


def pdf(pages: Sequence[Sequence[Text]], *, trailer: bytes = b"") -> bytes:
    """Return a PDF file with these texts on its pages, in the order given."""
    kids = b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H %s >>"
        % b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 600\n/CIDSystemInfo %s >>"
        % b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        _stream(_UNICODE % _RANGES),
    ]
    for number, page in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (7 + 2 * number),
            _stream(b"\n".join(_shown(*text) for text in page)),
        ]
    return assembled(objects, trailer=trailer)


def assembled(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF file of numbered objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def lines(texts: Sequence[str], *, top: float = 700) -> list[Text]:
    """Return texts as lines one below the other."""
    return [(50, top - 14 * number, text) for number, text in enumerate(texts)]


def _shown(x: float, y: float, text: str) -> bytes:
    return b"BT /F 10 Tf %.1f %.1f Td <%s> Tj ET" % (x, y, text.encode("utf-16-be").hex().encode())


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
