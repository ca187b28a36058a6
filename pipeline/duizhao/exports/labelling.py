"""The labelling interfaces of Label Studio that `duizhao.exports.labelstudio` writes: what annotators see and answer.

Names of controls are the fields of `duizhao.corrections.patch`, which reads the answers. What is shown comes from the
data of each task; nothing of a call stands in an interface.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from duizhao.corrections.patch import FIELDS, Kind

_BOX = {"maxSubmissions": "1", "editable": "true"}


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: Mapping[str, str]
    inside: tuple[_Tag, ...] = ()

    def lines(self, indent: int = 0) -> Iterable[str]:
        told = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        if not self.inside:
            yield f"{'  ' * indent}<{self.name}{told}/>"
            return
        yield f"{'  ' * indent}<{self.name}{told}>"
        for one in self.inside:
            yield from one.lines(indent + 1)
        yield f"{'  ' * indent}</{self.name}>"


def _view(*inside: _Tag, style: str = "") -> _Tag:
    return _Tag("View", {"style": style} if style else {}, inside)


def _header(value: str, size: int = 5) -> _Tag:
    return _Tag("Header", {"value": value, "size": str(size)})


def _shown(title: str, name: str) -> _Tag:
    """Show a text of the task."""
    return _view(_header(title), _Tag("Text", {"name": name, "value": f"${name}"}), style="flex: 1")


def _beside(*inside: _Tag) -> _Tag:
    return _view(*inside, style="display: flex; gap: 1em")


def _asked(kind: Kind, name: str, question: str, shown: str, *, required: bool = False) -> _Tag:
    """Ask for one of a field's words."""
    words = tuple(_Tag("Choice", {"value": word}) for word in FIELDS[kind][name].words)
    told = {"name": name, "toName": shown, "choice": "single-radio", "showInline": "true"}
    if required:
        told |= {"required": "true", "requiredMessage": f"{name} is not answered"}
    return _view(_header(question), _Tag("Choices", told, words))


def _written(name: str, question: str, shown: str, rows: str = "1") -> _Tag:
    return _view(_header(question), _Tag("TextArea", {"name": name, "toName": shown, "rows": rows, **_BOX}))


def _note(shown: str) -> _Tag:
    return _written("note", "Note", shown, rows="2")


def _interface(*inside: _Tag) -> str:
    return "\n".join((*_view(_header("$call", 4), _header("$told"), *inside).lines(), ""))


_DIALOGUE = _Tag(
    "Paragraphs",
    {"name": "context", "value": "$context", "layout": "dialogue", "nameKey": "speaker", "textKey": "text"},
)

#: Who says a turn, and in whose voice.
TURNS = _interface(
    _view(_header("Context; the turn to judge is marked ▶"), _DIALOGUE),
    _shown("Label as printed", "label"),
    _beside(_shown("Turn", "text"), _shown("Translation that stands under it", "translation")),
    _asked(Kind.TURN, "role", "Role of the person whose remarks these are", "text"),
    _asked(Kind.TURN, "voice", "Whose mouth the words come from: their own or an interpreter's", "text"),
    _written("speaker", "Name of that person; ? where nobody can tell", "text"),
    _note("text"),
)

#: Whether two passages belong together, and how the one renders the other.
PAIRS = _interface(
    _beside(_shown("Source", "source_text"), _shown("Target", "target_text")),
    _asked(Kind.PAIR, "fits", "Is the target the rendition or translation of the source?", "target_text"),
    _asked(Kind.PAIR, "rendition", "Type of the rendition; of interpretations only", "target_text"),
    _note("target_text"),
)

#: Whether a discrepancy is one.
DISCREPANCIES = _interface(
    _beside(_shown("Source", "source_text"), _shown("Target", "target_text")),
    _shown("Found", "explanation"),
    _shown("Values", "values"),
    _beside(_shown("Passage of the source", "source_passage"), _shown("Passage of the target", "target_passage")),
    _asked(
        Kind.DISCREPANCY,
        "judgement",
        "Do the two differ so? other-type: they differ, but in something else",
        "explanation",
        required=True,
    ),
    _asked(Kind.DISCREPANCY, "type", "Type; change it where you answered other-type", "explanation"),
    _note("explanation"),
)
