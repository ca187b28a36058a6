"""What a translation of the text loses, adds and changes: translation errors, never an interpreter's.

Formulas, units, ranges and nulls are those of the measures of the same name without ``translation_``; only what they
are asked on differs. Where the translation stands in for an original that is absent, it shows nothing of interpreting,
and the absent original is no omission: so the names are kept apart, and `registry.require` refuses one for the other.
Literature: as there; Barik's omissions and additions are applied to texts, as translation quality assessment does
(Lommel, Uszkoreit & Burchardt (2014), Tradumàtica 12: omission, addition, numbers and names among the accuracy issues).
"""

from __future__ import annotations

from dataclasses import replace

from duizhao.gaps.measures import addition_rate, length_ratio, name_recall, number_fidelity, omission_rate
from duizhao.gaps.measures.definition import TRANSLATION

#: What sets these names apart from the measures of interpretation.
PREFIX = "translation_"

DEFINITIONS = tuple(
    replace(
        one,
        name=f"{PREFIX}{one.name}",
        literature=f"{one.literature}; Lommel, Uszkoreit & Burchardt (2014)",
        null=one.null.replace("rendition", "translation"),
        relations=TRANSLATION,
    )
    for one in (
        number_fidelity.DEFINITION,
        name_recall.DEFINITION,
        omission_rate.DEFINITION,
        addition_rate.DEFINITION,
        length_ratio.DEFINITION,
    )
)
