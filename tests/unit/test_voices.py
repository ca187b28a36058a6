"""Whose voice: originals, renditions and people who render themselves in labelled calls, markers or not."""

from __future__ import annotations

import pytest

from duizhao.records import Transcript
from duizhao.speakers.voices import Run, language_runs, may_render, own_original
from duizhao.vocabulary import Lang
from golden.loading import speech
from unit.calls import name, transcript, words

ANNOUNCED = (
    "Operator\nGood day, and thank you for standing by. I will now turn the call over to Mira Dahl.\n"
    "Mira Dahl - Head of Investor Relations\n"
    "Thank you, operator. Our CEO will speak in Mandarin, and an interpreter will provide consecutive interpretation. "
    "With us are Ines Falk, our CEO, and Otto Brandt, our CFO.\n"
)
UNANNOUNCED = (
    "Operator\nGood day, and thank you for standing by. I will now turn the call over to Mira Dahl.\n"
    "Mira Dahl - Head of Investor Relations\n"
    "Thank you, operator. With us are Ines Falk, our CEO, and Otto Brandt, our CFO.\n"
)
ASKS = "Operator\nOur first question comes from Peter Lindqvist of Harbour Bank.\nPeter Lindqvist - Analyst\n"
ENDS = "Operator\nThat concludes the call. You may now disconnect.\n"
ZH = "我们五月开了新的船厂，花了1200万元。订单同比增长18%。"
EN = "We opened a new yard in May, which cost RMB12 million. Orders grew 18% year on year."
IR = "Mira Dahl - Head of Investor Relations\n"
INES_BLOCK = f"Ines Falk - CEO\n{ZH} {EN}\n"

Row = tuple[str | None, str, str, str]


def rows(text: str, first: int = 2) -> list[Row]:
    """Return speaker, voice, delivery and words of the turns between the notice and the operator's last words."""
    one = transcript(text)
    turns = one.attribution.turns[first:-1]
    return [(name(one, turn), turn.voice.value, turn.delivery.value, words(one, turn.segments)) for turn in turns]


def modes(one: Transcript, turn: int) -> list[str]:
    """Return the delivery of each sentence of a turn."""
    held = one.attribution.turns[turn]
    found = [one.attribution.deliveries.get(index, held.delivery) for index in held.segments]
    return [
        mode.value for index, mode in zip(held.segments, found, strict=True) if one.segments[index].kind == "speech"
    ]


INES = [("Ines Falk", "self", "original", ZH), ("Ines Falk", "interpreter", "interpretation", EN)]


def spaced(found: list[Row]) -> list[Row]:
    return [(who, voice, mode, said.replace("。 ", "。")) for who, voice, mode, said in found]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(f"Ines Falk - CEO\n{ZH} [Interpreted] {EN}\n", id="marker inside the paragraph"),
        pytest.param(f"Ines Falk - CEO\n[Foreign Language] {ZH}\n（口译）{EN}\n", id="Chinese marker"),
        pytest.param(f"Ines Falk - CEO\n{ZH}[解讀]{EN}\n", id="marker wrongly rendered"),
        pytest.param(f"Ines Falk - CEO\n{ZH} {EN}\n", id="one paragraph"),
        pytest.param(f"Ines Falk - CEO\n{ZH}\n{EN}\n", id="two paragraphs"),
        pytest.param(f"Ines Falk - CEO\n{ZH}\nInes Falk - CEO\n{EN}\n", id="the label twice"),
        pytest.param(f"Ines Falk - CEO\n{ZH}\nInterpreter\n{EN}\n", id="the interpreter's label"),
        pytest.param(f"Ines Falk - CEO\n{ZH}\n{IR}{EN}\n", id="the IR officer's label"),
        pytest.param(f"Ines Falk - CEO\n{ZH}\nUnidentified Company Representative\n{EN}\n", id="no name"),
    ],
)
def test_the_original_is_the_executives_voice_and_the_rendition_the_interpreters(block: str) -> None:
    assert spaced(rows(ANNOUNCED + block + ENDS)) == INES


def test_the_interpreter_of_an_analysts_question_is_no_analyst_of_his_own() -> None:
    text = f"请问新的船厂什么时候能满负荷运转？\n{IR}When will the new yard run at full capacity?\n" + INES_BLOCK
    found = spaced(rows(ANNOUNCED + ASKS + text + ENDS, 3))
    assert [row[:3] for row in found] == [
        ("Peter Lindqvist", "self", "original"),
        ("Peter Lindqvist", "interpreter", "interpretation"),
        ("Ines Falk", "self", "original"),
        ("Ines Falk", "interpreter", "interpretation"),
    ]
    turns = transcript(ANNOUNCED + ASKS + text + ENDS).attribution.turns
    assert [turn.question for turn in turns] == [None, None, None, 1, 1, 1, 1, None]


def test_several_originals_and_renditions_in_one_block_alternate() -> None:
    more = "我们还雇了三百名新员工，他们都在北方工作。\nWe also hired three hundred people, all in the north.\n"
    assert [row[:3] for row in rows(ANNOUNCED + INES_BLOCK + more + ENDS)] == [row[:3] for row in INES] * 2


def test_a_greeting_in_the_interpreters_language_is_direct() -> None:
    one = transcript(ANNOUNCED + f"Ines Falk - CEO\nHello, everyone. {ZH} {EN}\n" + ENDS)
    assert [turn.voice.value for turn in one.attribution.turns[2:4]] == ["self", "interpreter"]
    assert modes(one, 2) == ["direct", "original", "original"]


@pytest.mark.parametrize(
    ("after", "who"),
    [
        pytest.param(f"{IR}Thank you, Ines. Operator, we are ready for questions.\n", "Mira Dahl", id="procedural"),
        pytest.param(f"Otto Brandt - CFO\n{EN}\n", "Otto Brandt", id="another executive"),
        pytest.param(f"{IR}Yes.\n", "Mira Dahl", id="a fraction of the original"),
    ],
)
def test_english_after_an_original_that_is_no_rendition(after: str, who: str) -> None:
    found = rows(ANNOUNCED + f"Ines Falk - CEO\n{ZH}\n" + after + ENDS)
    assert [row[:3] for row in found] == [("Ines Falk", "self", "direct"), (who, "self", "direct")]


def test_an_officer_of_ir_after_the_operators_chinese_is_herself() -> None:
    text = "Operator\n各位好，欢迎大家参加今天的会议，会议现在开始。\n"
    text += f"{IR}Good evening. The yard is full, and so is the dock.\n"
    one = transcript(text + ANNOUNCED + INES_BLOCK + ENDS)
    assert [turn.role.value for turn in one.attribution.turns[:2]] == ["operator", "ir"]


def test_where_no_interpreter_takes_part_an_executive_renders_himself() -> None:
    one = transcript(UNANNOUNCED + INES_BLOCK + ENDS)
    assert [row[:2] for row in rows(UNANNOUNCED + INES_BLOCK + ENDS)] == [("Ines Falk", "self")]
    assert modes(one, 2) == ["original", "original", "interpretation", "interpretation"]


@pytest.mark.parametrize(
    "own", ["I will translate my answer myself.", "Let me repeat my remarks in English.", "我用英文再说一下。"]
)
def test_an_executive_who_says_so_renders_himself_in_an_interpreted_call(own: str) -> None:
    text = ANNOUNCED + f"Otto Brandt - CFO\n{ZH} {own} {EN}\n" + ENDS
    assert [row[:2] for row in rows(text)] == [("Otto Brandt", "self")]
    originals = 2 + (not own.isascii())
    assert modes(transcript(text), 2) == ["original"] * originals + ["interpretation"] * (5 - originals)


def test_an_executives_own_rendition_of_what_is_not_in_the_transcript_is_his() -> None:
    text = UNANNOUNCED + f"Otto Brandt - CFO\n[Foreign Language] I will translate my answer myself. {EN}\n" + ENDS
    assert [row[:3] for row in rows(text)] == [("Otto Brandt", "self", "interpretation")]


@pytest.mark.parametrize(
    "question",
    [
        "谢谢管理层接受我的提问。请问订单怎么样？ Thank you, management. How are the orders?",
        "谢谢管理层接受我的提问。请问订单怎么样？\nLet me translate myself. How are the orders?",
        "谢谢管理层接受我的提问。请问订单怎么样？\nPeter Lindqvist - Analyst\nThank you. How are the orders?",
    ],
)
def test_an_analyst_who_asks_in_both_languages_is_one_turn_of_his_own(question: str) -> None:
    text = ANNOUNCED + INES_BLOCK + ASKS + question + "\nInes Falk - CEO\n订单很好。 Orders are good.\n" + ENDS
    one = transcript(text)
    asked = [turn for turn in one.attribution.turns if turn.role == "analyst"]
    assert [turn.voice.value for turn in asked] == ["self"]
    assert modes(one, asked[0].index) == ["original"] * 2 + ["interpretation"] * 2


def test_an_analysts_question_after_a_marker_is_his_rendition_where_others_chinese_is_printed() -> None:
    text = ANNOUNCED + INES_BLOCK + ASKS + "[Foreign Language] How are the orders?\n" + ENDS
    assert rows(text, 5) == [("Peter Lindqvist", "self", "interpretation", "How are the orders?")]


@pytest.mark.parametrize(
    ("between", "whose"),
    [
        ("Ines Falk - CEO\n[Foreign Language]\n", "Ines Falk"),
        ("Ines Falk - CEO\n订单非常好，比去年多了很多。\n", "Ines Falk"),
    ],
)
@pytest.mark.parametrize("footing", ["Let me translate for Ms. Falk.", "I will quickly translate."])
def test_an_officer_of_ir_who_says_that_she_translates_is_the_interpreter(
    between: str, whose: str, footing: str
) -> None:
    text = UNANNOUNCED + ASKS + f"How are the orders?\n{between}{IR}{footing} Orders are good.\n" + ENDS
    assert rows(text, 4)[-1] == (whose, "interpreter", "interpretation", f"{footing} Orders are good.")


def test_a_promise_to_translate_is_no_rendition() -> None:
    text = UNANNOUNCED.replace("With us", "Later I will translate for Ms. Falk. With us")
    assert transcript(text + INES_BLOCK + ENDS).attribution.turns[1].voice == "self"


def test_footing_inside_a_paragraph_starts_the_interpreters_turn() -> None:
    text = UNANNOUNCED + f"Ines Falk - CEO\n{ZH} Let me translate for Ms. Falk. {EN}\n" + ENDS
    assert [row[:3] for row in rows(text)] == [row[:3] for row in INES]


@pytest.mark.parametrize(
    "title",
    ["won the (Foreign Language) Film award", "won Best [Foreign Language] Film", "won the [Translated] Book prize"],
)
def test_a_film_title_makes_nobody_interpreted(title: str) -> None:
    text = UNANNOUNCED + f"Ines Falk - CEO\nOur film {title}. We are proud of it.\n" + ASKS
    text += f"Congratulations that it {title}. How are the orders?\n" + ENDS
    one = transcript(text)
    assert {(turn.voice.value, turn.delivery.value) for turn in one.attribution.turns} == {("self", "direct")}
    assert not any(segment.kind == "marker" for segment in one.segments)


def test_a_foreign_word_inside_a_sentence_changes_no_voice() -> None:
    notice = (
        "Editor\nStatements in English on this transcript were spoken by an interpreter present on the live call.\n"
    )
    said = "We sell a boat called [Foreign Language] that everybody likes. Orders are good."
    text = ANNOUNCED + f"Ines Falk - CEO\n{said}\n" + ENDS + notice
    one = transcript(text)
    theirs = [turn for turn in one.attribution.turns if turn.role == "ceo"]
    assert [(turn.voice.value, turn.delivery.value) for turn in theirs] == [("interpreter", "interpretation")]


def test_runs_hold_every_piece_and_pass_over_specks() -> None:
    said = ["我们五月开了新的船厂。", "OK.", "订单同比增长很多。", "We opened the yard in May.", "Orders grew."]
    pieces = [speech(text, index=at) for at, text in enumerate(said)]
    found = language_runs(pieces, ())
    assert [(run.lang, len(run.pieces)) for run in found] == [(Lang.ZH, 3), (Lang.EN, 2)]
    assert language_runs([speech("18%", lang=Lang.NONE)], ()) == []
    assert [one.index for run in found for one in run.pieces] == [0, 1, 2, 3, 4]


def run(lang: Lang, size: int) -> Run:
    return Run(lang, (), size)


@pytest.mark.parametrize(
    ("sizes", "wanted"),
    [
        ([(Lang.ZH, 100), (Lang.EN, 90)], (0, Lang.ZH)),
        ([(Lang.EN, 100), (Lang.ZH, 90)], (0, Lang.EN)),
        ([(Lang.EN, 10), (Lang.ZH, 100), (Lang.EN, 90)], (1, Lang.ZH)),
        ([(Lang.EN, 40), (Lang.ZH, 100), (Lang.EN, 90)], (1, Lang.ZH)),
        ([(Lang.EN, 100), (Lang.ZH, 20)], None),
        ([(Lang.EN, 100)], None),
        ([], None),
    ],
)
def test_the_original_of_who_renders_himself(sizes: list[tuple[Lang, int]], wanted: tuple[int, Lang] | None) -> None:
    assert own_original([run(*one) for one in sizes]) == wanted


def test_a_rendition_is_in_the_other_language_and_of_like_size() -> None:
    assert may_render(run(Lang.ZH, 100), run(Lang.EN, 60))
    assert not may_render(run(Lang.ZH, 100), run(Lang.EN, 20))
    assert not may_render(run(Lang.EN, 100), run(Lang.EN, 100))


UNLABELLED = (
    "Good day, ladies and gentlemen, and thank you for standing by. Welcome to the Fjordline earnings conference call. "
    "I will now hand the conference over to Ms. Mira Dahl, Head of Investor Relations. Please go ahead.\n"
    "Thank you, operator. Joining me today are Ms. Ines Falk, our Chief Executive Officer, and Mr. Otto Brandt, our "
    "Chief Financial Officer. I will now turn the call over to our CEO, Ms. Ines Falk.\n"
)


@pytest.mark.parametrize(
    ("said", "voices"),
    [
        ("[Foreign Language]\n[Interpreted] We opened a second yard in May.", [("interpreter", "interpretation")]),
        (
            "Hello, everyone. (interpreted) We opened a second yard in May. [Foreign Language] Thank you all.",
            [("self", "direct"), ("interpreter", "interpretation"), ("self", "direct")],
        ),
        ("We opened a second yard in May. Our film won Best [Foreign Language] Film.", [("self", "direct")]),
    ],
)
def test_markers_count_without_labels_too(said: str, voices: list[tuple[str, str]]) -> None:
    end = "Thank you, Ines. I will now walk you through our financial results. Cost of revenues was 34 million.\n"
    one = transcript(UNLABELLED + said + "\n" + end)
    assert one.layout.name == "flat"
    theirs = [turn for turn in one.attribution.turns if turn.role == "ceo"]
    assert [(turn.voice.value, turn.delivery.value) for turn in theirs] == voices
    held = [index for turn in one.attribution.turns for index in turn.segments]
    assert len(held) == len(set(held))
    assert {one.index for one in one.segments if one.kind == "speech"} <= set(held)
