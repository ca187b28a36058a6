"""Corrections made in Python: entries of a patch, as the pages of ``duizhao view`` write them."""

from __future__ import annotations

from collections.abc import Sequence

from duizhao.corpus.calls import Call
from duizhao.corrections.patch import Entry
from duizhao.corrections.resolving import Resolver

_READ = ("turns", "segments", "speakers", "alignments", "discrepancies")


def correct(call: Call, key: str, *, note: str = "", **new: str | Sequence[str] | None) -> Entry:
    """Correct a row of a call: say what it should say, beside what the corpus says and a digest of its texts.

    Args:
        call: The call, as the corpus has it; what was chosen of it makes no difference.
        key: Identifier of a turn, an alignment or a discrepancy.
        note: A remark.
        new: What the row should say, by field (`duizhao.corrections.patch.FIELDS`); segments as their identifiers.

    Returns:
        An entry, to be put into a `Patch`.

    Raises:
        UsageError: There is no such row, field or value (``E_PATCH``).
    """
    rows = {name: call.tables[name].to_pylist() for name in _READ}
    values = {name: value if value is None or isinstance(value, str) else tuple(value) for name, value in new.items()}
    return Resolver(rows, rows).entry(call.transcript_id, key, values, note)
