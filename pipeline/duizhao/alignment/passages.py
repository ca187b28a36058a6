"""Which passages belong together: originals with their renditions, lines with their translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duizhao.alignment.beads import best_beads
from duizhao.alignment.scoring import across_languages
from duizhao.records import Attribution, Document, Segment, Turn
from duizhao.vocabulary import Delivery, Kind


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive segments of one language: an original or its rendition, a line or its translation."""

    segments: tuple[int, ...]


@dataclass(slots=True)
class _Run:
    """Consecutive speech of one speaker and delivery in one pass."""

    key: tuple[int | None, int]
    delivery: Delivery
    segments: list[int]


def interpretation_passages(segments: Sequence[Segment], attribution: Attribution) -> Iterator[tuple[Passage, Passage]]:
    """Pair each run of original with the run of rendition by the same speaker that follows it."""
    runs: list[_Run] = []
    for turn in attribution.turns:
        for index in turn.segments:
            if segments[index].kind is not Kind.SPEECH:
                continue
            key, delivery = (turn.speaker, turn.passage), _delivery(index, turn, attribution)
            if runs and (runs[-1].key, runs[-1].delivery) == (key, delivery):
                runs[-1].segments.append(index)
            else:
                runs.append(_Run(key, delivery, [index]))
    for run, following in pairwise(runs):
        rendered = run.delivery is Delivery.ORIGINAL and following.delivery is Delivery.INTERPRETATION
        if rendered and run.key == following.key:
            yield Passage(tuple(run.segments)), Passage(tuple(following.segments))


def _delivery(index: int, turn: Turn, attribution: Attribution) -> Delivery:
    return attribution.deliveries.get(index, turn.delivery)


def translation_passages(
    document: Document, segments: Sequence[Segment], attribution: Attribution
) -> Iterator[tuple[Passage, Passage]]:
    """Pair each line with the line that translates it.

    Where the two kinds of lines alternate, the neighbour is the translation; where they do not, content decides.
    """
    partners = {
        line.number: line.partner for line in document.lines if line.partner is not None and line.partner > line.number
    }
    by_line: dict[int, list[int]] = defaultdict(list)
    for one in segments:
        if one.kind in (Kind.SPEECH, Kind.MARKER):
            by_line[one.line].append(one.index)
    if partners:
        for number, partner in partners.items():
            if by_line[number] and by_line[partner]:
                yield Passage(tuple(by_line[number])), Passage(tuple(by_line[partner]))
        return
    for turn in attribution.turns:
        yield from _turn_translations(turn, segments, attribution)


def _turn_translations(
    turn: Turn, segments: Sequence[Segment], attribution: Attribution
) -> Iterator[tuple[Passage, Passage]]:
    lines: list[tuple[int, bool]] = []
    # Only what the turn holds of a line: several speakers may share one.
    by_line: dict[int, list[int]] = defaultdict(list)
    for index in turn.segments:
        one = segments[index]
        by_line[one.line].append(index)
        translated = _delivery(index, turn, attribution) is Delivery.MACHINE_TRANSLATION
        if one.kind is Kind.SPEECH and (not lines or lines[-1][0] != one.line):
            lines.append((one.line, translated))
    texts = [number for number, translated in lines if not translated]
    translations = [number for number, translated in lines if translated]
    if not translations:
        return
    alternate = [translated for _, translated in lines] == [False, True] * (len(lines) // 2)
    pairs = (
        list(zip(texts, translations, strict=True))
        if alternate
        else _by_content(texts, translations, segments, by_line)
    )
    for text, translation in pairs:
        yield Passage(tuple(by_line[text])), Passage(tuple(by_line[translation]))


def _by_content(
    texts: list[int], translations: list[int], segments: Sequence[Segment], by_line: dict[int, list[int]]
) -> list[tuple[int, int]]:
    """Pair lines one to one by the aligner; lines that nothing translates stay alone."""
    source = [" ".join(segments[index].clean for index in by_line[number]) for number in texts]
    target = [" ".join(segments[index].clean for index in by_line[number]) for number in translations]
    scores = across_languages(source, target)
    one_to_one = type(scores)(
        {shape: table for shape, table in scores.joined.items() if shape == (1, 1)},
        scores.omitted,
        scores.added,
    )
    return [(texts[a.start], translations[b.start]) for a, b in best_beads(one_to_one) if len(a) == 1 and len(b) == 1]
