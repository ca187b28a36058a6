"""The whole of ``duizhao train roles``: folds, judgement, the final fit, and the card that says all of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from duizhao.speakers.role_model import MODEL, WEIGHTS, RoleModel, pack, unpack
from duizhao.training.calls import VIEWS, TrainingCall, load_archive, load_samples
from duizhao.training.cards import Value, digest_of, write_model
from duizhao.training.corrected import read_corrected
from duizhao.training.corrected_turns import corrected_calls, learned_turns
from duizhao.training.judging import Tally, calibration_error, judge, reliability
from duizhao.training.roles import folds, train

Tell = Callable[[str], None]
_FOLDS = 5
_COMMAND = "duizhao train roles ARCHIVE --samples CORPUS"


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one fold: the model, and a tally per call that it never saw."""

    model: RoleModel
    tallies: dict[str, Tally]


def release(
    archive: Path,
    out: Path,
    *,
    samples: Path | None = None,
    corrections: Sequence[str] = (),
    keep_folds: Path | None = None,
    jobs: int = 1,
    tell: Tell | None = None,
) -> dict[str, dict[str, float]]:
    """Train the model of roles, judge it on companies that it never saw, and write it with its card.

    Args:
        archive: Root of annotated transcripts: ``gold/``, ``stripped/``, ``flat/``.
        out: Folder of the models; the model goes into ``roles`` in it.
        samples: Folder with ``samples`` and ``gold`` in the form of the corpus contract, trained on too.
        corrections: Corpora with corrected turns, trained on too. Nothing is scored on them: who corrects looks at what
            is wrong, and the share right there says nothing of other calls.
        keep_folds: Folder for the models of the folds and ``folds.json``, which says what each never saw.
        jobs: Processes; the result does not depend on it.
        tell: Told what is being done.

    Returns:
        Shares right per view, and the calibration error, by cross-validation over companies.
    """
    calls = load_archive(archive) + (load_samples(samples / "samples", samples / "gold") if samples else [])
    found = read_corrected(corrections)
    more = corrected_calls(found, calls)
    judged = list(_folds(calls, more, jobs, tell))
    tallies = {name: tally for one in judged for name, tally in one.tallies.items()}
    if tell is not None:
        tell(f"final fit on {len(calls) + len(more)} calls")
    if keep_folds is not None:
        _keep(keep_folds, judged)
    curve = reliability(row for tally in tallies.values() for row in tally.trusted)
    model = replace(train([*calls, *more], tell=tell), reliability=curve)
    scores = {
        view: _scores([tally for name, tally in tallies.items() if name.startswith(f"{view}/")]) for view in VIEWS
    }
    rows = [row for number in range(len(judged)) for row in _calibrated(judged, number)]
    scores["calibration"] = {"expected_calibration_error": round(calibration_error(rows), 4)}
    learned = found.card({"calls": len(more), "turns": learned_turns(more)})
    _write(out / MODEL, model, calls, scores, archive=archive, samples=samples, learned=learned)
    return scores


def _folds(
    calls: Sequence[TrainingCall], more: Sequence[TrainingCall], jobs: int, tell: Tell | None
) -> Iterator[Judged]:
    fold = folds(calls, _FOLDS)
    parts = [
        (
            # Of `more`, calls of companies that no fold holds are learned from in all.
            [call for call in (*calls, *more) if fold.get(call.company) != number],
            [call for call in calls if fold[call.company] == number],
        )
        for number in range(_FOLDS)
    ]
    with ProcessPoolExecutor(jobs) as pool:
        for number, judged in enumerate(pool.map(_judged, parts), 1):
            if tell is not None:
                tell(f"fold {number} of {_FOLDS}: {len(judged.tallies)} calls judged")
            yield judged


def _keep(folder: Path, judged: Sequence[Judged]) -> None:
    """Write the models of the folds, each with the curve of the others."""
    folder.mkdir(parents=True, exist_ok=True)
    held_out = {}
    for number, one in enumerate(judged):
        rows = [row for at, other in enumerate(judged) if at != number for row in _trusted(other)]
        (folder / f"fold-{number}.npz").write_bytes(pack(replace(one.model, reliability=reliability(rows))))
        held_out[f"fold-{number}"] = sorted(one.tallies)
    (folder / "folds.json").write_text(json.dumps(held_out, indent=1), encoding="utf-8")


def _trusted(judged: Judged) -> list[tuple[float, float, float]]:
    return [row for tally in judged.tallies.values() for row in tally.trusted]


def _judged(part: tuple[Sequence[TrainingCall], Sequence[TrainingCall]]) -> Judged:
    learn, held_out = part
    model = unpack(pack(train(learn)))  # as it would ship
    return Judged(model, {call.name: judge(call, model) for call in held_out})


def _scores(tallies: Sequence[Tally]) -> dict[str, float]:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return {name: round(share, 4) for name, share in total.shares().items()}


def _calibrated(judged: Sequence[Judged], number: int) -> list[tuple[float, float, float]]:
    """Return the turns of one fold with the confidence that the curve of the others gives them."""
    curve = reliability(row for at, one in enumerate(judged) if at != number for row in _trusted(one))
    return [
        (float(np.interp(confidence, curve[:, 0], curve[:, 1])), weight, right)
        for confidence, weight, right in _trusted(judged[number])
    ]


def _write(
    folder: Path,
    model: RoleModel,
    calls: Sequence[TrainingCall],
    scores: dict[str, dict[str, float]],
    *,
    archive: Path,
    samples: Path | None,
    learned: dict[str, dict[str, Value]],
) -> None:
    kinds: dict[str, Value] = {
        "task": "who speaks in a call without labels: operator, ir, ceo, cfo, executive, analyst",
        "method": "linear-chain conditional random field over sentences; see duizhao.training",
        "command": f"{_COMMAND} --corrections OUT" if learned else _COMMAND,
        "licence": "MIT",
        "text": "none of the calls: weights of common words, word pairs and cues",
    }
    data: dict[str, Value] = {
        "calls": len(calls),
        "companies": len({call.company for call in calls}),
        "sentences": sum(len(call.segments) for call in calls),
        "archive_sha256": digest_of(
            [path for part in ("gold", *VIEWS) for path in (archive / part).rglob("*") if path.is_file()], archive
        ),
    }
    if samples is not None:
        parts = [path for part in ("gold", "samples") for path in (samples / part).rglob("*") if path.is_file()]
        data["samples_sha256"] = digest_of(parts, samples)
    tables: dict[str, dict[str, Value]] = {"model": kinds, "data": data, **learned}
    tables |= {
        f"scores.{name}": dict[str, Value]({key: round(value, 4) for key, value in held.items()})
        for name, held in scores.items()
    }
    tables["reliability"] = {
        "confidence_and_share_right": [[round(float(v), 4) for v in row] for row in model.reliability]
    }
    write_model(folder, {WEIGHTS: pack(model)}, tables)
