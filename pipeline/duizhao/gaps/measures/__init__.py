"""Gap measures: what a rendition lost, added and changed, in figures.

Each measure is a `Definition` in a module of its own, with formula, unit, range and literature; `compute` asks them of
a transcript's beads, `interval` puts several calls together. Every figure keeps its numerator and denominator, and is
null, never 0, where it cannot be computed. Where `Definition.needs_human` says so, what was counted are candidates.
"""

from __future__ import annotations

from duizhao.gaps.measures.computing import compute
from duizhao.gaps.measures.counting import Words
from duizhao.gaps.measures.definition import BeadContext, Check, Definition
from duizhao.gaps.measures.intervals import Interval, interval
from duizhao.gaps.measures.registry import MEASURES, definition, require

__all__ = [
    "MEASURES",
    "BeadContext",
    "Check",
    "Definition",
    "Interval",
    "Words",
    "compute",
    "definition",
    "interval",
    "require",
]
