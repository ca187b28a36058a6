"""The stages in sequence: one document in, one transcript out, a pure function of bytes, settings and models."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from duizhao.alignment import Lexicon, Resources, align, own_renditions, recut
from duizhao.comparing import compare
from duizhao.config import Settings
from duizhao.errors import InputError, printable
from duizhao.facts import read_facts
from duizhao.findings import require_speech, warn
from duizhao.gaps import Glossary
from duizhao.language import languages
from duizhao.layouts import Grammar, lay_out
from duizhao.quantities import read_quantities
from duizhao.reading import Loaded, Source, read
from duizhao.records import Document, Layout, Transcript
from duizhao.segmentation import segment
from duizhao.speakers import RoleModel, attribute

#: Names of the stages, in order; a `Meter` files them under these.
STAGES = ("read", "language", "layout", "segments", "speakers", "align", "gaps")


@dataclass(slots=True)
class Meter:
    """What each stage of one or more transcripts took.

    Attributes:
        seconds: CPU seconds, added up.
        peaks: Bytes allocated at most while the stage ran, above what was allocated before it; the largest seen. Only
            filled while `tracemalloc` is tracing, which makes everything slower.
    """

    seconds: dict[str, float] = field(default_factory=dict[str, float])
    peaks: dict[str, int] = field(default_factory=dict[str, int])

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Measure what runs inside."""
        tracing = tracemalloc.is_tracing()
        before = tracemalloc.get_traced_memory()[0] if tracing else 0
        if tracing:
            tracemalloc.reset_peak()
        start = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - start
        if tracing:
            self.peaks[name] = max(self.peaks.get(name, 0), tracemalloc.get_traced_memory()[1] - before)


def with_layout(document: Document, layout: Layout) -> Document:
    """Give the lines what their layout says of them: partners and times."""
    if not layout.partners and not layout.begins:
        return document
    lines = tuple(
        replace(
            line,
            partner=layout.partners.get(line.number, line.partner),
            begin=layout.begins.get(line.number, line.begin),
        )
        for line in document.lines
    )
    return replace(document, lines=lines)


def _check_turns(document: Document, layout: Layout, settings: Settings) -> None:
    turns = len(layout.blocks) if layout.labelled else 0
    if turns > settings.max_turns:
        raise InputError(
            f"{document.source} has {turns:,} labelled turns",
            code="E_TOO_MANY_TURNS",
            help=f"raise max_turns (now {settings.max_turns:,})",
        )


def process(
    source: Source | Loaded,
    *,
    settings: Settings | None = None,
    grammars: Sequence[Grammar] = (),
    meter: Meter | None = None,
    model: RoleModel | None = None,
    lexicon: Lexicon | None = None,
    glossary: Glossary | None = None,
) -> Transcript:
    """Turn one source into a transcript.

    Args:
        source: The file, or its bytes.
        settings: What the build was told.
        grammars: A user's own layouts, tried beside those that ship.
        meter: Where given, what each stage takes is added to it under the stage's name.
        model: Weights that say who speaks; those that ship with duizhao where none are given.
        lexicon: Translation probabilities; those that ship with duizhao where none are given.
        glossary: Terms with the renderings that are right for them.

    Raises:
        InputError: The source cannot be read as a transcript, or holds no speech.
    """
    settings, meter = settings or Settings(), meter or Meter()
    with meter.stage("read"):
        document = read(source, settings=settings)
    with meter.stage("language"):
        tongues = languages(document)
    with meter.stage("layout"):
        layout = lay_out(document, grammars=grammars)
        _check_turns(document, layout, settings)
        document = with_layout(document, layout)
    with meter.stage("segments"):
        segments = segment(document, layout, tongues)
        require_speech(document, segments)
    with meter.stage("speakers"):
        attribution = attribute(document, layout, segments, min_confidence=settings.min_confidence, model=model)
    with meter.stage("align"):
        held = Resources(lexicon)
        attribution = own_renditions(segments, recut(segments, attribution, held), held)
        alignments = align(document, segments, attribution, held)
    with meter.stage("gaps"):
        facts = read_facts(segments, attribution)
        quantities = read_quantities(segments, year=int(facts.period[:4]) if facts.period else None)
        alignments, discrepancies, measures = compare(segments, attribution, alignments, quantities, held, glossary)
    return Transcript(
        document,
        layout,
        segments,
        attribution,
        alignments,
        quantities,
        discrepancies,
        measures,
        facts,
        tuple(map(printable, warn(document, layout, segments, attribution, alignments, discrepancies))),
    )
