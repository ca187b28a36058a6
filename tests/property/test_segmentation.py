"""Text survives: segments cover every non-blank character once; markers, cleaning and quantities point into it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.cleaning import clean_text
from duizhao.language import languages
from duizhao.layouts import lay_out
from duizhao.markers import find_markers
from duizhao.quantities import read_quantities, segment_quantities
from duizhao.records import Document, Segment
from duizhao.segmentation import segment
from duizhao.tokens import sentences
from duizhao.vocabulary import Kind, Lang
from property.texts import BLOCKS, FLAT_LINES, LINES, PIECES, TEXTS, document, labelled


def segments_of(one: Document) -> tuple[Segment, ...]:
    return segment(one, lay_out(one), languages(one))


def check_cover(one: Document) -> None:
    covered = [[0] * len(line.text) for line in one.lines]
    segments = segments_of(one)
    for piece in segments:
        assert one.lines[piece.line - 1].text[piece.start : piece.end] == piece.text
        for at in range(piece.start, piece.end):
            covered[piece.line - 1][at] += 1
    for line, counts in zip(one.lines, covered, strict=True):
        assert all(count <= 1 for count in counts), f"segments overlap in {line.text!r}"
        lost = [at for at, count in enumerate(counts) if not count and not line.text[at].isspace()]
        assert not lost, f"{line.text!r} lost {lost}"
    assert [piece.index for piece in segments] == list(range(len(segments)))
    places = [(piece.line, piece.start) for piece in segments]
    assert places == sorted(places)


@settings(deadline=None, max_examples=150)
@given(st.lists(FLAT_LINES, max_size=8))
def test_flat_text_is_covered_once(texts: list[str]) -> None:
    check_cover(document(texts))


@settings(deadline=None, max_examples=150)
@given(BLOCKS)
def test_labelled_text_is_covered_once(blocks: list[tuple[str, list[str]]]) -> None:
    check_cover(document(labelled(blocks)))


@settings(deadline=None, max_examples=150)
@given(st.lists(LINES, max_size=10))
def test_text_with_labels_anywhere_is_covered_once(texts: list[str]) -> None:
    check_cover(document(texts))


def test_labelled_texts_are_labelled() -> None:
    # Else the tests above would say nothing of labelled layouts.
    one = document(labelled([("Operator", ["Good day."]), ("Otto Brandt - CFO", ["Thank you."])] * 2))
    assert lay_out(one).labelled


@settings(deadline=None, max_examples=300)
@given(FLAT_LINES)
def test_sentences_cover_their_text(text: str) -> None:
    end_before, held = 0, set[int]()
    for start, end in sentences(text):
        assert end_before <= start < end <= len(text)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        held.update(range(start, end))
        end_before = end
    assert {at for at, character in enumerate(text) if not character.isspace()} <= held


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=4).map("".join))
def test_markers_are_brackets_in_order(text: str) -> None:
    end_before = 0
    for marker in find_markers(text):
        assert end_before <= marker.start < marker.end <= len(text)
        assert text[marker.start] in "([（【〔"
        assert text[marker.end - 1] in ")]）】〕"
        end_before = marker.end


@settings(deadline=None, max_examples=300)
@given(PIECES)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert once == once.strip()


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_quantities_quote_their_segment(texts: list[str]) -> None:
    segments = segments_of(document(texts))
    for quantity in read_quantities(segments):
        one = segments[quantity.segment]
        assert one.start <= quantity.start < quantity.end <= one.end
        assert one.text[quantity.start - one.start : quantity.end - one.start] == quantity.text
        assert quantity.text == quantity.text.strip()


_FIGURES = st.lists(
    st.sampled_from(
        "3 1,250 百 千 万 亿 十 两 点 % ％ 百分之 百分点 元 块 成 倍 million RMB US$ - 负 percent x , .".split()
    )
    | st.sampled_from([" ", "minus ", "twenty-one"]),
    max_size=9,
).map("".join)


@settings(deadline=None, max_examples=400)
@given(_FIGURES, st.sampled_from([Lang.EN, Lang.ZH]))
def test_any_run_of_figures_gives_ordered_spans(text: str, lang: Lang) -> None:
    if not text.strip():
        return
    one = Segment(0, 1, 4, 4 + len(text), Kind.SPEECH, lang, text, text, 0)
    before = 4
    for quantity in segment_quantities(one):
        assert before <= quantity.start < quantity.end <= one.end
        assert text[quantity.start - 4 : quantity.end - 4] == quantity.text
        before = quantity.end
