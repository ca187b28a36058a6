"""Which passages belong together, and the sentences inside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duizhao.alignment.beads import best_beads
from duizhao.alignment.scoring import across_languages, likeness, within_language
from duizhao.records import (
    Alignment,
    Attribution,
    Delivery,
    Document,
    Kind,
    Lang,
    Level,
    Relation,
    Segment,
    Turn,
    Voice,
)

# Beyond this many cells two passages are split at the middle before they are aligned: memory stays bounded.
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive segments of one language: an original or its rendition, a line or its translation."""

    segments: tuple[int, ...]


def align(document: Document, segments: Sequence[Segment], attribution: Attribution) -> tuple[Alignment, ...]:
    """Align a transcript in every relation that it holds.

    Args:
        document: Its lines; partners say which translate which.
        segments: Its segments.
        attribution: Turns with voice and delivery.

    Returns:
        Passages, each followed by the sentence beads inside it, which cover both sides exactly once in order.
    """
    out: list[Alignment] = []
    for relation, source, target in (
        *((Relation.TRANSLATION, *pair) for pair in translation_passages(document, segments, attribution)),
        *((Relation.INTERPRETATION, *pair) for pair in interpretation_passages(segments, attribution)),
    ):
        out += _aligned(relation, source, target, segments)
    out += _repetitions(segments, attribution)
    return tuple(out)


def _delivery(index: int, turn: Turn, attribution: Attribution) -> Delivery:
    return attribution.deliveries.get(index, turn.delivery)


def interpretation_passages(segments: Sequence[Segment], attribution: Attribution) -> Iterator[tuple[Passage, Passage]]:
    """Pair each run of original with the run of rendition by the same speaker that follows it."""
    runs: list[tuple[int | None, int, Delivery, list[int]]] = []
    for turn in attribution.turns:
        for index in turn.segments:
            if segments[index].kind is not Kind.SPEECH:
                continue
            delivery = _delivery(index, turn, attribution)
            key = (turn.speaker, turn.passage, delivery)
            if runs and runs[-1][:3] == key:
                runs[-1][3].append(index)
            else:
                runs.append((*key, [index]))
    for (speaker, passage, delivery, source), (other, other_passage, following, target) in zip(
        runs, runs[1:], strict=False
    ):
        if (
            delivery is Delivery.ORIGINAL
            and following is Delivery.INTERPRETATION
            and (speaker, passage) == (other, other_passage)
        ):
            yield Passage(tuple(source)), Passage(tuple(target))


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
        yield from _turn_translations(turn, segments, attribution, by_line)


def _turn_translations(
    turn: Turn, segments: Sequence[Segment], attribution: Attribution, by_line: dict[int, list[int]]
) -> Iterator[tuple[Passage, Passage]]:
    lines: list[tuple[int, bool]] = []
    for index in turn.segments:
        one = segments[index]
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


def _aligned(relation: Relation, source: Passage, target: Passage, segments: Sequence[Segment]) -> list[Alignment]:
    first, second = _units(source, segments), _units(target, segments)
    same = _language(source, segments) is _language(target, segments)
    beads = list(sentence_beads(relation, first, second, segments, same_language=same))
    whole = Alignment(relation, Level.PASSAGE, source.segments, target.segments, _mean_score(beads))
    return [whole, *beads]


def _mean_score(beads: Sequence[Alignment]) -> float:
    """Return the mean score of the two-sided beads, 0 where there is none."""
    scores = [bead.score for bead in beads if bead.source and bead.target]
    return round(sum(scores) / len(scores), 4) if scores else 0.0


def _language(passage: Passage, segments: Sequence[Segment]) -> Lang:
    counts: Counter[Lang] = Counter()
    for index in passage.segments:
        counts[segments[index].lang] += len(segments[index].text)
    return counts.most_common(1)[0][0]


def _units(passage: Passage, segments: Sequence[Segment]) -> list[tuple[int, ...]]:
    """Group a passage's speech: the later copies of a loop go with the first, markers stay out."""
    units: list[tuple[int, ...]] = []
    for index in passage.segments:
        if segments[index].kind is not Kind.SPEECH:
            continue
        if not segments[index].clean and units:
            units[-1] += (index,)
        else:
            units.append((index,))
    return units


def sentence_beads(
    relation: Relation,
    first: Sequence[tuple[int, ...]],
    second: Sequence[tuple[int, ...]],
    segments: Sequence[Segment],
    *,
    same_language: bool,
) -> Iterator[Alignment]:
    """Align units of two passages; see `duizhao.alignment.beads`."""
    if len(first) * len(second) > _MOST_CELLS:
        half, other = len(first) // 2, len(second) // 2
        yield from sentence_beads(relation, first[:half], second[:other], segments, same_language=same_language)
        yield from sentence_beads(relation, first[half:], second[other:], segments, same_language=same_language)
        return
    source = [_text(unit, segments) for unit in first]
    target = [_text(unit, segments) for unit in second]
    scores = within_language(source, target) if same_language else across_languages(source, target)
    for a, b in best_beads(scores):
        left, right = " ".join(source[at] for at in a), " ".join(target[at] for at in b)
        score = likeness(left, right, same_language=same_language) if left and right else 0.0
        yield Alignment(
            relation, Level.SENTENCE,
            tuple(index for at in a for index in first[at]), tuple(index for at in b for index in second[at]),
            score, _rendition(left, right, len(a), len(b), score, same_language=same_language) if relation is Relation.INTERPRETATION else None,
        )  # fmt: skip


def _text(unit: tuple[int, ...], segments: Sequence[Segment]) -> str:
    return " ".join(segments[index].clean for index in unit if segments[index].clean)


def _rendition(left: str, right: str, a: int, b: int, score: float, *, same_language: bool) -> str:
    """Name the kind of rendition, after Wadensjö (1998), *Interpreting as Interaction*, chapter 6.

    By length against a full rendition: below .6 reduced (summarised when three sentences and more became one), above
    1.67 expanded; hardly a shared word in one language, substituted. Labels are candidates for a person to correct.
    """
    if not b:
        return "zero"
    if not a:
        return "non-rendition"
    ratio = _words(right) / max(_words(left), 1)
    if same_language and score < 0.05:  # noqa: PLR2004
        return "substituted"
    if ratio < 0.6:  # noqa: PLR2004
        return "summarised" if a >= 3 else "reduced"  # noqa: PLR2004
    return "expanded" if ratio > 1.67 else "close"  # noqa: PLR2004


def _words(text: str) -> float:
    from duizhao.alignment.scoring import CHARACTERS_PER_WORD

    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return len(text.split()) if not han else han / CHARACTERS_PER_WORD


def _repetitions(segments: Sequence[Segment], attribution: Attribution) -> list[Alignment]:
    out: list[Alignment] = []
    first = [turn for turn in attribution.turns if turn.passage == 1]
    for later in range(2, attribution.passes + 1):
        second = [turn for turn in attribution.turns if turn.passage == later]
        sides = [Passage(tuple(index for turn in turns for index in turn.segments)) for turns in (first, second)]
        units = [_units(side, segments) for side in sides]
        beads = list(sentence_beads(Relation.REPETITION, units[0], units[1], segments, same_language=True))
        out += _turn_links(first, second, beads, segments)
        out += [bead for bead in beads if bead.source and bead.target]
    return out


def _turn_links(
    first: Sequence[Turn], second: Sequence[Turn], beads: Sequence[Alignment], segments: Sequence[Segment]
) -> list[Alignment]:
    """Join the turns of two passes that hold the same words: the best partner of one side or the other."""
    holder = {index: turn for turn in (*first, *second) for index in turn.segments}
    shared: Counter[tuple[int, int]] = Counter()
    for bead in beads:
        for one in bead.source:
            for other in bead.target:
                shared[holder[one].index, holder[other].index] += min(
                    len(segments[one].text), len(segments[other].text)
                )
    best: dict[int, tuple[int, int]] = {}
    for (one, other), weight in sorted(shared.items()):
        if weight > best.get(other, (0, -1))[0]:
            best[other] = (weight, one)
    groups: dict[int, list[int]] = defaultdict(list)
    for other, (_, one) in best.items():
        groups[one].append(other)
    by_index = {turn.index: turn for turn in (*first, *second)}
    out: list[Alignment] = []
    for one, others in sorted(groups.items()):
        target = tuple(index for other in sorted(others) for index in by_index[other].segments)
        source = by_index[one].segments
        text = [" ".join(segments[index].clean for index in side) for side in (source, target)]
        out.append(
            Alignment(
                Relation.REPETITION,
                Level.PASSAGE,
                source,
                target,
                likeness(text[0], text[1], same_language=True),
            )
        )
    return out


__all__ = ["Passage", "Voice", "align", "interpretation_passages", "sentence_beads", "translation_passages"]
