"""Measure the invented samples, which are part of the repository, with the product's own evaluation."""

from __future__ import annotations

from pathlib import Path

import duizhao
from duizhao.evaluation import evaluate
from quality.floors import ROOT, Scores, digest

CORPUS = ROOT / "corpus"


def sample_digest() -> str:
    """Return the digest over samples and gold."""
    files = [file for folder in ("samples", "gold") for file in (CORPUS / folder).iterdir() if file.is_file()]
    return digest(files, CORPUS)


def score_samples(folder: Path) -> Scores:
    """Build the samples into `folder` and score them."""
    report = duizhao.build([CORPUS / "samples"], folder)
    if report.rejected:
        raise AssertionError([f"{one.source}: {one.message}" for one in report.rejected])
    return evaluate(duizhao.open(folder), CORPUS / "gold").to_dict()
