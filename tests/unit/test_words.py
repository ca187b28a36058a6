"""rjieba, where it is installed, cuts Chinese as jieba does."""

import random
from pathlib import Path

import pytest

from duizhao import tokens

pytest.importorskip("rjieba")
tokens._jieba().initialize()

CALLS = Path(__file__).resolve().parents[2] / "corpus"
WORDS = "营收 毛利率 同比 增长 下滑 亿元 百分点 指引 研发 客户 云计算 芯片 机器人 海外 现金流 股份 回购 季度"
FORMS = "2.8% 18.6 3.5 2024 Q3 AI GPU GAAP A股 5G B2B O2O T I IT x % . - e-commerce 10-K non-GAAP C++ C# R&D x_1 -2.8%"
PIECES = [*WORDS.split(), *FORMS.split()]


def cut_alike(text: str) -> bool:
    stretches = tokens._stretches(text)
    return all(tokens._fast_cut(one) in ([], tokens._jieba().lcut(one)) for one in stretches)


def test_calls_are_cut_alike() -> None:
    lines = [line for file in sorted(CALLS.rglob("*.txt")) for line in file.read_text("utf-8").splitlines()]
    assert sum(not line.isascii() for line in lines) > 500
    assert [line for line in lines if not cut_alike(tokens.simplified(line))] == []


def test_words_and_marks_in_any_order_are_cut_alike() -> None:
    draw = random.Random(7)  # noqa: S311
    texts = ["".join(draw.choices(PIECES, k=draw.randint(1, 14))) for _ in range(3000)]
    assert [text for text in texts if not cut_alike(text)] == []


@pytest.mark.parametrize(
    "text",
    ["云营收18.6亿元同比增长2.8%", "我们的AI客户", "A股回购", "Non-GAAP毛利率-2.8%", "研发R&D", "ir.example.com"],
)
def test_calls_are_cut_by_rjieba(text: str) -> None:
    assert tokens._fast_cut(text)


@pytest.mark.parametrize("text", ["我们用C++和e-commerce", "用C#写的"])
def test_what_may_be_cut_another_way_is_left_to_jieba(text: str) -> None:
    assert tokens._fast_cut(text) == []
