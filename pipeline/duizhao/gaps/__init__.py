"""What a rendition kept, lost, added and changed: discrepancies and measures."""

from __future__ import annotations

from duizhao.gaps.discrepancies import find_discrepancies
from duizhao.gaps.views import make_views

__all__ = ["find_discrepancies", "make_views"]
