"""Word documents: made by python-docx, with parts changed by hand where it cannot make them."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import docx
import pytest

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading.docx import read
from duizhao.reading.formats import Extract, File

BODY = "word/document.xml"


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def call() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Ines Falk").bold = True
    paragraph.add_run(" -- Chief Executive Officer")
    document.add_paragraph("各位，大家好。\tGood day.").add_run().add_break()
    document.paragraphs[-1].add_run("Second line.")
    table = document.add_table(2, 2)
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"cell {row}{column}"
    document.add_paragraph("")
    document.add_paragraph("The end.")
    return saved(document)


def edited(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def with_end(xml: str) -> bytes:
    """Return the call with XML behind the run that says "The end."."""
    return edited(
        call(), BODY, lambda data: data.replace(b"The end.</w:t></w:r>", b"The end.</w:t></w:r>" + xml.encode())
    )


def extract(data: bytes, settings: Settings | None = None) -> Extract:
    return read(File(data, "call.docx", settings or Settings()))


def refusal(data: bytes, settings: Settings | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        extract(data, settings)
    assert caught.value.help
    assert "call.docx" in caught.value.message
    return caught.value


def test_paragraphs_breaks_and_cells_in_order() -> None:
    found = extract(call())
    assert [line.text for line in found.lines] == [
        "Ines Falk -- Chief Executive Officer",
        "各位，大家好。\tGood day.",
        "Second line.",
        "cell 00",
        "cell 01",
        "cell 10",
        "cell 11",
        "",
        "The end.",
    ]
    assert [line.number for line in found.lines] == list(range(1, 10))
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("xml", "last"),
    [
        ("<w:ins w:id='1'><w:r><w:t> Really.</w:t></w:r></w:ins>", "The end. Really."),
        ("<w:moveTo w:id='1'><w:r><w:t> Really.</w:t></w:r></w:moveTo>", "The end. Really."),
        ("<w:hyperlink><w:r><w:t> Link.</w:t></w:r></w:hyperlink>", "The end. Link."),
        ("<w:sdt><w:sdtContent><w:r><w:t> Field.</w:t></w:r></w:sdtContent></w:sdt>", "The end. Field."),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>", "The end."),
        ("<w:r><w:noBreakHyphen/><w:t>a\nb</w:t><w:tab/><w:t>c</w:t></w:r>", "The end.-a b\tc"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0B7'/></w:r>", "The end.\uf0b7"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>Lu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>陆</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "The end.（Lu）陆",
        ),
        ("<w:r><w:txbxContent><w:p><w:r><w:t>Box.</w:t></w:r></w:p></w:txbxContent></w:r>", "Box."),
    ],
)
def test_text_that_runs_alone_do_not_hold(xml: str, last: str) -> None:
    found = extract(with_end(xml))
    assert found.lines[-1].text == last
    assert found.warnings == ()


def test_deleted_text_is_left_out_and_reported() -> None:
    found = extract(with_end("<w:del w:id='1'><w:r><w:delText> Not so.</w:delText></w:r></w:del>"))
    assert found.lines[-1].text == "The end."
    assert found.warnings == ("W_DOCX_SKIPPED: texts left out: 1 in deletions; the first ' Not so.'",)


def test_deleted_text_in_other_elements() -> None:
    found = extract(with_end("<w:del w:id='1'><w:r><w:t> Not so.</w:t></w:r></w:del>"))
    assert found.lines[-1].text == "The end."
    assert "1 in deletions" in found.warnings[0]


def test_text_beside_the_body_is_reported() -> None:
    document = docx.Document()
    document.add_paragraph("Good day.")
    document.sections[0].header.paragraphs[0].text = "Aldermere Q3"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    found = extract(saved(document))
    assert [line.text for line in found.lines] == ["Good day."]
    (warning,) = found.warnings
    assert warning.startswith("W_DOCX_SKIPPED: texts left out: 1 in ")
    assert "1 in headers" in warning
    assert "1 in footers" in warning


def test_entities_are_not_expanded() -> None:
    entities = "<!ENTITY a 'haaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
    )
    data = edited(
        call(),
        BODY,
        lambda xml: xml.replace(b"<w:document", f"<!DOCTYPE l [{entities}]><w:document".encode(), 1).replace(
            b"The end", b"&j;"
        ),
    )
    assert refusal(data).code == "E_DAMAGED"
    assert "entities" in refusal(data).message


def test_bombs_are_stopped_before_they_are_parsed() -> None:
    zeros = edited(call(), BODY, lambda xml: xml + bytes(200_000_000))
    elements = edited(call(), BODY, lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 4_000_000))
    started = time.process_time()
    assert refusal(zeros).code == "E_TOO_LARGE"
    assert refusal(elements).code == "E_TOO_LARGE"
    assert refusal(call(), Settings(max_bytes=1000)).code == "E_TOO_LARGE"
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"no XML",
        lambda _: b"<a/>",
        lambda xml: xml.replace(b"w:body", b"w:bdy"),
        lambda xml: xml[:-20],
        lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b"<w:ins>" * 400),
    ],
)
def test_damaged_body(change: Callable[[bytes], bytes]) -> None:
    assert refusal(edited(call(), BODY, change)).code == "E_DAMAGED"


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml"]
)
@pytest.mark.parametrize("data", [b"", b"<a/>", b"no XML"])
def test_damaged_parts(part: str, data: bytes) -> None:
    changed = edited(call(), part, lambda _: data)
    if part == "word/styles.xml" and data == b"<a/>":
        assert extract(changed).lines[-1].text == "The end."
    else:
        assert refusal(changed).code == "E_DAMAGED"


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_missing_parts(part: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(call())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    assert refusal(out.getvalue()).code == "E_DAMAGED"


def test_cut_anywhere() -> None:
    data = call()
    for size in range(4, len(data), 997):
        assert refusal(data[:size]).code == "E_DAMAGED"


def test_a_damaged_byte_inside_a_part() -> None:
    data = bytearray(call())
    data[data.index(b"word/document.xml") + 200] ^= 0xFF
    assert refusal(bytes(data)).code == "E_DAMAGED"


def test_encrypted_part() -> None:
    data = bytearray(call())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)).code == "E_ENCRYPTED"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Good day.", "E_BINARY"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "E_FORMAT"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "E_ENCRYPTED"),
    ],
)
def test_other_files(data: bytes, code: str) -> None:
    assert refusal(data).code == code
