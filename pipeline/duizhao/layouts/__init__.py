"""Layouts: which lines are labels, speech, notices or notes.

`grammar` declares how labels are printed, as data (``grammars.toml``). `prepare` sets apart what is no speech whatever
the labels: `furniture`, `roster`, `tags`. `sites` finds the places where a grammar's labels may stand (`running`: glued
to lines and in the middle of them), `attestation` which of them are labels, `details` the titles beside them. `choice`
scores each grammar by what it explains of the whole document; `engine` makes blocks of the best one's labels, `around`
knows what stands before and after the talk. A document that none explains is ``flat`` (`unlabelled`): it goes down the
unlabelled path, never to a wrong grammar.
"""

from __future__ import annotations

from duizhao.layouts.engine import lay_out
from duizhao.layouts.grammar import Grammar, describe, load_grammars, shipped

__all__ = ["Grammar", "describe", "lay_out", "load_grammars", "shipped"]
