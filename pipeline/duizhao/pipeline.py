"""The stages in sequence: one document in, one transcript out, a pure function of bytes, settings and models."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from duizhao.alignment import align
from duizhao.config import Settings
from duizhao.facts import read_facts
from duizhao.gaps import find_discrepancies, measure, read_quantities
from duizhao.language import languages
from duizhao.layouts import lay_out
from duizhao.reading import Source, read
from duizhao.records import Transcript
from duizhao.segmentation import segment
from duizhao.speakers import attribute

#: Names of the stages, in order; `process` times them under these.
STAGES = ("read", "language", "layout", "segments", "speakers", "align", "gaps")


def process(source: Source, *, settings: Settings | None = None, timings: dict[str, float] | None = None) -> Transcript:
    """Turn one source into a transcript.

    Args:
        source: The file.
        settings: What the build was told.
        timings: Where given, each stage's CPU seconds are added under its name.

    Raises:
        InputError: The source cannot be read as a transcript.
    """
    settings = settings or Settings()
    with _timed("read", timings):
        document = read(source, settings=settings)
    with _timed("language", timings):
        tongues = languages(document)
    with _timed("layout", timings):
        layout = lay_out(document)
    with _timed("segments", timings):
        segments = segment(document, layout, tongues)
    with _timed("speakers", timings):
        attribution = attribute(document, layout, segments, min_confidence=settings.min_confidence)
    with _timed("align", timings):
        alignments = align(document, segments, attribution)
    with _timed("gaps", timings):
        quantities = read_quantities(segments)
        discrepancies = find_discrepancies(alignments, segments, quantities)
        measures = measure(alignments, segments, quantities)
    return Transcript(
        document,
        layout,
        segments,
        attribution,
        alignments,
        quantities,
        discrepancies,
        measures,
        read_facts(segments, attribution),
    )


@contextmanager
def _timed(stage: str, timings: dict[str, float] | None) -> Generator[None]:
    start = time.process_time()
    yield
    if timings is not None:
        timings[stage] = timings.get(stage, 0.0) + time.process_time() - start
