"""All measures by name, and what each may be asked on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from duizhao.errors import UsageError, suggestion
from duizhao.gaps.measures import (
    addition_rate,
    boosters,
    chunk_size,
    connectives,
    disfluency,
    footing,
    hedges,
    length_ratio,
    name_recall,
    number_fidelity,
    omission_rate,
    renditions,
    sentence_length,
    term_consistency,
    term_recall,
    translation,
)
from duizhao.gaps.measures.definition import Definition
from duizhao.vocabulary import Relation

#: In the order in which they are computed and written.
MEASURES: Mapping[str, Definition] = MappingProxyType(
    {
        one.name: one
        for one in (
            omission_rate.DEFINITION,
            addition_rate.DEFINITION,
            length_ratio.DEFINITION,
            number_fidelity.DEFINITION,
            name_recall.DEFINITION,
            term_recall.DEFINITION,
            term_consistency.DEFINITION,
            *renditions.DEFINITIONS,
            *hedges.DEFINITIONS,
            *boosters.DEFINITIONS,
            *footing.DEFINITIONS,
            connectives.DEFINITION,
            *sentence_length.DEFINITIONS,
            *disfluency.DEFINITIONS,
            chunk_size.DEFINITION,
            *translation.DEFINITIONS,
        )
    }
)

_REASONS = {
    Relation.INTERPRETATION: "what an interpreter does is not an error of translating a text",
    Relation.TRANSLATION: (
        "a machine translation shows nothing of interpreting, and an original that is missing is not an omission"
    ),
    Relation.REPETITION: "two passes of a call differ by recognition alone",
}


_NAMED = {
    Relation.INTERPRETATION: "an interpretation",
    Relation.TRANSLATION: "a translation",
    Relation.REPETITION: "a repetition",
}


def definition(name: str) -> Definition:
    """Return the measure of a name.

    Raises:
        UsageError: There is none (``E_MEASURE``).
    """
    if name in MEASURES:
        return MEASURES[name]
    meant = suggestion(name.lower().replace("-", "_").replace(" ", "_"), MEASURES)
    raise UsageError(f"no measure {name!r}", code="E_MEASURE", help=f"{meant}all measures: {', '.join(MEASURES)}")


def require(name: str, relation: Relation) -> Definition:
    """Return the measure of a name, to be asked on a relation.

    Raises:
        UsageError: There is none (``E_MEASURE``), or it is not defined on the relation (``E_MEASURE_RELATION``).
    """
    one = definition(name)
    if relation in one.relations:
        return one
    own = " or ".join(sorted(each.value for each in one.relations))
    raise UsageError(
        f"{name} is a measure of {own} and cannot be asked of {_NAMED[relation]}: {_REASONS[relation]}",
        code="E_MEASURE_RELATION",
        help=_instead(name, relation),
    )


def _instead(name: str, relation: Relation) -> str:
    other = name.removeprefix(translation.PREFIX) if name.startswith(translation.PREFIX) else translation.PREFIX + name
    if other in MEASURES and relation in MEASURES[other].relations:
        return f"ask {other}"
    defined = [each.name for each in MEASURES.values() if relation in each.relations]
    listed = f"on a {relation.value} ask {', '.join(defined)}"
    return listed if defined else f"no measure is defined on a {relation.value}"
