"""Which passages belong together: originals with their renditions, lines with their translations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from duizhao.alignment.beads import best_beads
from duizhao.alignment.scoring import across_languages
from duizhao.records import Attribution, Document, Segment, Turn
from duizhao.vocabulary import Delivery, Kind

# Figures and Latin words stand in a text and its translation alike.
_TOKEN = re.compile(r"\d[\d,.]*\d|\d|[A-Za-z]{3,}")
_FEWEST_SHARED = 3


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
    turns = [_lines_of(turn, segments, attribution) for turn in attribution.turns]
    shifted = _shifted([line for lines in turns for line in lines], segments)
    if shifted is not None:
        yield from shifted
        return
    for lines in turns:
        yield from _turn_translations(lines, segments)


@dataclass(frozen=True, slots=True)
class _Line:
    """What a turn holds of a line (several speakers may share one), and whether it translates another."""

    number: int
    segments: tuple[int, ...]
    translated: bool


def _lines_of(turn: Turn, segments: Sequence[Segment], attribution: Attribution) -> list[_Line]:
    by_line: dict[int, list[int]] = defaultdict(list)
    translated: dict[int, bool] = {}
    for index in turn.segments:
        one = segments[index]
        by_line[one.line].append(index)
        if one.kind is Kind.SPEECH:
            translated.setdefault(one.line, _delivery(index, turn, attribution) is Delivery.MACHINE_TRANSLATION)
    return [_Line(number, tuple(by_line[number]), told) for number, told in translated.items()]


def _alternate(lines: Sequence[_Line]) -> bool:
    return [line.translated for line in lines] == [False, True] * (len(lines) // 2)


def _shifted(lines: Sequence[_Line], segments: Sequence[Segment]) -> list[tuple[Passage, Passage]] | None:
    """Pair each line with the translation after its neighbour, where figures and names agree there and not beside it.

    A line too many at the start shifts all translations by one; lines alternate as before, and every pair is wrong.
    """
    if not lines or not _alternate(lines):
        return None
    texts, translations = lines[::2], lines[1::2]
    said = [_tokens(segments, line.segments) for line in texts]
    told = [_tokens(segments, line.segments) for line in translations]
    beside = sum(len(one & other) for one, other in zip(said, told, strict=True))
    after = sum(len(one & other) for one, other in zip(said, told[1:], strict=False))
    if after < _FEWEST_SHARED or after <= 2 * beside:
        return None
    return [
        (Passage(text.segments), Passage(translation.segments))
        for text, translation in zip(texts, translations[1:], strict=False)
    ]


def _tokens(segments: Sequence[Segment], indices: Sequence[int]) -> frozenset[str]:
    text = " ".join(segments[index].text for index in indices)
    return frozenset(token.replace(",", "").lower() for token in _TOKEN.findall(text))


def _turn_translations(lines: Sequence[_Line], segments: Sequence[Segment]) -> Iterator[tuple[Passage, Passage]]:
    texts = [line for line in lines if not line.translated]
    translations = [line for line in lines if line.translated]
    if not translations:
        return
    pairs = (
        list(zip(texts, translations, strict=True)) if _alternate(lines) else _by_content(texts, translations, segments)
    )
    for text, translation in pairs:
        yield Passage(text.segments), Passage(translation.segments)


def _by_content(
    texts: Sequence[_Line], translations: Sequence[_Line], segments: Sequence[Segment]
) -> list[tuple[_Line, _Line]]:
    """Pair lines one to one by the aligner; lines that nothing translates stay alone."""
    source = [" ".join(segments[index].clean for index in line.segments) for line in texts]
    target = [" ".join(segments[index].clean for index in line.segments) for line in translations]
    scores = across_languages(source, target)
    one_to_one = type(scores)(
        {shape: table for shape, table in scores.joined.items() if shape == (1, 1)},
        scores.omitted,
        scores.added,
    )
    return [(texts[a.start], translations[b.start]) for a, b in best_beads(one_to_one) if len(a) == 1 and len(b) == 1]
