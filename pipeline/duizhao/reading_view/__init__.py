"""The reading view of a corpus in a terminal: what it holds, and one call with both sides next to each other.

`choice` picks the transcript that a user means, `arrangement` decides what stands where and knows nothing of
terminals, `marks` places discrepancies in the text, `overview` and `transcript` make renderables. Nothing
is printed here. Every mark is a sign in the text as well as a colour: the view also reads without colours.
"""

from __future__ import annotations

from duizhao.reading_view.choice import find_transcript
from duizhao.reading_view.overview import overview
from duizhao.reading_view.transcript import transcript_view

__all__ = ["find_transcript", "overview", "transcript_view"]
