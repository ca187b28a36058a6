"""What the headers of TEI files say: of a call, and of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from duizhao.corpus.calls import Call
from duizhao.corpus.records import Speaker
from duizhao.exports.xml_text import XmlWriter, xml_id
from duizhao.vocabulary import Delivery, Role, Voice

_RIGHTS = "Text of the transcripts belongs to those who published it; this corpus adds no right to it."
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_LANGUAGES = {
    "en": "English",
    "zh": "Chinese",
    "zh-Hans": "Chinese, Simplified characters",
    "zh-Hant": "Chinese, Traditional characters",
    "mul": "several languages",
    "und": "undetermined",
}
#: What ``ana`` points to, in the file of the whole.
_WORDS: Mapping[str, type[StrEnum]] = {"role": Role, "voice": Voice, "delivery": Delivery}


def write_call_header(xml: XmlWriter, call: Call, tags: Iterable[str], chinese: str) -> None:
    """Write the ``teiHeader`` of a call.

    Args:
        xml: The document.
        call: The call.
        tags: The languages of its segments, BCP 47.
        chinese: What its Chinese is called among them.
    """
    with xml.inside("teiHeader"):
        with xml.inside("fileDesc"):
            with xml.inside("titleStmt"):
                xml.leaf("title", _title(call))
            _write_rights(xml)
            if call.warnings:
                with xml.inside("notesStmt"):
                    for warning in call.warnings:
                        xml.leaf("note", warning, {"type": "warning"})
            with xml.inside("sourceDesc"):
                _write_source(xml, call)
        _write_program(xml)
        with xml.inside("profileDesc"):
            with xml.inside("langUsage"):
                for tag in tags:
                    xml.leaf("language", _LANGUAGES[tag], {"ident": tag})
            if call.speakers:
                with xml.inside("particDesc"), xml.inside("listPerson"):
                    for speaker in call.speakers:
                        _write_person(xml, speaker, chinese)


def _title(call: Call) -> str:
    return call.title or ", ".join(filter(None, (call.company, call.event, call.period))) or call.source


def _write_rights(xml: XmlWriter) -> None:
    with xml.inside("publicationStmt"):
        xml.leaf("p", _RIGHTS)


def _write_source(xml: XmlWriter, call: Call) -> None:
    with xml.inside("bibl"):
        xml.leaf("title", _title(call))
        if call.company:
            xml.leaf("orgName", call.company)
        for kind, value in (("event", call.event), ("period", call.period)):
            if value:
                xml.leaf("note", value, {"type": kind})
        if call.date:
            xml.leaf("date", call.date, {"when": call.date if _DATE.fullmatch(call.date) else None})
        for kind, value in (("path", call.source), ("sha256", str(call.row["sha256"]))):
            xml.leaf("idno", value, {"type": kind})


def _write_program(xml: XmlWriter, flags: Sequence[str] | None = None) -> None:
    from duizhao import __version__

    with xml.inside("encodingDesc"):
        with xml.inside("appInfo"), xml.inside("application", {"ident": "duizhao", "version": __version__}):
            xml.leaf("label", "duizhao")
        if flags is None:
            return
        with xml.inside("classDecl"):
            known: dict[str, Sequence[str]] = {name: list(words) for name, words in _WORDS.items()}
            for name, words in {**known, "flag": flags}.items():
                if not words:
                    continue
                with xml.inside("taxonomy", {"xml:id": name}):
                    for word in words:
                        with xml.inside("category", {"xml:id": f"{name}.{word}"}):
                            xml.leaf("catDesc", word)


def _write_person(xml: XmlWriter, speaker: Speaker, chinese: str) -> None:
    with xml.inside("person", {"xml:id": xml_id(speaker.speaker_id), "role": speaker.role}):
        if speaker.name and speaker.name != speaker.name_zh:
            xml.leaf("persName", speaker.name)
        if speaker.name_zh:
            xml.leaf("persName", speaker.name_zh, {"xml:lang": chinese})
        for alias in speaker.aliases:
            if alias not in {speaker.name, speaker.name_zh}:
                xml.leaf("persName", alias, {"type": "alias"})
        if speaker.title:
            xml.leaf("occupation", speaker.title)
        if speaker.firm:
            xml.leaf("affiliation", speaker.firm)
        if speaker.evidence:
            xml.leaf("note", speaker.evidence, {"type": "evidence"})


def write_corpus_header(xml: XmlWriter, calls: int, flags: Sequence[str]) -> None:
    """Write the ``teiHeader`` of the whole.

    Args:
        xml: The document.
        calls: How many there are.
        flags: Those that segments have.
    """
    with xml.inside("teiHeader"):
        with xml.inside("fileDesc"):
            with xml.inside("titleStmt"):
                xml.leaf("title", "A conversation corpus made by duizhao")
            with xml.inside("extent"):
                xml.leaf("measure", f"{calls} calls", {"unit": "calls", "quantity": str(calls)})
            _write_rights(xml)
            with xml.inside("sourceDesc"):
                xml.leaf("p", "Transcripts of calls; each call names its own source.")
        _write_program(xml, flags)
