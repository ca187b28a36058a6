"""The text of WordprocessingML: a walk over its elements.

python-docx gives the text of plain runs; that of tracked insertions, content controls, fields, text boxes and rubies
stands in elements it passes over, so the walk is over the elements themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
# Deleted with changes tracked, moved away, or properties and codes of fields, which are no text.
_NOT_TEXT = frozenset("del moveFrom delText delInstrText instrText pPr rPr sectPr tblPr trPr tcPr sdtPr rubyPr".split())


def paragraphs(root: Any) -> Iterator[str]:
    """Yield the text of each paragraph under an element, in order; line breaks inside it are newlines.

    The paragraphs of a text box follow the one that it is anchored in.
    """
    for child in root.iterchildren():
        tag = _tag(child)
        if tag == "p":
            pieces: list[str] = []
            boxes: list[Any] = []
            _collect(child, pieces, boxes)
            yield "".join(pieces)
            for box in boxes:
                yield from paragraphs(box)
        elif tag not in _NOT_TEXT and child.tag != _MC_FALLBACK:
            yield from paragraphs(child)


def deletions(root: Any) -> list[str]:
    """Return the texts that were deleted, or moved away, with changes tracked."""
    found: list[str] = []
    for element in root.iter(*(space + tag for space in (_W, _STRICT) for tag in ("del", "moveFrom"))):
        text = "".join(each.text or "" for each in element.iter() if _tag(each) in {"delText", "t"})
        if text.strip():
            found.append(text)
    return found


def _collect(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    for child in element.iterchildren():
        tag = _tag(child)
        if tag == "t" or child.tag == _MATH_TEXT:
            # A line end in the XML is a blank to Word.
            pieces.append((child.text or "").replace("\r", " ").replace("\n", " "))
        elif tag in _BREAKS:
            pieces.append(_BREAKS[tag])
        elif tag == "sym":
            pieces.append(_symbol(child))
        elif tag == "txbxContent":
            boxes.append(child)
        elif tag == "rt":
            pieces.append("\uff08")
            _collect(child, pieces, boxes)
            pieces.append("\uff09")
        elif tag not in _NOT_TEXT and child.tag != _MC_FALLBACK:
            _collect(child, pieces, boxes)


def _symbol(element: Any) -> str:
    """Return the character of a symbol font: in the private use area, which is reported."""
    code = next((value for key, value in element.attrib.items() if key.endswith("}char")), "")
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def _tag(element: Any) -> str:
    """Return the name of an element of WordprocessingML; an empty string for others, comments and instructions."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.removeprefix(_W) if tag.startswith(_W) else tag.removeprefix(_STRICT) if tag.startswith(_STRICT) else ""
