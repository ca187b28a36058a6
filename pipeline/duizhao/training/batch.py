"""Forward-backward over many calls at once, padded to one shape.

Per call, a chain over sentences; staying in a state costs nothing, leaving and entering what the edge says. All in
probabilities, scaled per sentence (Rabiner 1989, section V.A), so that a step is a matrix product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.similarity import Floats
from duizhao.speakers.role_model import ROLES
from duizhao.training.numeric import sparse
from duizhao.training.problem import Problem

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
# What is impossible by gold keeps this much, so that no call's probability is 0.
_TINY = 1e-12
_MOST = 40.0


@dataclass(frozen=True, slots=True)
class Space:
    """Features to columns, one table per part of the model."""

    said: Mapping[str, int]
    edges: Mapping[str, int]
    naming: Mapping[str, int]
    states: Mapping[str, int]
    steps: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of a batch (nats): of sentences and of entering and leaving ``(B, N, S)``, of steps ``(B, S, S)``."""

    said: Floats
    enter: Floats
    leave: Floats
    steps: Floats
    start: Floats


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected counts under a model, in the shapes of `Scores`; and the log of the sum over all paths, ``(B,)``."""

    total: Floats
    said: Floats
    enter: Floats
    leave: Floats
    steps: Floats


class Batch:
    """Calls padded to one length and number of states."""

    def __init__(self, problems: Sequence[Problem], space: Space) -> None:
        """Lay out `problems`, their features as columns of `space`."""
        self.problems = problems
        self.count = len(problems)
        self.length = max(len(one.opens) for one in problems)
        self.width = max(len(one.states) for one in problems)
        self.people = max(1, *(one.people for one in problems)) if problems else 1
        self.lengths: Ints = np.array([len(one.opens) for one in problems])
        #: Row of each sentence in the padded layout.
        self.rows: Ints = np.concatenate(
            [at * self.length + np.arange(len(one.opens)) for at, one in enumerate(problems)]
        )
        self.inside: Mask = np.arange(self.length)[None, :] < self.lengths[:, None]
        self.said = _indicator([row for one in problems for row in one.sheet.said], space.said)
        self.edges = _indicator([row for one in problems for row in one.sheet.edges], space.edges)
        self.naming = {part: self._naming(part, space) for part in ("speaking", "entering", "leaving")}
        self._lay_states(space)
        self.redirects: dict[int, list[tuple[int, Ints]]] = {}
        for at, one in enumerate(problems):
            for sentence, moved in one.redirects.items():
                self.redirects.setdefault(sentence, []).append((at, moved))

    def _naming(self, part: str, space: Space) -> Any:
        cells: list[tuple[int, int]] = []
        for at, one in enumerate(self.problems):
            for sentence, person, feature in one.naming[part]:
                column = space.naming.get(feature)
                if column is not None:
                    cells.append(((at * self.length + sentence) * self.people + person, column))
        shape = (self.count * self.length * self.people, len(space.naming))
        return _sparse(cells, shape)

    def _lay_states(self, space: Space) -> None:
        shape = (self.count, self.width)
        self.roles = np.zeros((*shape, len(ROLES)))
        self.persons = np.zeros((*shape, self.people))
        self.live = np.zeros(shape, dtype=bool)
        self.kinds: Ints = np.full(shape, -1)
        self.possible = np.zeros((*shape, self.width), dtype=bool)
        self.step_features: Ints = np.full((*shape, self.width, 2), -1)
        self.allowed = np.zeros((self.count, self.length, self.width), dtype=bool)
        self.opens = np.zeros((self.count, self.length), dtype=bool)
        for at, one in enumerate(self.problems):
            size = len(one.states)
            self.roles[at, :size] = one.spread
            self.live[at, :size] = True
            for column, state in enumerate(one.states):
                if state.person < one.people:
                    self.persons[at, column, state.person] = 1.0
                self.kinds[at, column] = space.states.get(state.kind, -1)
            for row, features in enumerate(one.steps):
                for column, held in enumerate(features):
                    if held is not None:
                        self.possible[at, row, column] = True
                        self.step_features[at, row, column, : len(held)] = [space.steps.get(name, -1) for name in held]
            self.allowed[at, : len(one.opens), :size] = one.allowed
            self.opens[at, : len(one.opens)] = one.opens

    def padded(self, values: Floats) -> Floats:
        """Return values of sentences, shape ``(n, ...)``, as ``(B, N, ...)``."""
        out = np.zeros((self.count * self.length, *values.shape[1:]))
        out[self.rows] = values
        return out.reshape((self.count, self.length, *values.shape[1:]))

    def expect(self, scores: Scores, *, gold: bool) -> Expected:
        """Return expected counts, over all paths or over those that gold allows."""
        return _Passes(self, scores, gold=gold).run()


class _Passes:
    """One forward and one backward pass."""

    def __init__(self, batch: Batch, scores: Scores, *, gold: bool) -> None:
        self.batch = batch
        highest = scores.said.max(axis=2, keepdims=True)
        self.offset = (highest[:, :, 0] * batch.inside).sum(axis=1) + scores.start.max(axis=1)
        self.said = np.exp(scores.said - highest) * batch.live[:, None, :]
        self.enter = np.exp(np.clip(scores.enter, -_MOST, _MOST))
        self.leave = np.exp(np.clip(scores.leave, -_MOST, _MOST))
        if gold:
            self.said = self.said * (batch.allowed + _TINY)
            self.enter = self.enter * (batch.opens[:, :, None] + _TINY)
        self.steps = np.where(batch.possible, np.exp(np.clip(scores.steps, -_MOST, _MOST)), 0.0)
        self.start = np.exp(scores.start - scores.start.max(axis=1, keepdims=True))

    def run(self) -> Expected:
        batch, width = self.batch, self.batch.width
        shape = (batch.count, batch.length, width)
        forward, scale = self._forward(shape)
        total = (np.log(scale) * batch.inside).sum(axis=1) + self.offset
        said, enter, leave = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        steps = np.zeros((batch.count, width, width))
        back = self.steps.transpose(0, 2, 1).copy()
        ahead = np.ones((batch.count, width))
        last = batch.lengths - 1
        for at in range(batch.length - 1, -1, -1):
            ahead = np.where((at >= last)[:, None], 1.0, ahead)
            said[:, at] = forward[:, at] * ahead
            if at == 0:
                break
            for call, moved in batch.redirects.get(at, ()):
                ahead[call, : len(moved)] = ahead[call, moved]
            reached = (at <= last)[:, None]
            here = ahead * self.said[:, at] / scale[:, at][:, None]
            entered = here * self.enter[:, at]
            left = forward[:, at - 1] * self.leave[:, at]
            onward = np.matmul(entered[:, None, :], back)[:, 0]
            enter[:, at] = np.matmul(left[:, None, :], self.steps)[:, 0] * entered * reached
            leave[:, at] = left * onward * reached
            steps += (left * reached)[:, :, None] * entered[:, None, :]
            ahead = here + self.leave[:, at] * onward
        return Expected(total, said * batch.inside[:, :, None], enter, leave, steps * self.steps)

    def _forward(self, shape: tuple[int, int, int]) -> tuple[Floats, Floats]:
        forward, scale = np.zeros(shape), np.ones(shape[:2])
        here = self.start * self.said[:, 0]
        for at in range(shape[1]):
            if at:
                left = forward[:, at - 1] * self.leave[:, at]
                stepped = np.matmul(left[:, None, :], self.steps)[:, 0] * self.enter[:, at]
                here = (stepped + forward[:, at - 1]) * self.said[:, at]
            for call, moved in self.batch.redirects.get(at, ()) if at else ():
                here[call] = np.bincount(moved, here[call, : len(moved)], minlength=shape[2])
            total = here.sum(axis=1)
            scale[:, at] = np.where(total > 0, total, 1.0)
            forward[:, at] = here / scale[:, at][:, None]
        return forward, scale


def _indicator(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Any:
    cells = [(at, column) for at, row in enumerate(rows) for name in row if (column := columns.get(name)) is not None]
    return _sparse(cells, (len(rows), len(columns)))


def _sparse(cells: Sequence[tuple[int, int]], shape: tuple[int, int]) -> Any:
    """Return a sparse matrix of ones; a cell named twice is one."""
    unique = sorted(set(cells))
    rows, columns = [cell[0] for cell in unique], [cell[1] for cell in unique]
    return sparse.csr_matrix((np.ones(len(unique)), (rows, columns)), shape=shape)
