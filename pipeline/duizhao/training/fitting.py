"""Fitting: the weights under which gold is most likely, by L-BFGS over a linear-chain conditional random field.

References:
    Lafferty, McCallum & Pereira (2001), ICML; latent states as in Quattoni et al. (2007), IEEE PAMI 29(10): gold says
    the role and the turn, and every reading that agrees with it counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duizhao.similarity import Floats
from duizhao.speakers.role_model import ROLES, rows_of, summed
from duizhao.training.batch import Batch, Expected, Scores, Space
from duizhao.training.numeric import optimize
from duizhao.training.problem import Problem

_ROLES = len(ROLES)
# Prior precision of the weights: chosen by cross-validation over companies (roles right on stripped calls: words .3
# .70, 1 .71, 5 .69; 25 .69). Parts with few features and many examples need next to none.
_WORDS, _EDGES, _NAMING, _FEW, _START = 1.0, 0.2, 0.02, 0.02, 0.1
#: Features that begin so are words; a word must stand in the calls of so many companies.
WORD, _COMPANIES = "w ", 3


@dataclass(frozen=True, slots=True)
class Given:
    """Scores known beforehand, of each sentence for each role and of each edge; a trust in each is fitted.

    Attributes:
        said: Shape ``(n, 6)``.
        edges: Shape ``(n, 13)``: new turn, roles entering, roles leaving.
    """

    said: Floats
    edges: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights, in the order of a `Space`.

    Attributes:
        space: What the rows are.
        said: Shape ``(F, 6)``.
        edges: Shape ``(G, 13)``.
        naming, states, steps: One each.
        start: Per role.
        trust_said: Factor on given scores per role.
        trust_edges: Factor on given scores of edges, shape ``(13,)``.
    """

    space: Space
    said: Floats
    edges: Floats
    naming: Floats
    states: Floats
    steps: Floats
    start: Floats
    trust_said: Floats
    trust_edges: Floats

    def given_by(self, problem: Problem) -> Given:
        """Score a call's sentences and edges by these weights alone."""
        return Given(
            summed(rows_of(problem.sheet.said, self.space.said), self.said),
            summed(rows_of(problem.sheet.edges, self.space.edges), self.edges),
        )


def _counted(columns: NDArray[np.int64], counts: Floats, width: int) -> Floats:
    """Add up counts per column; what is in none has the column -1."""
    totals: Floats = np.bincount((columns + 1).ravel(), counts.ravel(), width + 1).astype(np.float64)
    return totals[1:]


def make_space(problems: Sequence[Problem], *, words: bool) -> Space:
    """Number the features of some calls; words only where asked for, and only those of several companies."""
    return Space(
        _columns(((one.call.company, one.sheet.said) for one in problems), words=words),
        _columns(((one.call.company, one.sheet.edges) for one in problems), words=words),
        _numbered(name for one in problems for rows in one.naming.values() for *_, name in rows),
        _numbered(state.kind for one in problems for state in one.states if state.kind),
        _numbered(name for one in problems for row in one.steps for held in row if held for name in held),
    )


def _columns(sheets: Iterable[tuple[str, Sequence[Sequence[str]]]], *, words: bool) -> dict[str, int]:
    users: dict[str, set[str]] = defaultdict(set)
    for company, sheet in sheets:
        for name in {name for row in sheet for name in row}:
            users[name].add(company)
    return _numbered(
        name
        for name, companies in users.items()
        if not name.startswith(WORD) or (words and len(companies) >= _COMPANIES)
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(sorted(set(names)))}


class _Objective:
    """Penalised negative log-likelihood and its gradient."""

    def __init__(self, problems: Sequence[Problem], space: Space, given: Sequence[Given] | None) -> None:
        self.space, self.batch = space, Batch(problems, space)
        count = sum(len(one.opens) for one in problems)
        none = Given(np.zeros((count, _ROLES)), np.zeros((count, 2 * _ROLES + 1)))
        self.given = (
            Given(np.concatenate([one.said for one in given]), np.concatenate([one.edges for one in given]))
            if given
            else none
        )
        sizes = (
            (len(space.said), _ROLES),
            (len(space.edges), 2 * _ROLES + 1),
            (len(space.naming),),
            (len(space.states),),
            (len(space.steps),),
            (_ROLES,),
            (_ROLES,),
            (2 * _ROLES + 1,),
        )
        self.shapes = sizes
        edges = np.full(sizes[1], _WORDS)
        edges[:, 0] = _EDGES
        self.prior = np.concatenate(
            [
                np.full(sizes[0], _WORDS).ravel(),
                edges.ravel(),
                np.full(sizes[2], _NAMING),
                np.full(sizes[3], _FEW),
                np.full(sizes[4], _FEW),
                np.full(_ROLES, _START),
                np.full(_ROLES, 0.01),
                np.full(2 * _ROLES + 1, 0.01),
            ]
        )

    def parts(self, vector: Floats) -> list[Floats]:
        out, at = [], 0
        for shape in self.shapes:
            size = int(np.prod(shape))
            out.append(vector[at : at + size].reshape(shape))
            at += size
        return out

    def weights(self, vector: Floats) -> Weights:
        return Weights(self.space, *self.parts(vector))

    def __call__(self, vector: Floats) -> tuple[float, Floats]:
        scores = self._scores(self.parts(vector))
        every, agreeing = self.batch.expect(scores, gold=False), self.batch.expect(scores, gold=True)
        loss = float((every.total - agreeing.total).sum() + 0.5 * (self.prior * vector * vector).sum())
        gradient = np.concatenate([part.ravel() for part in self._gradient(every, agreeing)])
        return loss, gradient + self.prior * vector

    def _scores(self, parts: Sequence[Floats]) -> Scores:
        said, edges, naming, states, steps, start, trust_said, trust_edges = parts
        batch = self.batch
        roles, persons = batch.roles.transpose(0, 2, 1), batch.persons.transpose(0, 2, 1)
        shape = (batch.count, batch.length, batch.people)
        by_name = {part: (matrix @ naming).reshape(shape) @ persons for part, matrix in batch.naming.items()}
        by_role = batch.padded(batch.said @ said + self.given.said * trust_said)
        by_edge = batch.padded(batch.edges @ edges + self.given.edges * trust_edges)
        kinds = np.append(states, 0.0)[batch.kinds]
        return Scores(
            by_role @ roles + by_name["speaking"],
            by_edge[:, :, 1 : _ROLES + 1] @ roles + by_name["entering"] + by_edge[:, :, :1] + kinds[:, None, :],
            by_edge[:, :, _ROLES + 1 :] @ roles + by_name["leaving"],
            np.append(steps, 0.0)[batch.step_features].sum(axis=-1),
            batch.roles @ start + kinds,
        )

    def _gradient(self, every: Expected, agreeing: Expected) -> Iterator[Floats]:
        batch = self.batch
        said, enter, leave = (getattr(every, part) - getattr(agreeing, part) for part in ("said", "enter", "leave"))
        steps = every.steps - agreeing.steps

        def by_role(counts: Floats) -> Floats:
            return (counts @ batch.roles).reshape(-1, _ROLES)[batch.rows]

        def by_person(counts: Floats) -> Floats:
            return (counts @ batch.persons).reshape(-1)

        entering = by_role(enter)
        on_said = by_role(said)
        on_edges = np.concatenate([entering.sum(axis=1, keepdims=True), entering, by_role(leave)], axis=1)
        yield batch.said.T @ on_said
        yield batch.edges.T @ on_edges
        yield (
            batch.naming["speaking"].T @ by_person(said)
            + batch.naming["entering"].T @ by_person(enter)
            + batch.naming["leaving"].T @ by_person(leave)
        )
        entered = enter.sum(axis=1) + said[:, 0]
        yield _counted(batch.kinds, entered, len(self.space.states))
        first, second = (_counted(batch.step_features[..., place], steps, len(self.space.steps)) for place in range(2))
        yield first + second
        yield np.einsum("bs,bsk->k", said[:, 0], batch.roles)
        yield (on_said * self.given.said).sum(axis=0)
        yield (on_edges * self.given.edges).sum(axis=0)


def fit(
    problems: Sequence[Problem],
    *,
    words: bool,
    given: Sequence[Given] | None = None,
    steps: int = 40,
    tell: Callable[[str], None] | None = None,
) -> Weights:
    """Fit weights.

    Args:
        problems: Calls with gold.
        words: Whether words are features.
        given: Per call, scores known beforehand.
        steps: Of L-BFGS; few are a prior of their own for words.
        tell: Told what came of it.
    """
    objective = _Objective(problems, make_space(problems, words=words), given)
    start = np.zeros(len(objective.prior))
    if given:
        start[-(3 * _ROLES + 1) :] = 0.5
    found = optimize.minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8})
    if tell is not None:
        tell(f"{len(problems)} calls, {len(start):,} weights: loss {found.fun:,.1f} after {found.nit} steps")
    return objective.weights(np.asarray(found.x, dtype=np.float64))
