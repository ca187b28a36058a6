"""Corrections reach the training examples, and only those that were applied do."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import duizhao
from duizhao.alignment.weights import BeadWeights
from duizhao.corpus.corrected import CORRECTIONS, dump_corrections
from duizhao.corpus.rows import transcript_rows
from duizhao.correction_records import Correction
from duizhao.errors import UsageError
from duizhao.speakers.role_model import ROLES
from duizhao.training import align_release, release
from duizhao.training.calls import GoldTurn, TrainingCall
from duizhao.training.corrected import read_corrected
from duizhao.training.corrected_beads import corrected_texts
from duizhao.training.corrected_turns import corrected_calls, learned_turns
from duizhao.training.fitting import fit
from duizhao.training.problem import common_words, make_problem, only_roles
from duizhao.vocabulary import Role
from support.tiny_model import TALK, call, tiny_model
from unit.test_revising import PLANTED, SAMPLES, pair_correction, sample, turn_correction

ONE_LINE = "asr_one_line.txt"


def corpus(out: Path, *corrections: Correction, names: Sequence[str] = (PLANTED,)) -> str:
    """Build a corpus of samples and correct it."""
    archive = [SAMPLES / name for name in names]
    duizhao.build(archive, out)
    (out / CORRECTIONS).write_bytes(dump_corrections(corrections))
    duizhao.build(archive, out)
    return str(out)


def statuses(place: str) -> set[str]:
    return set(duizhao.open(place).table("corrections").column("status").to_pylist())


def turn_texts(one: TrainingCall, gold: int) -> list[str]:
    return [segment.text for segment, turn in zip(one.segments, one.turn_of, strict=True) if turn == gold]


def test_a_corrected_turn_is_gold_and_the_others_are_open(tmp_path: Path) -> None:
    place = corpus(tmp_path / "out", turn_correction(ONE_LINE, 2, role="cfo", speaker="Teresa Quill"), names=[ONE_LINE])
    (made,) = corrected_calls(read_corrected([place]), [])
    base = sample(ONE_LINE)
    spoken = [[base.segments[at].text for at in turn.segments] for turn in base.attribution.turns]
    known = [at for at, turn in enumerate(made.turns) if turn.role is not Role.UNKNOWN]
    assert [(made.turns[at].speaker, made.turns[at].role, made.turns[at].accept) for at in known] == [
        ("Teresa Quill", Role.CFO, frozenset({Role.CFO}))
    ]
    assert turn_texts(made, known[0]) == spoken[2]
    assert len(spoken[2]) > 1
    assert [one.text for one in made.segments] == [text for turn in spoken for text in turn]
    assert learned_turns([made]) == 1
    # What nobody corrected may be anything, and a turn may begin at each of its sentences.
    problem = make_problem(made, common_words([made]))
    inside = [turn == known[0] for turn in made.turn_of]
    assert not any(all(row) for row, own in zip(problem.allowed, inside, strict=True) if own)
    assert all(all(row) for row, own in zip(problem.allowed, inside, strict=True) if not own)
    opens = [bool(one) for one in problem.opens]
    assert [one for one, own in zip(opens, inside, strict=True) if own] == [True] + [False] * (len(spoken[2]) - 1)
    assert all(one for one, own in zip(opens, inside, strict=True) if not own)


def test_what_was_not_applied_teaches_nothing(tmp_path: Path) -> None:
    rows = transcript_rows(sample(PLANTED))
    held = [one["segment_id"] for one in rows["segments"] if one["turn_id"] == rows["turns"][2]["turn_id"]]
    at = next(at for at, one in enumerate(sample(PLANTED).alignments) if one.level == "sentence" and one.target)
    place = corpus(
        tmp_path / "out",
        replace(turn_correction(PLANTED, 1, role="other"), digest="0" * 16),
        turn_correction(PLANTED, 2, segments=tuple(held[:-1])),
        replace(pair_correction(PLANTED, at, fits="yes"), digest="0" * 16),
    )
    assert statuses(place) == {"stale", "unresolved"}
    found = read_corrected([place])
    for act in (lambda: corrected_calls(found, []), lambda: corrected_texts(found)):
        with pytest.raises(UsageError, match="E_NO_CORRECTIONS"):
            act()
    # One that was applied beside them is all that counts.
    place = corpus(
        tmp_path / "other",
        replace(turn_correction(PLANTED, 1, role="other"), digest="0" * 16),
        turn_correction(PLANTED, 4, role="ir"),
    )
    (made,) = corrected_calls(read_corrected([place]), [])
    assert [turn.role for turn in made.turns if turn.role is not Role.UNKNOWN] == [Role.IR]


def test_moved_words_are_in_the_turn_that_they_were_given_to(tmp_path: Path) -> None:
    base = sample(ONE_LINE)
    rows = transcript_rows(base)
    turns = [
        [one["segment_id"] for one in rows["segments"] if one["turn_id"] == row["turn_id"]] for row in rows["turns"]
    ]
    at = next(at for at in range(len(turns) - 1) if len(turns[at]) > 1)
    shorter = turn_correction(ONE_LINE, at, segments=tuple(turns[at][:-1]))
    longer = turn_correction(ONE_LINE, at + 1, segments=(turns[at][-1], *turns[at + 1]), role="ceo")
    (made,) = corrected_calls(read_corrected([corpus(tmp_path / "out", shorter, longer, names=[ONE_LINE])]), [])
    (gold,) = (at for at, turn in enumerate(made.turns) if turn.role is not Role.UNKNOWN)
    moved = base.segments[base.attribution.turns[at].segments[-1]].text
    assert turn_texts(made, gold)[0] == moved
    # Nobody said who speaks before it: that turn has no role, and is one turn all the same.
    first = made.turn_of[[one.text for one in made.segments].index(moved) - 1]
    assert len(turn_texts(made, first)) == len(turns[at]) - 1
    assert made.turns[first].role is Role.UNKNOWN


def test_machine_translations_are_no_talk(tmp_path: Path) -> None:
    name = "labelled_machine_translation.txt"
    base = sample(name)
    place = corpus(tmp_path / "out", turn_correction(name, 1, role="other"), names=[name])
    (made,) = corrected_calls(read_corrected([place]), [])
    translated = {
        base.segments[at].text for at, how in base.attribution.deliveries.items() if how == "machine-translation"
    }
    assert translated
    assert not translated & {one.text for one in made.segments}


def beads(place: str) -> tuple[list[Any], int]:
    across, same, count = corrected_texts(read_corrected([place]))
    assert not same
    return across, count


def test_corrected_beads_are_learned_from_with_what_is_sure_around_them(tmp_path: Path) -> None:
    base = sample(PLANTED)
    sentences = [at for at, one in enumerate(base.alignments) if one.level == "sentence" and one.source and one.target]
    at = sentences[1]
    bead = base.alignments[at]
    (text,), count = beads(corpus(tmp_path / "yes", pair_correction(PLANTED, at, fits="yes")))
    assert count == 1
    units = [([text.first[i] for i in one], [text.second[i] for i in other]) for one, other in text.gold]
    sides = tuple([base.segments[i].clean for i in side] for side in (bead.source, bead.target))
    assert sides in units
    # All that is there is the corrected bead, or surely right.
    sure = {
        tuple(tuple(base.segments[i].clean for i in side) for side in (one.source, one.target))
        for one in base.alignments
        if one.level == "sentence" and (one.score >= 0.9 or one is bead)
    }
    assert {(tuple(one), tuple(other)) for one, other in units} <= sure
    assert sorted(i for one, _ in text.gold for i in one) == list(range(len(text.first)))
    # "no" says what does not belong together, not what does.
    with pytest.raises(UsageError, match="E_NO_CORRECTIONS"):
        beads(corpus(tmp_path / "no", pair_correction(PLANTED, at, fits="no")))
    after = next(one for one in sentences if one > at)
    both = corpus(
        tmp_path / "both", pair_correction(PLANTED, at, fits="yes"), pair_correction(PLANTED, after, fits="no")
    )
    denied = base.segments[base.alignments[after].source[0]].clean
    assert all(denied not in one.first for one in beads(both)[0])


def test_moved_sides_are_gold(tmp_path: Path) -> None:
    base = sample(PLANTED)
    at = next(
        at
        for at, (one, other) in enumerate(zip(base.alignments, base.alignments[1:], strict=False))
        if one.level == other.level == "sentence" and one.source and one.target and other.target
    )
    rows = transcript_rows(base)["alignments"]
    wide = (*rows[at]["target_segments"], *rows[at + 1]["target_segments"])
    found, count = beads(corpus(tmp_path / "out", pair_correction(PLANTED, at, target_segments=wide)))
    assert count == 1
    texts = {tuple(one.second[i] for i in other) for one in found for _, other in one.gold}
    sides = (base.alignments[at].target, base.alignments[at + 1].target)
    assert tuple(base.segments[i].clean for side in sides for i in side) in texts


def test_the_order_of_corpora_says_nothing_and_one_call_counts_once(tmp_path: Path) -> None:
    one = corpus(tmp_path / "one", turn_correction(PLANTED, 1, role="other"))
    other = corpus(tmp_path / "other", turn_correction(ONE_LINE, 1, role="ceo"), names=[ONE_LINE])
    assert read_corrected([one, other]) == read_corrected([other, one])
    assert len(set(read_corrected([one, other]).digests)) == 2
    again = corpus(tmp_path / "again", turn_correction(PLANTED, 2, role="other"))
    with pytest.raises(UsageError, match="E_GOLD_TWICE"):
        read_corrected([one, again])


def archive(root: Path, companies: int = 5) -> Path:
    """Write an annotated archive: the tiny call, of several companies."""
    for number in range(companies):
        # Companies that share somebody count as one.
        sentences = [(f"{speaker}{chr(97 + number)}", role, " ".join(said)) for role, speaker, said in TALK]
        name, turns = f"c{number}", []
        texts = {"stripped": "\n", "flat": " "}
        at = 0
        for speaker, role, said in sentences:
            spans = {view: [at, at + len(said)] for view in texts}
            turns.append({"speaker": speaker, "role": str(role), "accept": [str(role)], **spans})
            at += len(said) + 1
        for view, between in texts.items():
            (root / view / "plain").mkdir(parents=True, exist_ok=True)
            text = between.join(said for _, _, said in sentences)
            (root / view / "plain" / f"{name}.txt").write_text(text, "utf-8")
        (root / "gold").mkdir(exist_ok=True)
        (root / "gold" / f"{name}.json").write_text(
            json.dumps({"id": name, "layout": "plain", "turns": turns}), "utf-8"
        )
    return root


def test_the_model_of_roles_learns_from_them_and_its_card_says_so(tmp_path: Path, monkeypatch: Any) -> None:
    place = corpus(tmp_path / "out", turn_correction(ONE_LINE, 2, role="cfo"), names=[ONE_LINE])
    seen: list[list[str]] = []

    def train(calls: Sequence[TrainingCall], **_: object) -> Any:
        seen.append([one.name for one in calls])
        return tiny_model()

    monkeypatch.setattr(release, "train", train)
    monkeypatch.setattr(release, "ProcessPoolExecutor", ThreadPoolExecutor)
    plain = release.release(archive(tmp_path / "archive"), tmp_path / "plain")
    assert not any("corrected" in name for calls in seen for name in calls)
    seen.clear()
    scores = release.release(tmp_path / "archive", tmp_path / "more", corrections=[place])
    # Learned from in every fold and at the end, judged in none.
    assert [sum("corrected" in name for name in calls) for calls in seen] == [1] * 6
    assert scores == plain
    cards = [tomllib.loads((tmp_path / name / "roles" / "card.toml").read_text("utf-8")) for name in ("plain", "more")]
    assert "corrections" not in cards[0]
    told = cards[1]["corrections"]
    assert (told["calls"], told["turns"]) == (1, 1)
    assert told["corpus_1_sha256"] == read_corrected([place]).digests[0]
    assert cards[1]["model"]["command"].endswith("--corrections OUT")


def test_no_fold_learns_from_the_company_that_it_is_scored_on(tmp_path: Path) -> None:
    place = corpus(tmp_path / "out", turn_correction(ONE_LINE, 2, role="cfo"), names=[ONE_LINE])
    found = read_corrected([place])
    insider = next(
        one for one in found.calls[0].transcript.attribution.speakers if one.role in {Role.CEO, Role.CFO, Role.IR}
    )
    known = call("known", "known company")
    turns = (replace(known.turns[0], speaker=insider.name, role=insider.role), *known.turns[1:])
    (made,) = corrected_calls(found, [replace(known, turns=turns)])
    assert made.company == "known company"
    (made,) = corrected_calls(found, [known])
    assert made.company not in {"known company", ""}


def test_the_weights_of_beads_learn_from_them_and_their_card_says_so(tmp_path: Path, monkeypatch: Any) -> None:
    at = next(at for at, one in enumerate(sample(PLANTED).alignments) if one.level == "sentence" and one.target)
    place = corpus(tmp_path / "out", pair_correction(PLANTED, at, fits="yes"))
    data = tmp_path / "data.json"
    data.write_text(json.dumps([{"name": "a", "zh": ["谢谢。"], "en": ["Thank you."], "gold": [[[0], [0]]]}]), "utf-8")
    seen: list[list[Any]] = []

    def judge(parts: list[Any], *_: object, **__: object) -> align_release.Judged:
        seen.append(parts)
        return align_release.Judged(BeadWeights({"x": 1.0}, ((0.0, 0.0), (1.0, 1.0))), 1.0, 1.0, 0.0, len(parts))

    monkeypatch.setattr(align_release, "_judge", judge)
    align_release.release_beads(data, tmp_path / "models", corrections=[place])
    learned = [part for part in seen[0] if part.text.name.startswith("corrected/")]
    assert len(learned) == 1
    assert (learned[0].fold, learned[0].plain) == (None, False)
    assert not any(part.text.name.startswith("corrected/") for part in seen[1])
    card = tomllib.loads((tmp_path / "models" / "beads" / "card.toml").read_text("utf-8"))
    assert (card["corrections"]["texts"], card["corrections"]["beads"]) == (1, 1)
    assert card["corrections"]["corpus_1_sha256"] == read_corrected([place]).digests[0]


def test_a_corrected_role_is_learned(tmp_path: Path) -> None:
    """The same call with the turn's role and without: with it, its words speak for that role."""
    place = corpus(tmp_path / "out", turn_correction(ONE_LINE, 2, role="analyst"), names=[ONE_LINE])
    (made,) = corrected_calls(read_corrected([place]), [])
    (gold,) = (at for at, turn in enumerate(made.turns) if turn.role is not Role.UNKNOWN)
    inside = [turn == gold for turn in made.turn_of]
    column = ROLES.index(Role.ANALYST)
    nobody = replace(made, turns=(GoldTurn("", Role.UNKNOWN, frozenset()),) * len(made.turns))

    def share(one: TrainingCall) -> float:
        """Return how far the words of the turn speak for an analyst, 0 to 1."""
        together = [call("other", "other"), one]
        known = common_words(together)
        problems = [only_roles(make_problem(held, known)) for held in together]
        scores = np.exp(fit(problems, words=True, steps=10).given_by(problems[1]).said[inside])
        return float((scores[:, column] / scores.sum(axis=1)).mean())

    assert share(made) > 2 * share(nobody)
