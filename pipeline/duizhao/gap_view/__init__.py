"""The discrepancies of a corpus for a person to judge, worst first, and what was measured, call by call.

`findings` picks and ranks, `passages` marks what differs, `summary` counts and measures; neither knows of a format.
`table` makes renderables for a terminal, `formats` CSV and JSON, `page` an HTML page. Nothing is printed here.

What an interpreter loses and what a translation of the text gets wrong are two things: every format keeps the two
relations apart, and no figure is over both.
"""

from __future__ import annotations

from duizhao.gap_view.findings import Choice, Finding, Gaps, find_gaps
from duizhao.gap_view.formats import findings_csv, summary_csv, to_json
from duizhao.gap_view.page import page
from duizhao.gap_view.summary import Summary, chosen_measures, summarise
from duizhao.gap_view.table import findings_view, summary_view

__all__ = [
    "Choice",
    "Finding",
    "Gaps",
    "Summary",
    "chosen_measures",
    "find_gaps",
    "findings_csv",
    "findings_view",
    "page",
    "summarise",
    "summary_csv",
    "summary_view",
    "to_json",
]
