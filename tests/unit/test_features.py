"""Features: the weights of the shipped model are keyed by these strings, so a change here is a change of the model."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.speakers.addressing import addresses
from duizhao.speakers.cues import read_cues
from duizhao.speakers.features import Sheet, raw_words, read_features, tokens
from duizhao.speakers.people import Person
from duizhao.speakers.role_model import rows_of, summed
from golden.loading import speech

KNOWN = frozenset("thank you please go ahead how is the yard full it our first question comes from of".split())
TALK = (
    "Our first question comes from Dana Reed of Harbour Bank.",
    "Thank you.",
    "Ines, how is the yard?",
    "It is 95% full.",
    "好的。",
)


def sheet(*texts: str, breaks: tuple[int, ...] = ()) -> Sheet:
    segments = [speech(text, index=at) for at, text in enumerate(texts)]
    people = [Person("Ines Falk", {"Ines Falk"}), Person("Dana Reed", {"Dana Reed"})]
    named = addresses(segments, people)
    readings = [read_cues(text) for text in texts]
    starts = [at in breaks for at in range(len(texts))]
    return read_features(segments, readings, named, breaks=starts, analysts_from=1, known=KNOWN)


def test_what_a_sentence_says() -> None:
    assert sheet(*TALK, breaks=(2,)).said[2] == [
        *("w <name>", "w <name>_how", "w ?", "w how", "w how_is", "w is", "w is_the", "w the", "w the_yard", "w yard"),
        *("w yard_?", "cue asks (question mark)", "cue company opens", "place 4", "questions called 1", "length 1"),
        *("sentence 2", "sentence -3"),
    ]


def test_what_stands_around_an_edge() -> None:
    assert sheet(*TALK, breaks=(2,)).edges[2] == [
        *("bias", "paragraphs True break True", "bias break", "w starts 1 <name>", "w ends 1 you"),
        *("w starts 2 <name>_how", "w ends 2 thank_you", "w starts 3 <name>_how_is", "w all before thank_you"),
        *("w starts break <name>", "w then 1 it", "w then 2 it_is", "cue here asks (question mark)"),
        *("cue here company opens", "cue before closing thanks", "cue second before operator calls a questioner"),
        *("mark .", "asked False asks True", "capital True", "length before 0", "length 1"),
    ]


def test_the_first_edge_has_a_bias_only() -> None:
    assert sheet(*TALK).edges[0] == ["bias", "paragraphs False break False"]
    assert sheet().edges == []
    assert sheet().said == []


@pytest.mark.parametrize(
    ("breaks", "here"),
    [
        ((), ["bias", "paragraphs False break False", "bias one line"]),
        ((2,), ["bias", "paragraphs True break True", "bias break"]),
        ((3,), ["bias", "paragraphs True break False", "bias inside"]),
    ],
)
def test_a_text_without_paragraphs_is_told_from_one_with(breaks: tuple[int, ...], here: list[str]) -> None:
    assert sheet(*TALK, breaks=breaks).edges[2][:3] == here


@pytest.mark.parametrize("own", [(), (2,), (1, 3)])
@pytest.mark.parametrize("other", [(), (2,), (1, 4)])
def test_breaks_of_another_recording_are_read_as_if_they_stood_here(
    own: tuple[int, ...], other: tuple[int, ...]
) -> None:
    breaks = [at in other for at in range(len(TALK))]
    assert sheet(*TALK, breaks=own).with_breaks(breaks).edges == sheet(*TALK, breaks=other).edges


def test_the_weights_of_known_features_are_added_up() -> None:
    rows = {"bias": 0, "w yard": 2}
    weights = np.array([[1.0, 2.0], [50.0, 50.0], [0.25, -4.0]])
    found = rows_of([["bias", "w yard", "w berth"], [], ["w yard", "w yard"]], rows)
    assert summed(found, weights).tolist() == [[1.25, -2.0], [0.0, 0.0], [0.5, -8.0]]
    assert summed([], weights).shape == (0, 2)


def test_names_next_to_an_edge_count_and_those_further_off_do_not() -> None:
    texts = ("Ines?", "Yes.", "Dana Reed?", "No.", "Well.")
    edges = sheet(*texts).edges
    ways = [[name for name in edge if "company" in name or "analyst" in name] for edge in edges]
    assert ways == [
        [],
        ["cue before company opens", "cue after analyst opens"],
        ["cue here analyst opens"],
        ["cue before analyst opens"],
        [],
    ]


def test_cues_count_two_sentences_each_way() -> None:
    edges = sheet("Thank you.", "No.", "Well.", "Yes.", "Thank you.").edges
    cues = [[name for name in edge if "closing thanks" in name] for edge in edges]
    assert cues == [
        [],
        ["cue before closing thanks"],
        ["cue second after closing thanks", "cue second before closing thanks"],
        ["cue after closing thanks"],
        ["cue here closing thanks"],
    ]


def test_no_name_and_no_rare_word_is_a_feature() -> None:
    held = {name for row in (*sheet(*TALK).said, *sheet(*TALK).edges) for name in row}
    assert not any(word in name.lower() for name in held for word in ("ines", "dana", "harbour", "95"))


def test_words_are_known_ones_names_and_numbers() -> None:
    assert tokens("Thank you, Ines Falk: revenue is 12.5% full!", KNOWN) == [
        *("thank", "you", "<name>", ":", "is", "<number>", "full", "!"),
    ]
    assert tokens("It\u2019s Otto's yard.", KNOWN | {"it's"}) == ["it's", "<name>", "yard"]
    assert tokens("好的, ok", KNOWN | {"好"}) == ["好"]
    assert tokens("", KNOWN) == []


def test_raw_words_are_as_spelled() -> None:
    assert list(raw_words("It\u2019s Otto's 12 yards.")) == ["It's", "Otto's", "yards"]
