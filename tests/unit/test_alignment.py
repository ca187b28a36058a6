"""Which passages belong together, and the sentences inside them."""

from __future__ import annotations

import pytest

from duizhao.records import Alignment, Transcript
from duizhao.vocabulary import Level, Relation
from unit.calls import LABELLED, TRANSLATED, UNLABELLED, transcript, words

PAIRS = {
    "Good day, everyone.": "各位好。",
    "We opened a yard in May.": "我们五月开了船厂。",
    "It cost RMB12 million.": "它花了1200万元。",
    "Orders grew 18% over the year before.": "订单比上年增长18%。",
    "We hired 350 people in the north.": "我们在北方招了350人。",
    "Thank you all for your support.": "谢谢大家的支持。",
    "That concludes the call.": "会议到此结束。",
}


def beads(one: Transcript, relation: Relation, level: Level) -> list[tuple[str, str]]:
    return [
        (words(one, bead.source), words(one, bead.target))
        for bead in one.alignments
        if bead.relation is relation and bead.level is level
    ]


def test_lines_and_their_translations() -> None:
    one = transcript(TRANSLATED)
    for level in Level:
        assert beads(one, Relation.TRANSLATION, level) == list(PAIRS.items())
    assert not beads(one, Relation.INTERPRETATION, Level.PASSAGE)


@pytest.mark.parametrize("lost", ["它花了1200万元。", "我们在北方招了350人。", "谢谢大家的支持。"])
def test_a_missing_translation_shifts_nothing(lost: str) -> None:
    one = transcript(TRANSLATED.replace(lost + "\n", ""))
    assert beads(one, Relation.TRANSLATION, Level.PASSAGE) == [pair for pair in PAIRS.items() if pair[1] != lost]


@pytest.mark.parametrize("twice", ["我们五月开了船厂。", "订单比上年增长18%。", "谢谢大家的支持。"])
def test_a_doubled_translation_shifts_nothing(twice: str) -> None:
    one = transcript(TRANSLATED.replace(twice, f"{twice}\n{twice}"))
    assert beads(one, Relation.TRANSLATION, Level.PASSAGE) == list(PAIRS.items())


def test_subtitles_are_paired_by_their_times() -> None:
    cue = "{}\n00:00:{:02d},000 --> 00:00:{:02d},900\n{}\n"
    rows, number = [], 0
    for second, pair in enumerate(PAIRS.items()):
        for text in pair:
            number += 1
            rows.append(cue.format(number, second, second, text))
    one = transcript("\n".join(rows), ".srt")
    assert beads(one, Relation.TRANSLATION, Level.PASSAGE) == list(PAIRS.items())


def test_originals_and_renditions() -> None:
    one = transcript(LABELLED)
    assert beads(one, Relation.INTERPRETATION, Level.PASSAGE) == [
        (
            "我们五月开了新的船厂，花了1200万元。 订单同比增长18%。",
            "We opened a new yard in May, which cost RMB12 million. Orders grew 18% year on year.",
        ),
        ("订单很好。 谢谢你的问题。", "Orders are very good. Thank you for the question."),
    ]
    assert beads(one, Relation.INTERPRETATION, Level.SENTENCE) == [
        ("我们五月开了新的船厂，花了1200万元。", "We opened a new yard in May, which cost RMB12 million."),
        ("订单同比增长18%。", "Orders grew 18% year on year."),
        ("订单很好。", "Orders are very good."),
        ("谢谢你的问题。", "Thank you for the question."),
    ]
    assert not beads(one, Relation.TRANSLATION, Level.PASSAGE)


def renditions(original: str, rendition: str) -> list[tuple[str, str, str | None]]:
    text = (
        f"Operator: Good day.\nInes Falk - CEO: [Foreign Language] {original}\n"
        f"[Interpreted] {rendition}\nOperator: That concludes the call.\n"
    )
    one = transcript(text)
    return [
        (words(one, bead.source), words(one, bead.target), bead.rendition)
        for bead in one.alignments
        if bead.relation is Relation.INTERPRETATION and bead.level is Level.SENTENCE
    ]


FIRST = (
    "我们五月在北方开了一个新的船厂，花了1200万元。",
    "In May we opened a new yard in the north, which cost RMB12 million.",
)
LAST = (
    "今年前九个月订单一共增长了18%，比去年快。",
    "In the first nine months of this year orders grew 18%, faster than last year.",
)
MIDDLE = (
    "渡轮业务今年冬天运送了两百万名乘客，船票价格没有变。",
    "This winter the ferries carried two million passengers, and ticket prices have not changed at all.",
)


def test_a_sentence_that_nobody_rendered_is_an_omission() -> None:
    found = renditions("".join(pair[0] for pair in (FIRST, MIDDLE, LAST)), " ".join(pair[1] for pair in (FIRST, LAST)))
    assert [(source, target) for source, target, _ in found] == [FIRST, (MIDDLE[0], ""), LAST]
    assert found[1][2] == "zero"


def test_a_sentence_that_nobody_said_is_an_addition() -> None:
    found = renditions("".join(pair[0] for pair in (FIRST, LAST)), " ".join(pair[1] for pair in (FIRST, MIDDLE, LAST)))
    assert [(source, target) for source, target, _ in found] == [FIRST, ("", MIDDLE[1]), LAST]
    assert found[1][2] == "non-rendition"


def test_full_renditions_are_close() -> None:
    found = renditions(
        "".join(pair[0] for pair in (FIRST, MIDDLE, LAST)), " ".join(pair[1] for pair in (FIRST, MIDDLE, LAST))
    )
    assert found == [(*FIRST, "close"), (*MIDDLE, "close"), (*LAST, "close")]


def test_a_short_rendition_is_reduced() -> None:
    (found,) = renditions(MIDDLE[0], "Ticket prices have not changed.")
    assert found[2] == "reduced"


def test_passes_are_aligned_turn_by_turn() -> None:
    one = transcript(UNLABELLED + UNLABELLED.replace("grew", "has grown"))
    passages = [bead for bead in one.alignments if bead.level is Level.PASSAGE]
    assert {bead.relation for bead in one.alignments} == {Relation.REPETITION}
    turn_of = {index: turn for turn in one.attribution.turns for index in turn.segments}
    assert len(passages) == sum(turn.passage == 1 for turn in one.attribution.turns)
    for bead in one.alignments:
        assert {turn_of[index].passage for index in bead.source} == {1}
        assert {turn_of[index].passage for index in bead.target} == {2}
    for bead in passages:
        assert {turn_of[index].role for index in bead.source} == {turn_of[index].role for index in bead.target}


def test_a_bead_needs_a_side() -> None:
    with pytest.raises(ValueError, match="source or a target"):
        Alignment(Relation.TRANSLATION, Level.SENTENCE, (), (), 0.0)


CHINESE_CALL = """\
主持人
各位好，欢迎参加峡湾船业2027年第二季度业绩电话会。下面请首席执行官法尔克女士发言。
英娜·法尔克 - 首席执行官
大家好。我们五月在北方开了一个新的船厂，花了1200万元。
订单同比增长18%，其中渡轮增长最快。
奥托·布兰特 - 首席财务官
收入为4000万元，同比增长5%。毛利率为21.5%。
主持人
今天的会议到此结束。
"""
ENGLISH_CALL = """\
Operator
Good day, and welcome to the Fjordline second quarter 2027 earnings conference call. I will now turn the call over to \
our CEO, Ms. Falk.
Ines Falk - Chief Executive Officer
Hello, everyone. In May we opened a new yard in the north, which cost RMB12 million.
Orders grew 18% year on year, ferries fastest of all.
Otto Brandt - Chief Financial Officer
Revenue was RMB40 million, up 5% year on year. Gross margin was 21.5%.
Operator
That concludes today's call.
"""
QUESTIONS = """\
Operator
We now take questions, and the first one comes from Peter Lindqvist of Harbour Bank.
Peter Lindqvist - Analyst
How many people will you hire in the south, and is there a plan for the old harbour?
Would you consider a dividend?
Ines Falk - Chief Executive Officer
Some two hundred people. The old harbour stays as it is, and the board will look at dividends in the spring.
Operator
There are no more questions.
"""


@pytest.mark.parametrize("turned", [False, True])
def test_the_whole_call_in_one_language_and_then_in_the_other(turned: bool) -> None:
    halves = (ENGLISH_CALL, CHINESE_CALL) if turned else (CHINESE_CALL, ENGLISH_CALL)
    found = beads(transcript("".join(halves)), Relation.TRANSLATION, Level.PASSAGE)
    said = [[line for line in half.split("\n")[1:] if line and line[-1] in ".。"] for half in halves]
    assert [tuple("".join(side.split()) for side in pair) for pair in found] == [
        tuple("".join(side.split()) for side in pair) for pair in zip(*said, strict=True)
    ]


def test_remarks_in_one_language_and_questions_in_the_other_are_no_pair() -> None:
    one = transcript(CHINESE_CALL + QUESTIONS)
    assert not one.alignments
