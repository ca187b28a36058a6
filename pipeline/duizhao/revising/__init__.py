"""A transcript as people corrected it: their word wins, and what rests on it is made anew.

What was found without them comes first. A correction names a place in the text, with a digest of what stood there; it
is applied where the text is still the same, and told of where it is not.
"""

from __future__ import annotations

from duizhao.revising.revision import revise

__all__ = ["revise"]
