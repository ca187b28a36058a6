"""What a rendition kept, lost, added and changed: quantities, discrepancies, measures."""

from __future__ import annotations

from duizhao.gaps.discrepancies import find_discrepancies
from duizhao.gaps.measures import measure

__all__ = ["find_discrepancies", "measure"]
