"""Random texts and documents that look like transcripts, and some that do not."""

from __future__ import annotations

from hypothesis import strategies as st

from duizhao.records import Document, Line

LABELS = [
    "Operator",
    "Ines Falk - Chief Executive Officer",
    "Otto Brandt - CFO",
    "Mira Dahl - Head of Investor Relations",
    "Peter Lindqvist -- Harbour Bank -- Analyst",
    "Unidentified Analyst",
    "主持人",
    "陆明远（首席财务官）",
]
MARKERS = ["[Foreign Language]", "[Interpreted]", "(Operator Instructions)", "（口译）", "[翻譯]"]
SENTENCES = [
    "Good day, and thank you for standing by.",
    "Our first question comes from Peter Lindqvist of Harbour Bank.",
    "Thank you, operator.",
    "Revenue was RMB2.73 billion, up 18%.",
    "Thanks for taking my question.",
    "I will now turn the call over to our CFO, Otto Brandt.",
    "We rank No. 1 in the U.S. market... And so on.",
    "no no no no no no no no",
    "我们开了新厂，收入为27.34亿元。",
    "谢谢管理层接受我的提问。",
    "毛利率提升1.5个百分点！",
    "Let me translate Mr. Falk's answer.",
    "(inaudible)",
    "2024-05-12",
    "End of the call",
]
# Any code points but surrogates; a line holds no line ending.
_WILD = st.text(
    st.one_of(
        st.sampled_from("aZ 09.,;:!?-–—()[]（）【】。！？，、…\"'“”%$\t\u3000\u00a0\u2028\u0085\x1c\ufeff"),
        st.sampled_from("我们收入亿万百分之十一二三年月日第成倍元"),
        st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"),
    ),
    max_size=40,
)
PIECES = st.one_of(st.sampled_from([*SENTENCES, *MARKERS]), _WILD)
FLAT_LINES = st.lists(PIECES, max_size=4).map(" ".join)
LINES = st.one_of(
    FLAT_LINES,
    FLAT_LINES,
    st.sampled_from(LABELS),
    st.sampled_from(["", "  "]),
    st.tuples(st.sampled_from(LABELS), FLAT_LINES).map(": ".join),
)


def document(texts: list[str]) -> Document:
    """Return a document of these lines."""
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    return Document("call.txt", "0" * 64, "utf-8", "text", lines)


def labelled(blocks: list[tuple[str, list[str]]]) -> list[str]:
    """Return lines with a label over each block."""
    return [line for label, texts in blocks for line in (label, *texts)]


BLOCKS = st.lists(st.tuples(st.sampled_from(LABELS), st.lists(FLAT_LINES, min_size=1, max_size=3)), max_size=7)
TEXTS = st.one_of(st.lists(LINES, max_size=10), st.lists(FLAT_LINES, max_size=10), BLOCKS.map(labelled))
