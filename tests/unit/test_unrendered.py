"""Clauses that nothing renders, by a hand-made dictionary."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.alignment.lexicon import Entries, Lexicon, make_lexicon
from duizhao.alignment.linking import Linker, content_tokens
from duizhao.alignment.naming import is_name
from duizhao.alignment.resources import Resources
from duizhao.alignment.unrendered import clauses_of, unrendered
from duizhao.alignment.words import key_of
from duizhao.records import Alignment
from duizhao.vocabulary import Level, Relation
from golden.loading import speech

WORDS = {
    "渡轮": "boat", "运送": "bring", "乘客": "passenger", "船票": "ticket", "价格": "price", "没变": "unchanged",
    "船坞": "dock", "北方": "north", "开放": "open", "客户": "customer", "满意": "satisfied", "绵阳": "mianyang",
}  # fmt: skip


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    # In running text each word is rare beside all the others.
    words = {**WORDS, "其他": "other"}
    english, count = [key_of(word) for word in words.values()], len(words)
    counts = np.array([1.0] * len(WORDS) + [1e6])
    return make_lexicon(Entries(list(words), english, counts, np.arange(count + 1), np.arange(count), np.ones(count)))


def found(lexicon: Lexicon, source: str, target: str) -> list[tuple[str, bool]]:
    segments = [speech(source, index=0), speech(target, index=1)]
    beads = [Alignment(Relation.INTERPRETATION, level, (0,), (1,), 1.0) for level in (Level.PASSAGE, Level.SENTENCE)]
    return [
        (segments[one.segment].text[one.start : one.end], one.in_target)
        for one in unrendered(beads, segments, Resources(lexicon), least=0.9)
    ]


def test_links_are_one_to_one_and_by_the_dictionary(lexicon: Lexicon) -> None:
    sides = [
        content_tokens("渡轮 运送 乘客", chinese=True),
        content_tokens("Boats bring passengers, boats.", chinese=False),
    ]
    links = Linker(lexicon).link(*sides)
    pairs = {(sides[0][row].key, sides[1][column].key) for row, column in links}
    assert pairs == {("渡轮", key_of("boat")), ("运送", key_of("bring")), ("乘客", key_of("passenger"))}
    assert len({row for row, _ in links}) == len({column for _, column in links}) == len(links)


def test_links_are_the_same_where_what_is_said_is_known_before(lexicon: Lexicon) -> None:
    first = content_tokens("渡轮 运送 乘客 船员", chinese=True)
    second = content_tokens("Boats bring passengers, ferries, crew.", chinese=False)
    plain, told = Linker(lexicon), Linker(lexicon, {one.key for one in (*first, *second)})
    assert told.link(first, second) == plain.link(first, second)
    assert len(plain.link(first, second)) == 3


def test_a_word_whose_renderings_nobody_says_is_not_spelled_out(lexicon: Lexicon) -> None:
    """Only what the dictionary lacks is looked up by its characters: those of 船票 would lead to the dock."""
    first, second = content_tokens("船票", chinese=True), content_tokens("Docks.", chinese=False)
    assert Linker(lexicon, {one.key for one in (*first, *second)}).link(first, second) == []
    assert Linker(lexicon).link(content_tokens("船尾", chinese=True), second)


def test_names_are_linked_by_their_pinyin(lexicon: Lexicon) -> None:
    sides = [content_tokens("芊岚", chinese=True), content_tokens("We are Qianlan.", chinese=False)]
    assert [sides[1][column].spelling for _, column in Linker(lexicon).link(*sides)] == ["qianlan"]


def test_a_clause_without_a_rendition_is_found(lexicon: Lexicon) -> None:
    source = "渡轮 运送 乘客 客户 满意，船票 价格 没变 北方 船坞 开放。"
    assert found(lexicon, source, "Boats bring passengers, customers satisfied.") == [
        ("船票 价格 没变 北方 船坞 开放", False)
    ]


def test_a_short_clause_is_not_judged(lexicon: Lexicon) -> None:
    assert (
        found(lexicon, "渡轮 运送 乘客 客户 满意，船票 价格 没变。", "Boats bring passengers, customers satisfied.")
        == []
    )


def test_an_added_clause_is_found(lexicon: Lexicon) -> None:
    source, target = (
        "渡轮 运送 乘客 客户 满意。",
        "Boats bring passengers, customers satisfied, ticket prices unchanged, docks open north unchanged tickets.",
    )
    assert ("docks open north unchanged tickets", True) in found(lexicon, source, target)


def test_what_is_rendered_is_not_found(lexicon: Lexicon) -> None:
    source = "渡轮 运送 乘客 客户 满意，船票 价格 没变 北方 船坞 开放。"
    target = "Boats bring passengers, customers satisfied, ticket prices unchanged, docks open in the north."
    assert found(lexicon, source, target) == []


@pytest.mark.parametrize("flag", ["loop", "truncated", "noise", "inaudible"])
def test_what_the_recording_did_is_no_clause(flag: str) -> None:
    from dataclasses import replace

    segment = speech("Boats bring passengers, docks open north.")
    assert list(clauses_of([0], [replace(segment, flags=frozenset({flag}))])) == []
    assert [clause.text for clause in clauses_of([0], [segment])] == ["Boats bring passengers", "docks open north"]


@pytest.mark.parametrize("text", ["收入1,970万，很好。", "Revenue was 1,970.5 million, good"])
def test_figures_are_not_cut(text: str) -> None:
    assert len(list(clauses_of([0], [speech(text)]))) == 2


@pytest.mark.parametrize(
    ("word", "name"), [("绵阳", True), ("宏岳", True), ("船坞", False), ("渡", False), ("ABC", False)]
)
def test_names(lexicon: Lexicon, word: str, name: bool) -> None:
    assert is_name(word, lexicon) is name
