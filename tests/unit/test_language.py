"""Languages of lines: script counts, and langdetect where they cannot tell."""

from __future__ import annotations

import pytest

from duizhao import language
from duizhao.language import language_of, languages
from duizhao.records import Document, Line
from duizhao.vocabulary import Lang

GERMAN = (
    "Die Gesellschaft hat im vergangenen Geschäftsjahr ihre Umsätze deutlich gesteigert und blickt zuversichtlich "
    "nach vorn."
)
FRENCH = (
    "Nous avons ouvert un nouveau chantier naval cette année et nos commandes ont fortement progressé partout dans "
    "le monde."
)
# English without any of the common words that settle the question before langdetect is asked.
RARE_ENGLISH = (
    "Shipbuilding capacity expansion continues throughout northern regions despite unfavourable weather conditions."
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We opened the yard in May.", Lang.EN),
        ("我们五月开了船厂。", Lang.ZH),
        ("我們五月開了船廠。", Lang.ZH),
        ("我们用APP下单。", Lang.ZH),
        ("We call the boat 海燕 and it sails well.", Lang.EN),
        ("我们的新船厂已经开业，the yard is open for business now。", Lang.MIXED),
        ("", Lang.NONE),
        ("123, 45% (6)", Lang.NONE),
        ("……", Lang.NONE),
        ("これは日本語の文章です", Lang.OTHER),
        ("안녕하세요 여러분", Lang.OTHER),
        ("Harbour Bank", Lang.EN),
        ("Guten Tag", Lang.EN),
        (GERMAN, Lang.OTHER),
        (FRENCH, Lang.OTHER),
        (RARE_ENGLISH, Lang.EN),
        ("外交部", Lang.ZH),
    ],
)
def test_language_of(text: str, wanted: Lang) -> None:
    assert language_of(text) is wanted


@pytest.mark.parametrize("text", [GERMAN, FRENCH, RARE_ENGLISH])
def test_answers_are_the_same_every_time(text: str) -> None:
    assert len({language_of(text) for _ in range(20)}) == 1


def test_langdetect_is_asked_about_long_lines_without_common_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def detector():
        return lambda text: asked.append(text) or "en"

    monkeypatch.setattr(language, "_detector", detector)
    for text in (GERMAN, "We opened the yard in May.", "我们五月开了船厂。", "Harbour Bank", RARE_ENGLISH):
        language_of(text)
    assert asked == [GERMAN, RARE_ENGLISH]


def test_the_global_seed_of_langdetect_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from langdetect import DetectorFactory

    monkeypatch.setattr(DetectorFactory, "seed", 12345)
    language._detector.cache_clear()
    language_of(GERMAN)
    assert DetectorFactory.seed == 12345


def test_every_line_has_a_language() -> None:
    lines = (Line(1, "Hello."), Line(2, ""), Line(3, "你好。"))
    document = Document("call.txt", "0" * 64, "utf-8", "text", lines)
    assert languages(document) == (Lang.EN, Lang.NONE, Lang.ZH)
