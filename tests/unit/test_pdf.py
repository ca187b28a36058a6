"""PDF documents, written by hand (`support.pdf`)."""

from __future__ import annotations

import zlib

import pytest

from duizhao.config import Settings
from duizhao.errors import InputError
from duizhao.reading import pdf as reader
from duizhao.reading.formats import Extract, File
from duizhao.reading.furniture import PrintedLine, find_furniture, without
from support.pdf import Text, assembled, lines, pdf

FALK = ["Ines Falk - Chief Executive Officer", "We grew by half.", "我们增长了一半。"]


def extract(data: bytes, settings: Settings | None = None) -> Extract:
    return reader.read(File(data, "call.pdf", settings or Settings()))


def refusal(data: bytes, settings: Settings | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        extract(data, settings)
    assert caught.value.help
    assert "call.pdf" in caught.value.message
    return caught.value


def texts(found: Extract) -> list[str]:
    return [line.text for line in found.lines]


def with_heads(pages: int) -> list[list[Text]]:
    words = "alpha beta gamma delta epsilon zeta eta theta".split()
    return [
        [
            (50, 770, "Aldermere Q3 2031 call"),
            *lines([f"Talk of {words[n]}.", f"{words[n]} rose.", *words[n:]]),
            (300, 30, f"Page {n + 1}"),
        ]
        for n in range(pages)
    ]


def test_lines_are_those_of_the_pages() -> None:
    found = extract(pdf([lines(FALK), lines(["Otto Brandt", "Thank you \U0001f600."])]))
    assert texts(found) == [*FALK, "Otto Brandt", "Thank you \U0001f600."]
    assert [line.number for line in found.lines] == [1, 2, 3, 4, 5]
    assert (found.encoding, found.warnings) == ("pdf", ())


def test_words_stay_broken_at_line_ends() -> None:
    assert texts(extract(pdf([lines(["We grew in ship-", "building."])]))) == ["We grew in ship-", "building."]


def test_heads_and_page_numbers_are_left_out_and_reported() -> None:
    found = extract(pdf(with_heads(4)))
    assert texts(found)[:3] == ["Talk of alpha.", "alpha rose.", "alpha"]
    assert not [text for text in texts(found) if "Aldermere" in text or "Page" in text]
    assert texts(found).count("zeta") == 4
    assert found.warnings == (
        "W_PAGE_FURNITURE: 8 lines left out (# for figures): 'Aldermere Q# # call' on 4 pages; 'Page #' on 4 pages",
    )


def test_two_pages_are_too_few_to_tell() -> None:
    found = extract(pdf(with_heads(2)))
    assert texts(found).count("Aldermere Q3 2031 call") == 2
    assert found.warnings == ()


def printed(*texts: str) -> list[PrintedLine]:
    return [PrintedLine(text, 700.0 - 14 * number) for number, text in enumerate(texts)]


def test_a_label_that_opens_every_other_page_elsewhere_stays() -> None:
    pages = [printed("Head", f"{n} {chr(97 + n)}", *"abcdefg") for n in range(6)]
    pages[1][2:3] = [PrintedLine("Operator", 600.0)]
    pages[3][4:5] = [PrintedLine("Operator", 500.0)]
    pages[5][5:6] = [PrintedLine("Operator", 550.0)]
    furniture = find_furniture(pages)
    kept = [line.text for page in pages for line in without(page, furniture)]
    assert kept.count("Operator") == 3
    assert "Head" not in kept


def test_furniture_ends_where_other_text_begins() -> None:
    pages = [printed(chr(97 + n) * 9, "Operator", chr(97 + n), *"1234", chr(97 + n)) for n in range(4)]
    pages = [[line for line in page if line.text not in "1234"] for page in pages]
    kept = [line.text for page in pages for line in without(page, find_furniture(pages))]
    assert kept.count("Operator") == 4


def test_pages_of_pictures() -> None:
    found = extract(pdf([[], lines(FALK), []]))
    assert texts(found) == FALK
    assert found.warnings == ("W_PAGE_NO_TEXT: 2 of 3 pages hold no text, the first is page 1",)
    assert refusal(pdf([[], []])).code == "E_NO_TEXT_LAYER"


def test_cut_anywhere() -> None:
    data = pdf([lines(FALK)])
    for size in (10, len(data) // 2, len(data) - 300, len(data) - 7):
        assert refusal(data[:size]).code == "E_DAMAGED"


def test_no_pages() -> None:
    assert refusal(pdf([])).code == "E_DAMAGED"


def test_no_pdf() -> None:
    assert refusal(b"Good day.").code == "E_BINARY"


def test_encrypted() -> None:
    handler = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
        b"00" * 32,
        b"00" * 32,
    )
    assert refusal(pdf([lines(FALK)], trailer=handler)).code == "E_ENCRYPTED"


def test_too_much_text() -> None:
    assert refusal(pdf([lines(FALK)]), Settings(max_bytes=20)).code == "E_TOO_LARGE"


def drawn(content: bytes, form: bytes = b"q Q") -> bytes:
    packed = zlib.compress(content, 9)
    resources = b"/Resources << /XObject << /X 5 0 R >> >>"
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R %s >>" % resources,
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] %s /Length %d >>\nstream\n%s\nendstream"
            % (resources, len(form), form),
        ]
    )


def test_a_bomb_of_blanks_is_survived() -> None:
    assert refusal(drawn(b" " * 200_000_000)).code == "E_NO_TEXT_LAYER"


def test_a_form_that_draws_itself_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_SECONDS", 1)
    fault = refusal(drawn(b"/X Do " * 1000, b"/X Do /X Do "))
    assert fault.code == "E_DAMAGED"
    assert "1 second" in fault.message


def test_a_crash_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader.pdf_pages, "__file__", "/none.py")
    assert refusal(pdf([lines(FALK)])).code == "E_DAMAGED"
