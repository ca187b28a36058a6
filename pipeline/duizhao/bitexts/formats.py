"""Bitexts as text: Vecalign's ladder, a table, a translation memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from xml.sax.saxutils import escape

from duizhao.alignment.engine import Aligned
from duizhao.bitexts.sides import Side

# What programs take for the end of a line or a column.
_ENDS = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
# What is no character of XML 1.0, section 2.2.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEADER: tuple[str, ...] = ("source", "target", "confidence", "source_indices", "target_indices")


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two sides and their beads.

    Attributes:
        source: The first side.
        target: The second side.
        beads: In order; `rows` are places in the sentences of the source, `columns` in those of the target.
        version: That of duizhao, which a translation memory must name.
    """

    source: Side
    target: Side
    beads: tuple[Aligned, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A bitext as text, and what a user should know of that."""

    text: str
    warnings: tuple[str, ...] = ()


def ladder(bitext: Bitext) -> Rendered:
    """Render each bead as ``[0, 1]:[2]:cost``: numbers of both sides from 0, and 1 less the confidence.

    References:
        Thompson & Koehn (2019), Vecalign, whose scorer reads it.
    """
    rows = (
        f"{_numbers(bitext.source, bead.rows)}:{_numbers(bitext.target, bead.columns)}:{1 - bead.chance:.6f}\n"
        for bead in bitext.beads
    )
    return Rendered("".join(rows))


def _numbers(side: Side, places: Iterable[int]) -> list[int]:
    return [side.numbers[place] for place in places]


def tsv(bitext: Bitext) -> Rendered:
    """Render a table with a header: both texts, confidence, numbers of both sides with blanks between.

    Nothing is quoted: tabs and all that some program takes for a line end are blanks in the texts.
    """
    rows = [_HEADER]
    for bead in bitext.beads:
        numbers = (_numbers(bitext.source, bead.rows), _numbers(bitext.target, bead.columns))
        rows.append(
            (
                _ENDS.sub(" ", bitext.source.joined(bead.rows)),
                _ENDS.sub(" ", bitext.target.joined(bead.columns)),
                f"{bead.chance:.6f}",
                " ".join(map(str, numbers[0])),
                " ".join(map(str, numbers[1])),
            )
        )
    return Rendered("".join("\t".join(row) + "\n" for row in rows))


def tmx(bitext: Bitext) -> Rendered:
    """Render a translation memory of the beads that have both sides, the confidence as ``x-confidence``.

    What XML 1.0 does not allow becomes U+FFFD; a warning counts it.

    References:
        TMX 1.4b Specification (OSCAR, 2005).
    """
    languages = bitext.source.language, bitext.target.language
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="duizhao" creationtoolversion="{bitext.version}" segtype="sentence" o-tmf="duizhao"'
        f' adminlang="en" srclang="{languages[0]}" datatype="plaintext"/>\n<body>\n'
    )
    replaced, units = 0, []
    for bead in bitext.beads:
        if not (bead.rows and bead.columns):
            continue
        units.append(f'<tu>\n<prop type="x-confidence">{bead.chance:.6f}</prop>\n')
        for language, text in zip(
            languages, (bitext.source.joined(bead.rows), bitext.target.joined(bead.columns)), strict=True
        ):
            allowed, count = _NOT_XML.subn("\ufffd", text)
            replaced += count
            units.append(f'<tuv xml:lang="{language}"><seg>{escape(allowed)}</seg></tuv>\n')
        units.append("</tu>\n")
    warning = f"W_CONTROL_CHARS: {replaced} characters that XML does not allow are U+FFFD in the translation memory"
    return Rendered(f"{head}{''.join(units)}</body>\n</tmx>\n", (warning,) if replaced else ())


#: Formats by name.
FORMATS: Mapping[str, Callable[[Bitext], Rendered]] = MappingProxyType({"ladder": ladder, "tsv": tsv, "tmx": tmx})
