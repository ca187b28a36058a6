"""TMX 1.4b: the sentences of originals with their renditions, and of texts with their translations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from duizhao.corpus.calls import Call
from duizhao.corpus.reader import Corpus
from duizhao.corpus.records import Pair
from duizhao.exports.bilingual import chinese_tag, grouped_pairs, language_tag
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.tables import main_language
from duizhao.exports.xml_text import Characters, XmlWriter
from duizhao.vocabulary import Level, Relation

#: Why a pair is no translation unit.
_LEFT_OUT = {
    "one side": "pairs of which one side is empty (omissions, additions) are not in it",
    "languages": "pairs whose sides are not one in English and one in Chinese are not in it: originals that a "
    "recogniser wrote down as English are among them",
    "repetition": "repetitions, both sides of which are in one language, are not in it",
}


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write one unit for each pair of two languages: of sentences, of a whole passage where it has no sentences.

    What is known of a pair stands in properties ``x-company``, ``x-speaker``, ...; discrepancies also in notes.
    """
    from duizhao import __version__

    header = {
        "creationtool": "duizhao",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "duizhao",
        "adminlang": "en",
        "srclang": "*all*",
        "datatype": "plaintext",
    }
    characters, left, tags = Characters(), Counter[str](), Counter[str]()
    with output.text(output.only().name) as stream:
        xml = XmlWriter(stream, characters)
        with xml.inside("tmx", {"version": "1.4"}):
            xml.leaf("header", attributes=header)
            with xml.inside("body"):
                for call in corpus:
                    chinese, number = _write_call(xml, call, left)
                    tags[chinese] += number
    notes = [f"{left[why]:,} {told}" for why, told in _LEFT_OUT.items() if left[why]]
    if len(+tags) > 1:
        # Programs take pairs of the very tags that they are asked for.
        counts = ", ".join(f"{tag} in {number:,} pairs" for tag, number in sorted((+tags).items()))
        notes.append(f"Chinese is in several scripts: {counts}; choose calls for a file of one")
    return Written({"pairs": tags.total()}, (*notes, *characters.notes()))


def _write_call(xml: XmlWriter, call: Call, left: Counter[str]) -> tuple[str, int]:
    """Write the units of a call; returns the tag of its Chinese and how many, and counts what is left out by why."""
    units = []
    for pair in chain.from_iterable(pairs for _, pairs in grouped_pairs(call)):
        if lacking := _lacking(pair):
            left[lacking] += 1
        else:
            units.append(pair)
    chinese = chinese_tag(one for pair in units for one in (*pair.source, *pair.target))
    for pair in units:
        _write_unit(xml, call, pair, chinese)
    return chinese, len(units)


def _lacking(pair: Pair) -> str | None:
    if pair.relation == Relation.REPETITION:
        return "repetition"
    if not pair.source_text or not pair.target_text:
        return "one side"
    return (
        None if sorted(str(main_language(side)) for side in (pair.source, pair.target)) == ["en", "zh"] else "languages"
    )


def _write_unit(xml: XmlWriter, call: Call, pair: Pair, chinese: str) -> None:
    source, target = (language_tag(main_language(side), chinese) for side in (pair.source, pair.target))
    grain = "sentence" if pair.level == Level.SENTENCE else "paragraph"
    with xml.inside("tu", {"tuid": pair.alignment_id, "srclang": source, "segtype": grain}):
        for found in pair.discrepancies:
            xml.leaf("note", f"{found.kind or found.type}: {found.explanation}")
        for name, value in _properties(call, pair):
            if value:
                xml.leaf("prop", value, {"type": f"x-{name}"})
        for language, text in ((source, pair.source_text), (target, pair.target_text)):
            with xml.inside("tuv", {"xml:lang": language}):
                xml.leaf("seg", text)


def _properties(call: Call, pair: Pair) -> Iterator[tuple[str, str | None]]:
    yield "company", call.company
    yield "date", call.date
    yield "source", call.source
    yield "transcript_id", call.transcript_id
    yield "speaker", pair.speaker.full_name if pair.speaker else None
    yield "role", pair.speaker.role if pair.speaker else None
    yield "relation", pair.relation
    # A machine's translation that was added to the text is no person's.
    yield "delivery", next((one.delivery for one in pair.target if one.delivery), None)
    yield "rendition", pair.rendition
    yield "score", str(pair.score)
    yield "discrepancies", " ".join(sorted({one.kind or one.type for one in pair.discrepancies}))


FORMAT = Format("tmx", "sentences with their renditions, TMX 1.4b; OmegaT, Trados, Sketch Engine", write, suffix=".tmx")
