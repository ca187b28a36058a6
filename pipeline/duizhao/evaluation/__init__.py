"""Compare a built corpus with hand-made gold annotation.

`gold` reads the annotation, `predicted` indexes a corpus's rows for one transcript, `fields` and `beads` hold
the measures, `report` composes them. Nothing here imports the corpus package: rows come through
`predicted.Rows`.
"""

from __future__ import annotations

from duizhao.evaluation.measures import MEASURES, Measure
from duizhao.evaluation.predicted import Rows
from duizhao.evaluation.report import Evaluation, evaluate

__all__ = ["MEASURES", "Evaluation", "Measure", "Rows", "evaluate"]
