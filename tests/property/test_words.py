"""rjieba, where it is installed, cuts Chinese as jieba does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import tokens

pytest.importorskip("rjieba")
tokens._jieba().initialize()

PIECES = (
    *"的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行",
    *"营收毛利率同比增长下滑亿元百分点指引研发交付客户云计算芯片机器人海外市场现金流股份回购季度财务首席执行官分析师",
    *(
        "2.8%",
        "18.6",
        "3.5",
        "2024",
        "Q3",
        "AI",
        "GPU",
        "GAAP",
        "A股",
        "5G",
        "B2B",
        "O2O",
        "T",
        "I",
        "IT",
        "x",
        "%",
        ".",
        "-",
    ),
    *("e-commerce", "10-K", "non-GAAP", "C++", "C#", "R&D", "x_1", "ir.example.com", "-2.8%"),
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_both_cut_alike(text: str) -> None:
    fast = tokens._fast_cut(text)
    assert not fast or fast == tokens._jieba().lcut(text)


@pytest.mark.parametrize("text", ["云营收18.6亿元同比增长2.8%", "我们的AI客户", "A股回购"])
def test_calls_are_cut_by_rjieba(text: str) -> None:
    assert tokens._fast_cut(text)


@pytest.mark.parametrize("text", ["我们用C++和e-commerce", "Non-GAAP毛利率"])
def test_what_may_be_cut_another_way_is_left_to_jieba(text: str) -> None:
    assert tokens._fast_cut(text) == []
