"""JSON of recognisers and transcript services (`duizhao.reading.vendors`), and lists of turns.

Reference: RFC 8259, read strictly (`duizhao.reading.fields`).
"""

from __future__ import annotations

from typing import cast

from duizhao.errors import InputError
from duizhao.reading import rttm, turns_table
from duizhao.reading.decoding import decode
from duizhao.reading.fields import parse_json
from duizhao.reading.formats import Extract, File
from duizhao.reading.spoken import Talk, lay_out
from duizhao.reading.vendors import VENDORS

_MOST_KEYS = 12


def read(file: File) -> Extract:
    """Read a transcript in JSON; speakers come from an RTTM file beside it where it has none.

    Raises:
        InputError: The bytes are not text, no strict JSON (``E_JSON``), of no known shape (``E_UNKNOWN_JSON``), or a
            value in it is of the wrong type (``E_SHAPE``, ``E_COLUMNS``).
    """
    decoded = decode(file.data, name=file.name)
    value = parse_json(decoded.text, name=file.name, settings=file.settings)
    talk = rttm.join(_talk(value, file), file)
    lines, warnings = lay_out(talk.stretches)
    return Extract(lines, decoded.codec, (*decoded.warnings, *talk.warnings, *warnings))


def _talk(value: object, file: File) -> Talk:
    if isinstance(value, list):
        rows = cast("list[object]", value)
        return turns_table.talk([(f"{file.name}: [{at}]", row) for at, row in enumerate(rows)], file.name)
    for vendor in VENDORS.values():
        if vendor.recognises(value):
            return vendor.spoken(value, file.name)
    keys = list(cast("dict[str, object]", value)) if isinstance(value, dict) else []
    listed = ", ".join(f"{key:.40}" for key in keys[:_MOST_KEYS])
    more = f" and {len(keys) - _MOST_KEYS:,} more" if len(keys) > _MOST_KEYS else ""
    known = "; ".join(f"{vendor.name} ({vendor.shape})" for vendor in VENDORS.values())
    raise InputError(
        f"{file.name} is JSON of an unknown shape: its keys are {listed or 'none'}{more}",
        code="E_UNKNOWN_JSON",
        help=f"known are {known}, and a list of turns; any call may come as JSONL with the columns "
        + ", ".join(turns_table.COLUMNS),
    )
