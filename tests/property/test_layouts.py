"""Whatever layout wins: every character is in one segment, spans lie in their lines, blocks stand in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao.layouts import lay_out, shipped
from duizhao.layouts.grammar import parse_grammars
from duizhao.reading import Source, read
from duizhao.records import Document, Layout
from golden.layout_cases import load_all
from property.test_pipeline import check_layers, processed
from property.test_segmentation import check_cover
from property.texts import document

SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("*.txt"))
GRAMMARS = [grammar.name for grammar in shipped()]
MODEST = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])

_NAMES = ["Operator", "Ines Falk", "Otto Brandt", "Dana Reed", "主持人", "陆明远", "Speaker 3", "INES FALK", "Otto"]
_TITLES = ["", " - Chief Executive Officer", " -- Harbour Bank -- Analyst", ", CFO", "（首席财务官）", " | 分析师"]
# Forms of every layout that ships, and some of none.
_FORMS = [
    "{0}", "{0}:", "{0}：{1}", "{0}: {1}", "[{0}] {1}", "<{0}> {1}", "【{0}】{1}", "3. {0}", "12、{0}：{1}", "**{0}**",
    "[00:12:38] {0}: {1}", "{0}  12:38", "{0}    [3]", "{0}          Q", "{0}          A", "{1} {0}", "{1} {0} {1}",
    "{1} {0}: {1}", "[ 12] [EN] {0}", "[ 12] [EN] {0}: {1}", "[中] {0}", "[中] {1}", "[ 7] [EN] {1}", "👤 {0}",
    "- {0}: {1}",
    "**{0}:** {1}", " * {0}", "MANAGEMENT: {0}", "{0}\t{1}", "## {0} ## {1}",
    "{1} {0}: Harbour Bank, Research Division {0} {1}",
]  # fmt: skip
_SPEECH = [
    "We opened the yard in May.", "Thank you.", "Good day, and thank you for standing by.", "我们五月开了船厂。",
    "请问订单怎么样？", "[Foreign Language]", "(Operator Instructions)", "It is large: two docks.", "Page 3 of 12", "3",
    "Company Participants", "Harbour Bank, Research Division", "Chief Executive Officer", "Questions and Answers",
    "参会人员：", "问答环节", "-----", ". . . .", "", "  ", "2024-05-12", "Duration: 38 minutes",
    "Copyright 2024 Sample",
    "This transcript was computer-generated.", "Portions of this transcript were spoken by an interpreter.",
    "We sold boats. [Statements in this transcript were spoken by an interpreter.]", "Note: we grew.", "\u3000\u00a0",
]  # fmt: skip
_LABELS = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_TITLES)).map("".join)
_LINES = st.one_of(
    st.sampled_from(_SPEECH),
    st.tuples(st.sampled_from(_FORMS), _LABELS, st.sampled_from(_SPEECH)).map(lambda one: one[0].format(*one[1:])),
)


def check_layout(one: Document, layout: Layout) -> None:
    assert len(layout.lines) == len(one.lines)
    assert [block.index for block in layout.blocks] == list(range(len(layout.blocks)))
    firsts = [block.first_line for block in layout.blocks]
    assert firsts == sorted(firsts)
    assert all(1 <= first <= len(one.lines) for first in firsts)
    before = -1
    for line, laid in zip(one.lines, layout.lines, strict=True):
        assert -1 <= laid.block < len(layout.blocks)
        at = 0
        for span in laid.spans:
            assert at <= span.start < span.end <= len(line.text), f"spans overlap or leave {line.text!r}"
            assert -1 <= span.block < len(layout.blocks)
            at = span.end
        own = [index for index in (laid.block, *(span.block for span in laid.spans)) if index >= 0]
        assert own == sorted(own)
        assert not own or own[0] >= before, f"{line.text!r} goes back to a block that had ended"
        before = own[-1] if own else before
    assert 0.0 <= layout.margin <= layout.score <= 1.0
    for partner, other in layout.partners.items():
        assert 1 <= partner <= len(one.lines)
        assert 1 <= other <= len(one.lines)
        assert partner != other
    assert all(1 <= number <= len(one.lines) and seconds >= 0 for number, seconds in layout.begins.items())


def check(texts: list[str]) -> Layout:
    one = document(texts)
    layout = lay_out(one)
    check_layout(one, layout)
    check_cover(one)
    assert lay_out(one) == layout
    return layout


@MODEST
@given(st.lists(_LINES, max_size=14))
def test_lines_of_all_layouts_mixed(texts: list[str]) -> None:
    check(texts)


@MODEST
@given(
    st.sampled_from(_FORMS), st.lists(st.tuples(_LABELS, st.lists(st.sampled_from(_SPEECH), max_size=3)), max_size=8)
)
def test_lines_of_one_layout(form: str, blocks: list[tuple[str, list[str]]]) -> None:
    check([line for label, said in blocks for line in (form.format(label, "We grew."), *said)])


@MODEST
@given(st.lists(st.tuples(_LABELS, st.sampled_from(_SPEECH)), max_size=8), st.booleans())
def test_labels_that_stand_twice(blocks: list[tuple[str, str]], apart: bool) -> None:
    between = [""] if apart else []
    check([line for label, said in blocks for line in (label, *between, label, said)])


_CHANGES = st.lists(
    st.tuples(st.sampled_from(["drop", "double", "swap", "label", "speech"]), st.integers(0, 10_000), _LINES),
    min_size=1,
    max_size=6,
)


def changed(texts: list[str], changes: list[tuple[str, int, str]]) -> list[str]:
    """Return the lines with some dropped, doubled, swapped with the next, or replaced."""
    out = list(texts)
    for change, number, line in changes:
        at = number % len(out) if out else 0
        if change == "drop":
            del out[at : at + 1]
        elif change == "double":
            out[at:at] = out[at : at + 1]
        elif change == "swap":
            out[at : at + 2] = out[at : at + 2][::-1]
        elif change == "label":
            out[at : at + 1] = [f"{line}"]
        else:
            out[at:at] = [line]
    return out


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(_CHANGES)
def test_samples_with_changed_lines(path: Path, changes: list[tuple[str, int, str]]) -> None:
    texts = [line.text for line in read(Source(path, path.name)).lines]
    check(changed(texts, changes))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_LINES, min_size=1, max_size=12))
def test_transcripts_of_mixed_lines(texts: list[str]) -> None:
    one = processed("\n".join(texts))
    if one is not None:
        check_layers(one)


_CASES = [[line.text for line in case.document.lines] for case in load_all()]


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(_CASES), _CHANGES)
def test_cases_with_changed_lines(texts: list[str], changes: list[tuple[str, int, str]]) -> None:
    check(changed(texts, changes))


@pytest.mark.parametrize("name", GRAMMARS)
def test_changed_cases_reach_every_grammar(name: str) -> None:
    # Else the tests above would say nothing of it.
    assert any(check(texts).name == name for texts in _CASES)


_PATTERNS = st.sampled_from(
    [
        r"(?P<label>.*)",
        r"(?P<label>)",
        r"(?P<label>.)",
        r"(?P<name>\S*)(?P<title>.*)",
        r"(?P<label>.+?)(?P<time>\S*)",
        r"\s*(?P<label>[^:]*):?",
    ]
)
_OWN = st.tuples(
    st.sampled_from(["line", "start", "end", "inside"]),
    _PATTERNS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@MODEST
@given(_OWN, st.lists(_LINES, max_size=10))
def test_any_layout_of_ones_own(own: tuple[str, str, bool, bool, bool, bool], texts: list[str]) -> None:
    place, pattern, sure, detail, doubled, lower = own
    text = (
        f"[[layout]]\nname = 'mine'\ndoubled = {str(doubled).lower()}\nlower_case = {str(lower).lower()}\n"
        f"labels = [{{ place = '{place}', pattern = '{pattern}', sure = {str(sure).lower()}, "
        f"detail = {str(detail).lower()} }}]"
    )
    one = document(texts)
    check_layout(one, lay_out(one, grammars=parse_grammars(text, name="own.toml")))
