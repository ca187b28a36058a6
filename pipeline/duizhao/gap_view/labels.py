"""What both views for people call things, so that a terminal and a page say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duizhao.gap_view.findings import Finding, Gaps
from duizhao.gap_view.passages import Side, line_numbers
from duizhao.gap_view.summary import Figure
from duizhao.vocabulary import Relation

HEADINGS: Mapping[Relation, str] = {
    Relation.INTERPRETATION: "Interpretation gaps",
    Relation.TRANSLATION: "Translation errors",
}
SIDES: Mapping[Relation, tuple[str, str]] = {
    Relation.INTERPRETATION: ("original", "interpretation"),
    Relation.TRANSLATION: ("text", "translation"),
}
_ABSENT: Mapping[Relation, tuple[str, str]] = {
    Relation.INTERPRETATION: ("(no original)", "(not rendered)"),
    Relation.TRANSLATION: ("(no text)", "(not translated)"),
}
_LOOKED_THROUGH = "(nothing of it in:)"
#: Stands for a null, which is never shown as 0.
DASH = "–"
#: Of 80 columns, what a table's names leave; and what stands between two columns, with the hyphen-like underscore.
_BESIDE, _BETWEEN = 58, 3


def absent(finding: Finding) -> tuple[str, str]:
    """Return for each side what stands before or instead of its passage; empty where it says its part.

    A side that says nothing of what the other says may still have a passage: the one that was looked through.
    """
    first, second = _ABSENT[finding.relation]
    return _absent(finding.source, finding.target, first), _absent(finding.target, finding.source, second)


def _absent(side: Side, other: Side, said: str) -> str:
    if not side.segments:
        return said
    return _LOOKED_THROUGH if other.value and not side.value else ""


def side_heading(name: str, side: Side) -> str:
    """Name a side with its languages and lines: ``original (zh), line 4``."""
    langs = ", ".join(lang for lang in side.langs if lang != "none")
    named = f"{name} ({langs})" if langs else name
    return ", ".join(filter(None, (named, line_numbers(side.lines))))


def number(value: float | None) -> str:
    """Write a measure's value; a null is a dash."""
    return DASH if value is None else f"{value:,.3f}"


def count(value: float | None) -> str:
    """Write a numerator or denominator, which may be a sum of parts of words."""
    return DASH if value is None else f"{value:,.1f}".removesuffix(".0")


def bounds(figure: Figure) -> str:
    """Write the interval; a null is a dash."""
    return DASH if figure.low is None else f"{number(figure.low)} to {number(figure.high)}"


def columns(names: Sequence[str]) -> list[list[str]]:
    """Split names, set one part below the other, into as many as stand side by side in 80 columns."""
    out: list[list[str]] = []
    left = 0
    for name in names:
        width = max(map(len, name.split("_"))) + _BETWEEN
        if not out or width > left:
            out.append([])
            left = _BESIDE
        out[-1].append(name)
        left -= width
    return out


def closing(gaps: Gaps, limit: int | None) -> str:
    """Say how many findings are shown of how many, and what they are."""
    parts = [
        f"{len(found[:limit])} of {len(found)} {HEADINGS[relation].lower()}" for relation, found in gaps.found.items()
    ]
    return f"Shown: {', '.join(parts)}. They are candidates, worst first: whether each is an error, a person judges."


def counted(gaps: Gaps) -> str:
    """Say what a summary's counts and measures are of."""
    filters = " that the filters leave" if gaps.choice.picks else ""
    measures = ", whatever the filters" if gaps.choice.picks else ""
    return (
        f"Counts: discrepancies{filters}, candidates that a person judges. Measures: of all that was said{measures}; "
        f"{DASH} where there is nothing to measure. Intervals: 95 %, by resampling calls."
    )
