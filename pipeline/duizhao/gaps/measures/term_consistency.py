"""Term consistency: whether a term is always rendered alike.

Formula: for each term rendered at least twice, the Herfindahl-Hirschman index of its renderings, the sum over
renderings k of (n_k / n)^2; their mean, each term weighted by n. So the numerator is the sum over terms of n * HHI, the
denominator the sum of n. A scope is counted as a whole: the figures of its parts do not add up.
Unit and range: index, 0 (exclusive) to 1; 1 is one rendering for each term.
Literature: Itagaki, Aikawa & He (2007), MT Summit XI; Gašpar, Seljan & Kučiš (2022), Information 13(2): the index.
Null: no term was rendered twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from duizhao.gaps.measures.definition import INTERPRETATION, BeadContext, Definition, Pair
from duizhao.tokens import simplified


def over(contexts: Sequence[BeadContext]) -> Pair | None:
    """Return the terms' indices, each times its renderings, and the renderings."""
    renderings: dict[str, Counter[str]] = defaultdict(Counter)
    for context in contexts:
        for check in context.terms:
            if check.found and check.target:
                renderings[_key(check.source)][_key(check.target)] += 1
    repeated = [counts for counts in renderings.values() if counts.total() > 1]
    if not repeated:
        return None
    weighted = sum(sum(n * n for n in counts.values()) / counts.total() for counts in repeated)
    return weighted, float(sum(counts.total() for counts in repeated))


def renders(context: BeadContext) -> bool:
    """Say whether a bead renders a term."""
    return any(check.found and check.target for check in context.terms)


def _key(text: str) -> str:
    """Return a form in which case, blanks and the variant of Chinese make no difference."""
    return " ".join(simplified(text).casefold().split())


DEFINITION = Definition(
    name="term_consistency",
    unit="index",
    formula="sum of squared shares of a term's renderings (HHI), mean over terms weighted by occurrences",
    literature="Itagaki, Aikawa & He (2007); Gašpar, Seljan & Kučiš (2022)",
    null="no term is rendered twice",
    relations=INTERPRETATION,
    over=over,
    speaks=renders,
)
