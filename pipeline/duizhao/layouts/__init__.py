"""Layouts: which lines are labels, speech, notices or notes.

`grammar` declares how labels are printed, as data; `engine` is one for all of them: `furniture`, `roster` and `around`
find what is no speech, `sites` the places where a grammar finds labels, `choice` scores each grammar by what it
explains of the whole document. A document that none explains is ``flat``: it goes down the unlabelled path, never to a
wrong grammar.
"""

from __future__ import annotations

from duizhao.layouts.engine import lay_out
from duizhao.layouts.grammar import Grammar, describe, load_grammars, shipped

__all__ = ["Grammar", "describe", "lay_out", "load_grammars", "shipped"]
