"""Tables of turns, a row each: JSON Lines (.jsonl, .ndjson), comma- and tab-separated values (.csv, .tsv).

The format to bring a call of one's own in. References: jsonlines.org, RFC 4180. Columns are those of `COLUMNS`; only
``text`` must be there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from duizhao.errors import InputError
from duizhao.reading import rttm
from duizhao.reading.decoding import decode
from duizhao.reading.fields import Field, parse_json, refuse_crowds
from duizhao.reading.formats import Extract, File
from duizhao.reading.lines import split_lines
from duizhao.reading.spoken import Spoken, Talk, lay_out, speaker_label

#: Columns and the other names they may have.
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": ("content", "utterance"),
        "speaker": ("name",),
        "title": (),
        "firm": (),
        "begin": ("start",),
        "finish": ("end",),
        "translation": (),
    }
)
_DELIMITERS = {".csv": (",", ";", "\t"), ".tsv": ("\t",)}


def read(file: File) -> Extract:
    """Read a table of turns; speakers come from an RTTM file beside it where it names none.

    Raises:
        InputError: The bytes are not text; a row is no JSON object (``E_JSON``); the table has no column ``text``, or
            two for one thing, or a row does not fit its columns (``E_COLUMNS``, with the line and the column).
    """
    decoded = decode(file.data, name=file.name)
    suffix = "." + file.name.rpartition(".")[2].lower()
    many = decoded.text.count("\n") + decoded.text.count("\r")
    refuse_crowds(many, name=file.name, settings=file.settings)
    rows = _separated(decoded.text, file, suffix) if suffix in _DELIMITERS else _json_lines(decoded.text, file)
    found = rttm.join(talk(list(rows), file.name), file)
    lines, warnings = lay_out(found.stretches)
    return Extract(lines, decoded.codec, (*decoded.warnings, *found.warnings, *warnings))


def talk(rows: Sequence[tuple[str, object]], name: str) -> Talk:
    """Make a stretch of each row.

    Args:
        rows: Where each stands, for messages, and its object.
        name: The file, for messages.

    Raises:
        InputError: See `read`.
    """
    unknown: dict[str, None] = {}
    stretches: list[Spoken] = []
    for place, row in rows:
        if not isinstance(row, dict):
            raise _fault(place, "no object with named columns", f"columns are {', '.join(COLUMNS)}")
        columns = _named([str(key) for key in cast("dict[str, object]", row)], place)
        unknown.update(dict.fromkeys(key for key, column in columns.items() if column is None))
        members = {column: cast("dict[str, object]", row)[key] for key, column in columns.items() if column}
        stretches.append(_stretch(members, place))
    if not rows:
        raise InputError(f"{name} holds no row", code="E_EMPTY", help="remove it, or export it again")
    listed = ", ".join(f"{key:.40}" for key in list(unknown)[:12])
    return Talk(tuple(stretches), (f"W_UNKNOWN_COLUMNS: not read: {listed}",) if unknown else ())


def _named(keys: Sequence[str], place: str) -> dict[str, str | None]:
    """Map the columns as written to those of `COLUMNS`, null for one that is not known."""
    known = {alias: column for column, aliases in COLUMNS.items() for alias in (column, *aliases)}
    columns = {key: known.get(key.strip().lower()) for key in keys}
    named = [column for column in columns.values() if column]
    twice = next((column for column in named if named.count(column) > 1), None)
    if twice or len(columns) < len(keys):
        what = f"two columns mean {twice!r}" if twice else "two columns have one name"
        raise _fault(place, what, "keep one of them")
    if "text" not in named:
        listed = ", ".join(f"{key:.40}" for key in keys[:12]) or "none"
        raise _fault(place, f"no column 'text' (the columns are {listed})", f"columns are {', '.join(COLUMNS)}")
    return columns


def _stretch(row: Mapping[str, object], place: str) -> Spoken:
    if row["text"] is None:
        raise _fault(place, "column 'text' is null", 'text is needed, "" where nothing was said')
    try:
        fields = {column: Field(row.get(column), f"column {column!r}", place) for column in COLUMNS}
        return Spoken(
            fields["text"].text(),
            speaker_label(fields["speaker"].name(), fields["title"].text(), fields["firm"].text()),
            fields["begin"].seconds(),
            fields["finish"].seconds(),
            translation=fields["translation"].text(),
        )
    except InputError as fault:
        raise InputError(
            fault.message, code="E_COLUMNS", help="times are seconds or HH:MM:SS, all other columns text"
        ) from fault


def _json_lines(text: str, file: File) -> Iterator[tuple[str, object]]:
    for line in split_lines(text):
        if line.text.strip():
            place = f"{file.name}, line {line.number}"
            yield place, parse_json(line.text, name=place, settings=file.settings)


def _separated(text: str, file: File, suffix: str) -> Iterator[tuple[str, object]]:
    # The limit belongs to the whole process and guards against a quote that is never closed; the file's size is
    # limited already.
    csv.field_size_limit(max(file.settings.max_bytes, csv.field_size_limit()))
    head = next((line.text for line in split_lines(text) if line.text.strip()), "")
    delimiter = max(_DELIMITERS[suffix], key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    keys: list[str] = []
    try:
        for row in reader:
            place = f"{file.name}, line {reader.line_num}"
            if not any(cell.strip() for cell in row):
                continue
            if not keys:
                keys = [cell.strip() for cell in row]
                _named(keys, place)
            elif len(row) != len(keys):
                raise _fault(
                    place, f"{len(row)} cells in a table of {len(keys)} columns", "quote cells that hold commas"
                )
            else:
                yield place, dict(zip(keys, row, strict=True))
    except csv.Error as fault:
        raise _fault(f"{file.name}, line {reader.line_num}", str(fault), "export the table again") from fault


def _fault(place: str, what: str, remedy: str) -> InputError:
    return InputError(f"{place}: {what}", code="E_COLUMNS", help=remedy)
