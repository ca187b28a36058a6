"""Training: expected counts and gradients against plain oracles; folds; cards; a small model from start to end."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest

from duizhao.speakers.role_model import ROLES, RoleModel, pack, unpack
from duizhao.training.batch import Batch, Scores
from duizhao.training.calls import TrainingCall
from duizhao.training.fitting import Given, _Objective, fit, make_space
from duizhao.training.judging import calibration_error, judge, reliability
from duizhao.training.problem import Problem, common_words, make_problem, only_roles
from duizhao.training.roles import folds, train
from support.tiny_model import call, calls, tiny_model


def _problem(turns: int = 2) -> Problem:
    one = call("one", "one", turns=turns)
    return make_problem(one, common_words([one]))


def _random_scores(batch: Batch, seed: int) -> Scores:
    rng = np.random.default_rng(seed)
    shape = (batch.count, batch.length, batch.width)
    return Scores(
        rng.normal(size=shape),
        rng.normal(size=shape),
        rng.normal(size=shape),
        rng.normal(size=(batch.count, batch.width, batch.width)),
        rng.normal(size=shape[::2]),
    )


def _by_all_paths(problem: Problem, scores: Scores) -> tuple[float, np.ndarray]:
    """Sum over every path by hand: the log of the sum, and the probability of each state at each sentence."""
    count, width = len(problem.opens), len(problem.states)
    moved = {at: [int(one) for one in row] for at, row in problem.redirects.items()}
    weights: dict[tuple[int, ...], float] = {}
    for path in itertools.product(range(width), repeat=count):
        # A path is what the states are before a redirect; it must be one that the redirect before it allows.
        total = float(scores.start[0, path[0]] + scores.said[0, 0, path[0]])
        held = path[0]
        for at in range(1, count):
            if path[at] != held:
                if problem.steps[held][path[at]] is None:
                    total = -math.inf
                    break
                total += float(
                    scores.steps[0, held, path[at]] + scores.enter[0, at, path[at]] + scores.leave[0, at, held]
                )
            total += float(scores.said[0, at, path[at]])
            held = moved[at][path[at]] if at in moved else path[at]
        if total > -math.inf:
            weights[path] = total
    top = max(weights.values())
    norm = sum(math.exp(weight - top) for weight in weights.values())
    chances = np.zeros((count, width))
    for path, weight in weights.items():
        for at, state in enumerate(path):
            chances[at, moved[at][state] if at in moved else state] += math.exp(weight - top) / norm
    return top + math.log(norm), chances


@pytest.mark.parametrize("seed", range(3))
def test_expected_counts_are_those_of_all_paths(seed: int) -> None:
    problem = only_roles(_problem())
    batch = Batch([problem], make_space([problem], words=False))
    scores = _random_scores(batch, seed)
    total, chances = _by_all_paths(problem, scores)
    found = batch.expect(scores, gold=False)
    assert found.total[0] == pytest.approx(total)
    assert np.allclose(found.said[0], chances)
    assert np.allclose(found.enter.sum(), found.steps.sum())
    assert np.allclose(found.leave.sum(), found.steps.sum())


def test_a_called_name_moves_the_questioner() -> None:
    one = call("one", "one")
    asking = TrainingCall("asks", "one", one.segments[-4:-2], (0, 0), (one.turns[5],))
    problem = make_problem(asking, common_words([one]))
    assert not problem.redirects  # nobody called Otto is known from these two sentences
    whole = make_problem(one, common_words([one]))
    at = next(at for at, said in enumerate(one.segments) if said.text.startswith("Otto, how"))
    unasked = [number for number, state in enumerate(whole.states) if state.asks and state.asked is None]
    (target,) = {int(whole.redirects[at][number]) for number in unasked}
    assert whole.states[target].asked == next(state.person for state in whole.states if state.kind == "cfo named")


def test_padding_changes_nothing() -> None:
    problems = [only_roles(_problem(turns)) for turns in (1, 3)]
    space = make_space(problems, words=False)
    both = Batch(problems, space)
    scores = _random_scores(both, 7)
    for at, problem in enumerate(problems):
        alone = Batch([problem], space)
        size = len(problem.opens)
        own = Scores(
            *(part[at : at + 1, :size] for part in (scores.said, scores.enter, scores.leave)),
            *(part[at : at + 1] for part in (scores.steps, scores.start)),
        )
        assert alone.expect(own, gold=False).total[0] == pytest.approx(both.expect(scores, gold=False).total[at])


@pytest.mark.parametrize("full", [False, True])
def test_the_gradient_is_the_slope(full: bool) -> None:
    problem = _problem(3) if full else only_roles(_problem(3))
    count = len(problem.opens)
    rng = np.random.default_rng(0)
    given = [Given(rng.normal(size=(count, 6)), rng.normal(size=(count, 13)))]
    objective = _Objective([problem], make_space([problem], words=False), given)
    vector = rng.normal(scale=0.1, size=len(objective.prior))
    loss, gradient = objective(vector)
    for at in rng.choice(len(vector), 60, replace=False):
        shift = np.zeros(len(vector))
        shift[at] = 1e-5
        slope = (objective(vector + shift)[0] - objective(vector - shift)[0]) / 2e-5
        assert gradient[at] == pytest.approx(slope, abs=1e-3), at
    assert loss > 0


def test_fitting_makes_gold_likelier() -> None:
    problems = [only_roles(_problem())]
    objective = _Objective(problems, make_space(problems, words=False), None)
    before, _ = objective(np.zeros(len(objective.prior)))
    weights = fit(problems, words=False, steps=5)
    parts = (weights.said, weights.edges, weights.naming, weights.states, weights.steps, weights.start)
    after, _ = objective(np.concatenate([*(part.ravel() for part in parts), np.zeros(19)]))
    assert after < before


def test_a_company_is_in_one_fold_only() -> None:
    calls = [call(f"{number}", f"company {number % 3}") for number in range(9)]
    fold = folds(calls, 2)
    assert set(fold) == {"company 0", "company 1", "company 2"}
    assert set(fold.values()) == {0, 1}
    assert folds(list(reversed(calls)), 2) == fold


def test_names_are_no_words() -> None:
    known = common_words(calls())
    assert {"quarter", "margin", "thanks"} <= known
    assert not {"ines", "falk", "otto", "dana", "harbour"} & known


@pytest.fixture(scope="module")
def model() -> RoleModel:
    return tiny_model()


def test_a_trained_model_reads_what_it_was_trained_on(model: RoleModel) -> None:
    tally = judge(call("new", "new"), model)
    assert tally.shares()["role"] > 0.9
    assert tally.shares()["turn_f1"] > 0.8


def test_training_is_reproducible(model: RoleModel) -> None:
    assert pack(train(calls())) == pack(model)


def test_packing_keeps_the_model(model: RoleModel) -> None:
    again = unpack(pack(model))
    assert again.known == model.known
    assert list(again.said) == list(model.said)
    assert np.allclose(again.said_weights, model.said_weights, atol=1e-3)
    assert np.allclose(again.edge_weights, model.edge_weights, atol=1e-3)
    assert again.steps == pytest.approx(model.steps, abs=1e-4)
    assert again.said_weights.shape[1] == len(ROLES)


def test_reliability_rises_and_is_what_was_right() -> None:
    rows = [(0.9, 10.0, 9.0), (0.6, 10.0, 5.0), (0.7, 10.0, 4.0), (0.95, 10.0, 10.0)]
    curve = reliability(rows, bins=4)
    assert (np.diff(curve[:, 1]) >= 0).all()
    assert np.interp(0.65, curve[:, 0], curve[:, 1]) == pytest.approx(0.45)
    assert calibration_error([(0.9, 10.0, 9.0), (0.5, 10.0, 5.0)]) == pytest.approx(0.0)
    assert calibration_error([(0.9, 10.0, 4.0)]) == pytest.approx(0.5)


def test_a_missing_archive_is_said_so(tmp_path: Path) -> None:
    from duizhao.errors import UsageError
    from duizhao.training.calls import load_archive

    with pytest.raises(UsageError, match="no gold"):
        load_archive(tmp_path)
