"""ELAN: a file for each call that has times, EAF 3.0."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.corpus.calls import Call
from duizhao.corpus.reader import Corpus
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.timed import Tier, write_timed
from duizhao.exports.xml_text import Characters, XmlWriter, plain_name

_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_DOCUMENT = {
    "AUTHOR": "duizhao",
    # The format requires a date of writing; the same corpus gives the same bytes.
    "DATE": "1970-01-01T00:00:00Z",
    "FORMAT": "3.0",
    "VERSION": "3.0",
    "xmlns:xsi": _INSTANCE,
    "xsi:noNamespaceSchemaLocation": "http://www.mpi.nl/tools/elan/EAFv3.0.xsd",
}
_TYPE = "talk"


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write ``TRANSCRIPT.eaf`` for each call with times: a tier for each speaker and voice, one for translations."""
    characters = Characters()
    done = write_timed(corpus, output, lambda call, tiers, place: _write_call(call, tiers, place, characters))
    return Written(done.counts, done.notes + characters.notes())


def _write_call(call: Call, tiers: Sequence[Tier], output: Output, characters: Characters) -> None:
    number = sum(len(tier.annotations) for tier in tiers)
    about = {
        "lastUsedAnnotationId": str(number),
        "transcript_id": call.transcript_id,
        "source": call.source,
        "sha256": str(call.row["sha256"]),
    }
    with output.text(f"{plain_name(call.transcript_id)}.eaf") as stream:
        xml = XmlWriter(stream, characters)
        with xml.inside("ANNOTATION_DOCUMENT", _DOCUMENT):
            with xml.inside("HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}):
                for name, value in about.items():
                    xml.leaf("PROPERTY", value, {"NAME": name})
            slots = _write_times(xml, tiers)
            _write_tiers(xml, tiers, slots)
            xml.leaf(
                "LINGUISTIC_TYPE",
                attributes={
                    "GRAPHIC_REFERENCES": "false",
                    "LINGUISTIC_TYPE_ID": _TYPE,
                    "TIME_ALIGNABLE": "true",
                },
            )


def _write_times(xml: XmlWriter, tiers: Sequence[Tier]) -> list[str]:
    """Write the times, in order; returns the names of begin and end of each annotation, one after the other."""
    times = [time for tier in tiers for one in tier.annotations for time in (one.begin, one.finish)]
    slots = [""] * len(times)
    with xml.inside("TIME_ORDER"):
        # Two of each annotation's own: ELAN moves annotations together that share one.
        for number, at in enumerate(sorted(range(len(times)), key=lambda at: (times[at], at)), 1):
            slots[at] = f"ts{number}"
            xml.leaf("TIME_SLOT", attributes={"TIME_SLOT_ID": slots[at], "TIME_VALUE": str(times[at])})
    return slots


def _write_tiers(xml: XmlWriter, tiers: Sequence[Tier], slots: Sequence[str]) -> None:
    number = 0
    for tier in tiers:
        named = {"LINGUISTIC_TYPE_REF": _TYPE, "PARTICIPANT": tier.person or None, "TIER_ID": tier.name}
        with xml.inside("TIER", named):
            for one in tier.annotations:
                times = {"TIME_SLOT_REF1": slots[2 * number], "TIME_SLOT_REF2": slots[2 * number + 1]}
                number += 1
                with (
                    xml.inside("ANNOTATION"),
                    xml.inside("ALIGNABLE_ANNOTATION", {"ANNOTATION_ID": f"a{number}", **times}),
                ):
                    xml.leaf("ANNOTATION_VALUE", one.text)


FORMAT = Format("elan", "a file for each call that has times, EAF 3.0; ELAN", write)
