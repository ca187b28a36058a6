"""Annotations that people made in Label Studio, as patches: one for each annotator.

Read is the export named JSON, of tasks that ``duizhao export --to labelstudio`` made. What the corpus said stands in
each task's data, not only in its prediction: the server leaves predictions out of many exports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from duizhao.corrections.patch import FIELDS, Entry, Kind, Patch, Value, refuse
from duizhao.corrections.reading import at, parse, value_of, values

#: What an annotator writes for a name that nobody can tell: an empty box says nothing, it may not have been looked at.
NOBODY = "?"
_NOTE = "note"
_JSON = "export the project as JSON (not JSON-MIN, not CSV)"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an export of Label Studio held.

    Attributes:
        patches: One for each annotator, in order of their names; without entries where they changed nothing.
        annotations: How many were read.
        unchanged: How many of them say what the corpus says.
        cancelled: How many were skipped by the annotator; they are in no patch.
        unread: How many results there are of controls that duizhao did not make, by name; they are in no patch.
    """

    patches: tuple[Patch, ...]
    annotations: int
    unchanged: int
    cancelled: int
    unread: Mapping[str, int] = field(hash=False)


def from_label_studio(data: bytes, path: str = "the export") -> Imported:
    """Read an export of Label Studio.

    Args:
        data: The bytes of its file.
        path: What messages call it.

    Returns:
        A patch for each annotator with an entry for each row that they changed, judged (discrepancies) or remarked on.
        A control that an annotator left empty says nothing.

    Raises:
        UsageError: It is no such export, of other tasks, or holds no annotation (``E_PATCH``).
    """
    with at(path):
        tasks = parse(data)
        if not isinstance(tasks, list):
            refuse("it is no export of Label Studio", _JSON)
        reader = _Reader()
        for number, task in enumerate(tasks, 1):
            with at(_named(task, number)):
                reader.task(task)
        return reader.done()


def _named(task: Any, number: int) -> str:
    return f"task {task['id']}" if isinstance(task, dict) and isinstance(task.get("id"), int) else f"task {number}"


class _Reader:
    """Collects entries by annotator."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[tuple[Kind, str, str], Entry | None]] = {}
        self._counts: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()

    def task(self, task: Any) -> None:
        if not isinstance(task, dict):
            refuse("it is no object", _JSON)
        if "data" not in task:
            refuse("it holds no data: this looks like the export JSON-MIN, which leaves half out", _JSON)
        held = value_of(task, "data", dict)
        if held.get("kind") not in set(Kind):
            refuse("it is of another project", "give the export of tasks that duizhao made")
        for annotation in value_of(task, "annotations", list) if "annotations" in task else ():
            if not isinstance(annotation, dict):
                refuse("an annotation is no object", _JSON)
            if annotation.get("was_cancelled"):
                self._counts["cancelled"] += 1
            else:
                self._annotation(held, annotation)

    def _annotation(self, held: Mapping[str, Any], annotation: Mapping[str, Any]) -> None:
        author, kind = _author(annotation.get("completed_by")), Kind(held["kind"])
        row = (kind, value_of(held, "transcript_id", str), value_of(held, "row_id", str))
        said = self._said(kind, value_of(annotation, "result", list))
        note = said.pop(_NOTE, None)
        was = values(value_of(held, "was", dict), "was")
        new = {name: value for name, value in said.items() if name not in was or value != was[name]}
        entry = None
        if new or note:
            seen = {name: was.get(name) for name in new}
            entry = Entry(*row, value_of(held, "digest", str), seen, new, str(note or ""))
        self._counts["annotations"] += 1
        self._counts["unchanged"] += entry is None
        known = self._entries.setdefault(author, {})
        if known.setdefault(row, entry) != entry:
            refuse(f"annotator {author:.60} annotated it twice, in two ways", "delete one of the two in Label Studio")

    def _said(self, kind: Kind, results: list[Any]) -> dict[str, Value]:
        """Return what the controls of an annotation say, by name."""
        out: dict[str, Value] = {}
        for result in results:
            name = result.get("from_name") if isinstance(result, dict) else None
            if name not in {*FIELDS[kind], _NOTE}:
                self._unread[str(name)] += 1
                continue
            texts = _texts(value_of(result, "value", dict))
            if name == _NOTE:
                texts = ["\n".join(texts)]
            if len(texts) != 1 or name in out:
                refuse(
                    f"{name}: there are {len(texts) + (name in out)} answers, one is wanted", "mend it in Label Studio"
                )
            if texts[0]:
                out[name] = None if name == "speaker" and texts[0] == NOBODY else texts[0]
        return out

    def done(self) -> Imported:
        if not self._entries:
            refuse("it holds no annotation", "annotate and submit tasks first, then export the project as JSON")
        patches = (
            Patch(author, tuple(filter(None, self._entries[author].values()))) for author in sorted(self._entries)
        )
        counts = self._counts
        return Imported(
            tuple(patches), counts["annotations"], counts["unchanged"], counts["cancelled"], dict(self._unread)
        )


def _texts(value: Mapping[str, Any]) -> list[str]:
    """Return the answers of a control: those of ``choices``, or what was written, a list or one text."""
    held = value.get("choices", value.get("text"))
    texts = [held] if isinstance(held, str) else held
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        refuse("value: it holds neither choices nor text", _JSON)
    return [one.strip() for one in texts]


def _author(completed_by: Any) -> str:
    """Return who annotated: an identifier, or in some exports an object with an address."""
    if isinstance(completed_by, dict):
        completed_by = completed_by.get("email") or completed_by.get("id")
    return str(completed_by) if isinstance(completed_by, (int, str)) and completed_by != "" else "unknown"
