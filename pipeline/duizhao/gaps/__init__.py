"""What a rendition kept, lost, added and changed: discrepancies, types of renditions, measures."""

from __future__ import annotations

from duizhao.gaps.discrepancies import find_discrepancies
from duizhao.gaps.figures import compare_all
from duizhao.gaps.glossary import Glossary, load_glossary
from duizhao.gaps.measuring import measure
from duizhao.gaps.naming import Names, known_words
from duizhao.gaps.renditions import type_renditions
from duizhao.gaps.views import make_views

__all__ = [
    "Glossary",
    "Names",
    "compare_all",
    "find_discrepancies",
    "known_words",
    "load_glossary",
    "make_views",
    "measure",
    "type_renditions",
]
