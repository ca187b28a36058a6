"""ConvoKit opens the export, finds every conversation whole, and the same texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Made

pytest.importorskip("h5py")
#: In a process of its own: importing ConvoKit writes a configuration to HOME, and reads files in the locale's encoding.
OPEN = """
import json, sys, warnings
warnings.simplefilter("ignore")
from convokit import Corpus
corpus = Corpus(filename=sys.argv[1])
found = {
    "sound": [one.check_integrity(verbose=False) for one in corpus.iter_conversations()],
    "utterances": [
        [one.id, one.text, one.speaker.id, one.conversation_id, one.reply_to, one.timestamp, dict(one.meta)]
        for one in corpus.iter_utterances()
    ],
    "speakers": {one.id: dict(one.meta) for one in corpus.iter_speakers()},
    "conversations": {one.id: dict(one.meta) for one in corpus.iter_conversations()},
    "frame": [list(corpus.get_utterances_dataframe().shape), list(corpus.get_conversations_dataframe().shape)],
    "meta": dict(corpus.meta),
    "chains": [len(one.get_root_to_leaf_paths()) for one in corpus.iter_conversations()],
}
corpus.dump("again", base_path=sys.argv[2])
print("FOUND" + json.dumps(found))
"""


def opened(folder: Path, tmp_path: Path, locale: str) -> dict[str, Any]:
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-c", OPEN, folder, tmp_path],
        env=given | {"HOME": str(tmp_path), "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again" / "utterances.jsonl").is_file()
    found: dict[str, Any] = json.loads(done.stdout.split("FOUND")[1])
    return found


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_convokit_finds_all_of_it(made: Made, tmp_path: Path, locale: str) -> None:
    found = opened(made.export("convokit"), tmp_path, locale)
    truth = made.truth["utterances"]
    assert found["sound"] == [True] * len(made.truth["transcripts"])
    assert found["chains"] == [1] * len(made.truth["transcripts"])
    assert [row[:2] for row in found["utterances"]] == [[row["turn_id"], row["clean"]] for row in truth]
    heard = {row["speaker_id"] or f"{row['transcript_id']}-unknown" for row in truth}
    assert {*found["speakers"]} == heard
    for row in made.truth["speakers"]:
        if row["speaker_id"] in heard:
            assert found["speakers"][row["speaker_id"]] == {key: row[key] for key in row if key != "speaker_id"}
    assert [*found["conversations"].values()] == made.truth["transcripts"]
    for (*_, meta), row in zip(found["utterances"], truth, strict=True):
        same = ("role", "voice", "delivery", "section", "confidence", "question_id", "pass", "translation")
        assert {key: meta[key] for key in same} == {key: row[key] for key in same}


def test_what_was_asked_for_is_there(samples: Made, tmp_path: Path) -> None:
    found = opened(samples.export("convokit"), tmp_path, "C")
    turns = {row["turn_id"] for row in samples.truth["turns"]}
    renditions = {row[0]: row[-1]["rendition_of"] for row in found["utterances"] if row[-1]["rendition_of"]}
    assert len(renditions) > 20
    assert all(turns.issuperset(originals) for originals in renditions.values())
    # The call with times has them all, the others have none.
    times = {
        row[3]: {other[5] is None for other in found["utterances"] if other[3] == row[3]} for row in found["utterances"]
    }
    assert sorted(map(sorted, times.values())) == [[False], *[[True]] * 8]


def test_a_part_of_the_talk_is_whole_conversations(samples: Made, tmp_path: Path) -> None:
    folder = samples.export("convokit", "--voice", "interpreter")
    found = opened(folder, tmp_path, "C")
    assert all(found["sound"])
    assert {row[-1]["voice"] for row in found["utterances"]} == {"interpreter"}
    assert len(found["utterances"]) == len(samples.tables("--voice", "interpreter")["turns"])
