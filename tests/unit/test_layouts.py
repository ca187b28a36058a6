"""Layouts: which grammar explains a document, and what that makes of its lines."""

from __future__ import annotations

import pytest

from duizhao.layouts import lay_out
from duizhao.records import Document, Layout, Line
from duizhao.vocabulary import Kind


def document(*texts: str, partners: dict[int, int] | None = None) -> Document:
    partners = partners or {}
    lines = tuple(Line(number, text, partner=partners.get(number)) for number, text in enumerate(texts, 1))
    return Document("call.txt", "0" * 64, "utf-8", "text", lines)


def kinds(layout: Layout) -> str:
    return "".join(line.kind.value[0] if line.kind is not Kind.NOTE else "N" for line in layout.lines)


NAME_LINES = (
    "Fjordline Q2 2024 Earnings Call",
    "May 12, 2024",
    "Operator",
    "Good day, and thank you for standing by.",
    "Ines Falk - Chief Executive Officer",
    "Thank you. We opened the yard in May.",
    "[Foreign Language]",
    "It is large.",
    "Operator",
    "That concludes the call.",
    "Portions of this transcript marked as interpreted were spoken by an interpreter on the call.",
)


def test_name_lines() -> None:
    layout = lay_out(document(*NAME_LINES))
    assert layout.name == "name-line"
    assert kinds(layout) == "ndlslsmslsN"
    assert [block.label.name for block in layout.blocks if block.label] == ["Operator", "Ines Falk", "Operator"]
    assert [block.first_line for block in layout.blocks] == [3, 5, 9]
    assert layout.lines[5].block == layout.lines[7].block == 1
    assert layout.lines[0].block == layout.lines[10].block == -1


@pytest.mark.parametrize("colon", [": ", "：", ":"])
def test_colon(colon: str) -> None:
    texts = [
        f"Operator{colon}Good day, and thank you for standing by.",
        f"Ines Falk - CEO{colon}Thank you. We opened the yard in May.",
        "It is large: two docks.",
        f"Operator{colon}That concludes the call.",
    ]
    layout = lay_out(document(*texts))
    assert layout.name == "colon"
    assert [line.spans[0].end if line.spans else 0 for line in layout.lines] == [
        texts[0].index(colon) + 1,
        texts[1].index(colon) + 1,
        0,
        texts[3].index(colon) + 1,
    ]
    assert [line.block for line in layout.lines] == [0, 1, 1, 2]


def test_double_labels() -> None:
    texts = []
    for label, said in [("Operator", "Good day."), ("Ines Falk - CEO", "We opened the yard."), ("Operator", "Bye.")]:
        texts += [label, label, said]
    layout = lay_out(document(*texts))
    assert layout.name == "double-labelled"
    assert [block.label.name for block in layout.blocks if block.label] == ["Operator", "Ines Falk", "Operator"]
    assert kinds(layout) == "llsllslls"


def test_chinese_labels() -> None:
    layout = lay_out(
        document(
            "主持人：各位晚上好，欢迎参加电话会。",
            "首席执行官 陆明远：谢谢主持人。我们五月开了船厂。",
            "主持人：下面请提问。",
            "海岸证券分析师 何思雨：谢谢管理层，请问订单怎么样？",
        )
    )
    assert layout.name == "colon"
    assert [block.label.name for block in layout.blocks if block.label] == ["主持人", "陆明远", "主持人", "何思雨"]


def test_partner_lines_open_no_block() -> None:
    layout = lay_out(
        document(
            "Operator: Good day.",
            "主持人：各位好。",
            "Ines Falk - CEO: We opened the yard.",
            "法尔克（首席执行官）：我们开了船厂。",
            partners={1: 2, 2: 1, 3: 4, 4: 3},
        )
    )
    assert len(layout.blocks) == 2
    assert [line.block for line in layout.lines] == [0, 0, 1, 1]
    assert [label.name for block in layout.blocks for label in block.also] == ["主持人", "法尔克"]


ASR = (
    "Good day, and thank you for standing by. Welcome to the Fjordline call.",
    "Thank you, operator.",
    "Good evening, everyone. With me today is our CEO, Ines Falk.",
    "Thank you, operator.",
    "We opened the yard in May. It is large.",
    "Thank you.",
    "Our first question comes from Peter Lindqvist of Harbour Bank.",
    "Thank you, operator.",
    "Thanks for taking my question.",
)


def test_a_flat_call_with_short_lines_stays_flat() -> None:
    layout = lay_out(document(*ASR))
    assert (layout.name, layout.labelled) == ("flat", False)
    assert [line.block for line in layout.lines] == list(range(len(ASR)))


@pytest.mark.parametrize(
    "texts",
    [
        ("We grew: by 5%.", "We hired: many.", "We built: a yard."),
        ("Revenue: 5 million.", "Costs: 3 million.", "Revenue: 6 million.", "Costs: 4 million."),
        ("Harbour Street", "We opened a yard there.", "Market Square", "We opened a shop there."),
        ("我们的第一点：渔业。", "第二点：船厂。", "我们的第三点：渡轮。"),
        ("Today we discuss: ferries. " * 30,),
        ("Operator. Good day.", "Operator, next question please.", "Operator, thank you."),
        ("Ines Falk", "Otto Brandt", "Mira Dahl"),
    ],
)
def test_flat_texts_are_never_labelled(texts: tuple[str, ...]) -> None:
    assert not lay_out(document(*texts)).labelled


def test_one_label_is_no_layout() -> None:
    assert not lay_out(document("Operator: Good day.", "We opened the yard.", "It is large.")).labelled


@pytest.mark.parametrize("texts", [(), ("",), ("", "  ")])
def test_nothing(texts: tuple[str, ...]) -> None:
    layout = lay_out(document(*texts))
    assert (layout.name, layout.score, layout.blocks) == ("flat", 0.0, ())
    assert len(layout.lines) == len(texts)


@pytest.mark.parametrize(
    "text", ["2024-05-12", "May 12, 2024", "12 May 2024", "Sunday, May 12, 2024", "2024年5月12日", "05/12/2024 9:30 am"]
)
def test_dates_of_flat_texts(text: str) -> None:
    assert lay_out(document(text, "Good day.")).lines[0].kind is Kind.DATE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This transcript was computer-generated and may contain errors.", Kind.NOTICE),
        ("Fjordline Q2 2024 Earnings Call Transcript", Kind.NOTICE),
        ("本纪要仅供参考", Kind.NOTICE),
        ("In 2024 we opened a yard.", Kind.SPEECH),
        ("We call our customers every week.", Kind.SPEECH),
    ],
)
def test_what_stands_before_a_flat_call(text: str, kind: Kind) -> None:
    assert lay_out(document(text, "Good day.", "We opened the yard.")).lines[0].kind is kind
