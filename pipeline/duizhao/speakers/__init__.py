"""Who speaks, as whom, in whose voice: from labels, from the talk, or from both.

`attribute` is the stage; the modules below it each hold one step: `mentions` reads names out of the talk, `people`
makes persons of them, `cues` is the table of evidence for roles, `echo` finds what says the same again, `labelled` and
`unlabelled` put turns together, `sections` orders questions and answers.
"""

from __future__ import annotations

from duizhao.speakers.attribution import attribute, attribute_talk
from duizhao.speakers.explaining import Explanation, explain_talk
from duizhao.speakers.role_model import RoleModel

__all__ = ["Explanation", "RoleModel", "attribute", "attribute_talk", "explain_talk"]
