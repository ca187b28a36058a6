"""Which passages belong together when the plain order does not say: words, cuts, questions asked twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duizhao.alignment import Resources, own_renditions, recut
from duizhao.alignment.blocks import Block, align_blocks
from duizhao.alignment.passages import interpretation_passages
from duizhao.records import Attribution, Segment, Turn
from duizhao.vocabulary import Delivery, Kind, Lang, Role, Section, Voice

ORIGINALS = [
    "我们五月在北方开了一个新的船厂，花了1200万元。",
    "订单同比增长18%，其中渡轮增长最快。",
    "今年冬天我们运送了两百万名乘客，票价没有变。",
]
RENDITIONS = [
    "In May we opened a new yard in the north, which cost RMB12 million.",
    "Orders grew 18% year on year, ferries fastest of all.",
    "This winter we carried two million passengers, and ticket prices have not changed.",
]
# As a recogniser puts Chinese into English.
BROKEN = [
    "We in May in the north opened one new yard, spent 12 million.",
    "The order, compared with last year, grow 18%, the ferry grow most fast.",
    "This winter we transport two million passenger, the ticket price not change.",
]


def call(turns: list[tuple[int, Role, Delivery, list[tuple[int, str]]]]) -> tuple[tuple[Segment, ...], Attribution]:
    """Make a call of turns: speaker, role, delivery, and sentences with their lines."""
    segments: list[Segment] = []
    made: list[Turn] = []
    ends: dict[int, int] = {}
    for speaker, role, delivery, sentences in turns:
        held = []
        for line, text in sentences:
            start = ends.get(line, 0)
            ends[line] = start + len(text) + 1
            lang = Lang.EN if text.isascii() else Lang.ZH
            flags = frozenset({"truncated"}) if text.endswith("...") else frozenset[str]()
            held.append(len(segments))
            segments.append(
                Segment(len(segments), line, start, start + len(text), Kind.SPEECH, lang, text, text, None, flags)
            )
        voice = Voice.INTERPRETER if delivery is Delivery.INTERPRETATION else Voice.SELF
        made.append(Turn(len(made), 1, Section.QA, speaker, None, role, voice, delivery, 0.9, "", tuple(held), None))
    return tuple(segments), Attribution(tuple(made), (), {}, 1)


def said(delivery: Delivery, *texts: str, speaker: int = 0, line: int | None = None):
    numbers = [line] * len(texts) if line is not None else [hash(text) % 10**6 + 1 for text in texts]
    return (speaker, Role.CEO, delivery, list(zip(numbers, texts, strict=True)))


ORIGINAL, INTERPRETATION, DIRECT = Delivery.ORIGINAL, Delivery.INTERPRETATION, Delivery.DIRECT


def links(turns) -> list[tuple[list[str], list[str]]]:
    segments, attribution = call(turns)
    found = interpretation_passages(segments, attribution, Resources())
    return [tuple([segments[at].text for at in side.segments] for side in (link.source, link.target)) for link in found]


def test_each_original_with_the_rendition_after_it() -> None:
    turns = [
        part
        for a, b in zip(ORIGINALS, RENDITIONS, strict=True)
        for part in (said(ORIGINAL, a), said(INTERPRETATION, b))
    ]
    assert links(turns) == [([a], [b]) for a, b in zip(ORIGINALS, RENDITIONS, strict=True)]


def test_the_whole_remarks_first_and_the_whole_rendition_after() -> None:
    turns = [said(ORIGINAL, text, speaker=at) for at, text in enumerate(ORIGINALS)]
    turns += [said(INTERPRETATION, text, speaker=at) for at, text in enumerate(RENDITIONS)]
    assert links(turns) == [([a], [b]) for a, b in zip(ORIGINALS, RENDITIONS, strict=True)]


@pytest.mark.parametrize("lost", range(3))
def test_a_rendition_that_is_missing_leaves_the_others_in_place(lost: int) -> None:
    turns = [said(ORIGINAL, text, speaker=at) for at, text in enumerate(ORIGINALS)]
    turns += [said(INTERPRETATION, text, speaker=at) for at, text in enumerate(RENDITIONS) if at != lost]
    assert links(turns) == [
        ([a], [b]) for at, (a, b) in enumerate(zip(ORIGINALS, RENDITIONS, strict=True)) if at != lost
    ]


def test_two_originals_before_one_rendition() -> None:
    turns = [said(ORIGINAL, ORIGINALS[0]), said(ORIGINAL, ORIGINALS[1], speaker=1)]
    turns += [said(INTERPRETATION, *RENDITIONS[:2], speaker=1), said(DIRECT, "Thank you.", speaker=2)]
    assert links(turns) == [(ORIGINALS[:2], RENDITIONS[:2])]


def test_a_rendition_before_its_original_is_none() -> None:
    assert links([said(INTERPRETATION, RENDITIONS[0]), said(ORIGINAL, ORIGINALS[0])]) == []


def cut_of(first: list[str], second: list[str], *, lines: tuple[int, int] = (5, 5)) -> list[str]:
    """Return what the original is after the cuts were moved."""
    segments, attribution = call([said(ORIGINAL, *first, line=lines[0]), said(INTERPRETATION, *second, line=lines[1])])
    after = recut(segments, attribution, Resources())
    assert [at for turn in after.turns for at in turn.segments] == list(range(len(segments)))
    return [segments[at].text for at in after.turns[0].segments]


@pytest.mark.parametrize("wrong", [1, 2, 4, 5])
def test_a_cut_inside_a_paragraph_moves_to_where_both_sides_fit(wrong: int) -> None:
    whole = [*BROKEN, *RENDITIONS]
    assert cut_of(whole[:wrong], whole[wrong:]) == BROKEN


def test_a_cut_that_fits_stays_and_so_does_one_between_lines() -> None:
    assert cut_of(BROKEN, RENDITIONS) == BROKEN
    whole = [*BROKEN, *RENDITIONS]
    assert cut_of(whole[:2], whole[2:], lines=(5, 6)) == whole[:2]


def test_words_that_break_off_end_the_original() -> None:
    first = [*BROKEN, "And this is really..."]
    assert cut_of(first[:2], [*first[2:], *RENDITIONS]) == first


def test_languages_decide_where_there_are_two() -> None:
    assert cut_of(ORIGINALS[:1], RENDITIONS[:1]) == ORIGINALS[:1]


QUESTION = [
    "Thank you for taking my question.",
    "I have two questions.",
    "The first, since this year we see many yard cut the price, in fact, will our price follow?",
    "The second, the ferry margin this quarter improve very much, can it be kept?",
]
AGAIN = [
    "So my first question is on prices.",
    "We noticed that many yards have cut their prices this year, and will our prices follow?",
    "My second question is on the margin of ferries, which improved very much this quarter.",
    "Can that be kept?",
]


def asked(texts: list[str], *, interpreted: bool = True, role: Role = Role.ANALYST) -> dict[int, Delivery]:
    turns = [(1, role, DIRECT, [(3, text) for text in texts])]
    if interpreted:
        turns += [said(ORIGINAL, BROKEN[0], line=4), said(INTERPRETATION, RENDITIONS[0], line=5)]
    segments, attribution = call(turns)
    return own_renditions(segments, attribution, Resources()).deliveries


def test_a_question_asked_twice_is_an_original_and_its_rendition() -> None:
    assert asked([*QUESTION, *AGAIN]) == {
        **dict.fromkeys(range(4), ORIGINAL),
        **dict.fromkeys(range(4, 8), INTERPRETATION),
    }


@pytest.mark.parametrize(
    "texts",
    [
        QUESTION,
        AGAIN,
        [*AGAIN, "And what about the harbour in the south?", "How many people will you hire there next year?"],
        ["Hello.", "I wonder about the harbour.", "My question is how many people you will hire.", "And when is that?"],
    ],
)
def test_questions_asked_once_stay_direct(texts: list[str]) -> None:
    assert asked(texts) == {}


def test_only_questioners_of_interpreted_calls_are_looked_at() -> None:
    assert asked([*QUESTION, *AGAIN], interpreted=False) == {}
    assert asked([*QUESTION, *AGAIN], role=Role.CEO) == {}


def test_the_turn_is_delivered_as_most_of_its_words() -> None:
    turns = [(1, Role.ANALYST, DIRECT, [(3, text) for text in [*QUESTION, *AGAIN]])]
    turns += [said(ORIGINAL, BROKEN[0], line=4), said(INTERPRETATION, RENDITIONS[0], line=5)]
    segments, attribution = call(turns)
    after = own_renditions(segments, attribution, Resources())
    assert after.turns[0] == replace(attribution.turns[0], delivery=after.turns[0].delivery)
    assert after.turns[0].delivery in (ORIGINAL, INTERPRETATION)
    assert after.turns[1:] == attribution.turns[1:]


def test_long_passages_and_short_ones_side_by_side() -> None:
    long = [f"We built ship number {number} in the north." for number in range(70)]
    again = [f"我们在北方造了第{number}艘船。" for number in range(70)]
    held = Resources()
    for blocks in ([(again, long)], [(again, long), (ORIGINALS, RENDITIONS)], [([], long), (ORIGINALS, [])], []):
        found = align_blocks([Block(*sides) for sides in blocks], held, interpreted=True)
        assert len(found) == len(blocks)
        for (source, target), beads in zip(blocks, found, strict=True):
            assert [at for bead in beads for at in bead.rows] == list(range(len(source)))
            assert [at for bead in beads for at in bead.columns] == list(range(len(target)))
    pairs = [(bead.rows, bead.columns) for bead in align_blocks([Block(again, long)], held)[0]]
    assert pairs == [(range(at, at + 1), range(at, at + 1)) for at in range(70)]
