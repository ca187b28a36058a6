"""Agreement between annotators as tables for a terminal, as CSV and as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from duizhao.cells import guarded
from duizhao.corrections.agreement import Agreement, Measured, Pairwise
from duizhao.reading_view.marks import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Between the names of two annotators.
BETWEEN = " | "
_HEADER = ("field", "measure", "annotators", "units", "value", "observed", "low", "high", "calls", "why")


def agreement_view(found: Agreement) -> Iterator[RenderableType]:
    """Show alpha over all annotators and kappa of each two; what cannot be computed is ``-``, with the reason."""
    yield Text(f"Annotators: {visible(', '.join(found.annotators))}")
    yield Text(f"Calls: {found.calls} annotated by two or more, {found.alone} by one only, left out")
    yield Text(f"Units: {found.units}\n")
    yield _alphas(found)
    if any(pair.kappa.units for one in found.fields for pair in one.pairs):
        yield Text()
        yield _kappas(found)
    yield Text("\n1 is full agreement, 0 what chance would give. The interval (95 %) is over calls.", "dim")


def _table(*columns: str) -> Table:
    out = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, name in enumerate(columns):
        words = at == 0 or name in {"annotators", ""}
        out.add_column(name, justify="left" if words else "right", overflow="fold")
    return out


def _alphas(found: Agreement) -> Table:
    out = _table("field", "units", "coders", "observed", "alpha", "interval", "")
    for one in found.fields:
        alpha = one.alpha
        interval = "-" if alpha.low is None else f"{_number(alpha.low)} to {_number(alpha.high)}"
        out.add_row(
            *(one.name, str(alpha.units), str(one.annotators), _number(alpha.observed), _number(alpha.value)),
            *(interval, alpha.why),
        )
    return out


def _kappas(found: Agreement) -> Table:
    out = _table("field", "annotators", "units", "observed", "kappa", "")
    for one in found.fields:
        for pair in one.pairs if one.alpha.units else ():
            numbers = (str(pair.kappa.units), _number(pair.kappa.observed), _number(pair.kappa.value))
            out.add_row(one.name, visible(_both(pair)), *numbers, pair.kappa.why)
    return out


def _both(pair: Pairwise) -> str:
    return f"{pair.one}{BETWEEN}{pair.other}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def agreement_csv(found: Agreement) -> str:
    """Write a row for each alpha and each kappa; a null is an empty cell.

    A name that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEADER)
    for one in found.fields:
        alpha = one.alpha
        ends = (alpha.observed, alpha.low, alpha.high, alpha.calls, alpha.why)
        writer.writerow((one.name, "alpha", "all", alpha.units, alpha.value, *ends))
        for pair in one.pairs:
            held = pair.kappa
            values = (held.units, held.value, held.observed, None, None, None, held.why)
            writer.writerow((one.name, "kappa", guarded(_both(pair)), *values))
    return stream.getvalue()


def agreement_json(found: Agreement) -> str:
    """Write it as one JSON object."""
    content = {
        "annotators": list(found.annotators),
        "units": found.units,
        "calls": found.calls,
        "calls_of_one": found.alone,
        "fields": [_field(one) for one in found.fields],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _field(one: Measured) -> dict[str, Any]:
    alpha = one.alpha
    return {
        "kind": str(one.kind),
        "field": one.name,
        "units": alpha.units,
        "values": alpha.values,
        "annotators": one.annotators,
        "observed": alpha.observed,
        "alpha": alpha.value,
        "low": alpha.low,
        "high": alpha.high,
        "calls": alpha.calls,
        "why": alpha.why or None,
        "kappa": [
            {
                "annotators": [pair.one, pair.other],
                "units": pair.kappa.units,
                "observed": pair.kappa.observed,
                "value": pair.kappa.value,
                "why": pair.kappa.why or None,
            }
            for pair in one.pairs
        ],
    }
