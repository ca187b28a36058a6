"""The reading view of a corpus in a terminal: what it holds, and one call with both sides next to each other.

`arrangement` decides what stands where and knows nothing of terminals, `marks` places discrepancies in the text,
`overview` and `transcript` make renderables. Nothing is printed here. Every mark is a sign in the text as well as a
colour: the view also reads without colours.
"""

from __future__ import annotations

from duizhao.reading_view.overview import overview
from duizhao.reading_view.transcript import transcript_view

__all__ = ["overview", "transcript_view"]
