"""Train and judge the model of roles: ``duizhao train roles``.

Two fits. The first knows roles only, and all words; it is made out of fold (no call is scored by weights that saw its
company), since weights of words, fitted on the calls they are then used on, leave nothing for the structure of the
call to explain. The second knows people, names and who follows whom, and learns how far to trust the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from duizhao.similarity import Floats
from duizhao.speakers.role_model import RoleModel
from duizhao.training.calls import TrainingCall
from duizhao.training.fitting import Given, Weights, fit
from duizhao.training.problem import Problem, common_words, make_problem, only_roles

Tell = Callable[[str], None]
_STEPS_WORDS, _STEPS = 40, 70
_FOLDS, _INNER = 5, 4
# Weights below this change nothing that is decided.
_SMALLEST = 0.01


def folds(calls: Sequence[TrainingCall], count: int = _FOLDS) -> dict[str, int]:
    """Deal companies to folds of about equal numbers of sentences; the same for the same calls."""
    sizes: Counter[str] = Counter()
    for call in calls:
        sizes[call.company] += len(call.segments)
    load = [0] * count
    out: dict[str, int] = {}
    for company, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        out[company] = load.index(min(load))
        load[out[company]] += size
    return out


def train(calls: Sequence[TrainingCall], *, tell: Tell | None = None) -> RoleModel:
    """Fit the model to calls with gold."""
    known = common_words(calls)
    problems = [make_problem(call, known) for call in calls]
    small = [only_roles(problem) for problem in problems]
    words = fit(small, words=True, steps=_STEPS_WORDS, tell=tell)
    given = _out_of_fold(small, tell)
    structure = fit(problems, words=False, given=given, steps=_STEPS, tell=tell)
    return _merged(words, structure, known)


def _out_of_fold(problems: Sequence[Problem], tell: Tell | None) -> list[Given]:
    """Score each call by weights that never saw its company."""
    fold = folds([problem.call for problem in problems], _INNER)
    out: dict[int, Given] = {}
    for number in range(_INNER):
        weights = fit(
            [problem for problem in problems if fold[problem.call.company] != number],
            words=True,
            steps=_STEPS_WORDS,
            tell=tell,
        )
        for at, problem in enumerate(problems):
            if fold[problem.call.company] == number:
                out[at] = weights.given_by(problem)
    return [out[at] for at in range(len(problems))]


def _merged(words: Weights, structure: Weights, known: frozenset[str]) -> RoleModel:
    """Make one model of the two fits: scores are linear, so the trusted first is added to the second."""
    said, said_weights = _added(
        words.space.said, words.said * structure.trust_said, structure.space.said, structure.said
    )
    edges, edge_weights = _added(
        words.space.edges, words.edges * structure.trust_edges, structure.space.edges, structure.edges
    )
    space = structure.space
    return RoleModel(
        known=known,
        said=said,
        said_weights=said_weights,
        content_weights=_rows(said, words.space.said, words.said),
        edges=edges,
        edge_weights=edge_weights,
        naming=dict(zip(space.naming, structure.naming.tolist(), strict=True)),
        states=dict(zip(space.states, structure.states.tolist(), strict=True)),
        steps=dict(zip(space.steps, structure.steps.tolist(), strict=True)),
        start=structure.start,
        reliability=np.array([[0.0, 0.0], [1.0, 1.0]]),
    )


def _added(
    one: Mapping[str, int], weights: Floats, other: Mapping[str, int], more: Floats
) -> tuple[dict[str, int], Floats]:
    names = sorted({*one, *other})
    out = np.zeros((len(names), weights.shape[1]))
    for row, name in enumerate(names):
        if name in one:
            out[row] += weights[one[name]]
        if name in other:
            out[row] += more[other[name]]
    kept = np.abs(out).max(axis=1, initial=0.0) >= _SMALLEST
    return {name: row for row, name in enumerate(name for name, keep in zip(names, kept, strict=True) if keep)}, out[
        kept
    ]


def _rows(names: Mapping[str, int], held: Mapping[str, int], weights: Floats) -> Floats:
    """Return the weights of some features, zeros for those that have none."""
    return np.array([weights[held[name]] if name in held else np.zeros(weights.shape[1]) for name in names])
