"""Two lists of sentences in, beads out: the engine for whoever has no transcript, only two texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from duizhao.alignment.band import Band
from duizhao.alignment.candidates import candidates
from duizhao.alignment.encoder import Encoder
from duizhao.alignment.engine import TEXT_ALONE, Aligned, Beside, align_pair, make_lattice
from duizhao.alignment.lattice import Lattice
from duizhao.alignment.lexicon import Lexicon, load_lexicon
from duizhao.alignment.pairing import Pair, across, within
from duizhao.alignment.weights import BeadModel, load_weights
from duizhao.alignment.words import HAN

# A side is Chinese when its Chinese characters are at least this share of its letters: a character is worth about
# three and a half of them.
_CHINESE = 0.2


def align_texts(
    source: Sequence[str],
    target: Sequence[str],
    *,
    lexicon: Lexicon | None = None,
    model: BeadModel | None = None,
    beside: Beside = TEXT_ALONE,
    band: Callable[[Pair], Band] | None = None,
    most_likely: bool = False,
    encoder: Encoder | None = None,
) -> list[Aligned]:
    """Align two texts, sentence by sentence.

    Args:
        source: Sentences, in order; Chinese or not is seen from the characters.
        target: The same of the other side, in the other language or in the same.
        lexicon: Translation probabilities; those that ship with duizhao where none are given.
        model: Weights of beads; those that ship with duizhao where none are given.
        beside: What else is known of the source (its rows) and the target (its columns) than their text.
        band: What finds the cells to search, where the words and what is known beside them shall not.
        most_likely: The single likeliest reading rather than the one with most beads expected right.
        encoder: What makes vectors of sentences, to weigh their likeness too (`duizhao.alignment.encoder`).

    Returns:
        Beads in order that cover both sides exactly once: `rows` index the source, `columns` the target. Of an omission
        `columns` is empty, of an addition `rows`. Two empty sides give an empty list.
    """
    lexicon, model = lexicon or load_lexicon(), model or load_weights()
    pair, turned = pair_of(source, target, lexicon)
    if encoder is not None:
        vectors = encoder.encode(source), encoder.encode(target)
        pair = replace(pair, vectors=vectors[::-1] if turned else vectors)
    cells = None if band is None else band(pair)
    return align_sides(pair, model, turned=turned, beside=beside, band=cells, most_likely=most_likely)


def align_sides(
    pair: Pair,
    model: BeadModel,
    *,
    turned: bool,
    beside: Beside = TEXT_ALONE,
    band: Band | None = None,
    most_likely: bool = False,
) -> list[Aligned]:
    """Align two sides that were made comparable.

    Args:
        pair: The two sides.
        model: Weights of beads.
        turned: Whether the rows of the pair are the target.
        beside: What else is known of the source (its rows) and the target (its columns) than their text.
        band: Cells of the pair to search; found from the words and what is known beside them where none is given.
        most_likely: As `align_texts` has it.

    Returns:
        Beads as `align_texts` gives them.
    """
    weights = model.of(pair)
    beside = beside.turned() if turned else beside
    return [
        Aligned(
            one.columns if turned else one.rows, one.rows if turned else one.columns, weights.calibrated(one.chance)
        )
        for one in align_pair(pair, weights.weights, band=band, beside=beside, most_likely=most_likely)
    ]


def pair_of(source: Sequence[str], target: Sequence[str], lexicon: Lexicon) -> tuple[Pair, bool]:
    """Make a pair of two sides, and tell whether its rows are the target: the rows are the Chinese side."""
    chinese = is_chinese(source), is_chinese(target)
    if chinese[0] == chinese[1]:
        # Mirrored input is the same pair, so that it gives the same beads.
        turned = list(target) < list(source)
        return (within(target, source, lexicon) if turned else within(source, target, lexicon)), turned
    return (across(source, target, lexicon), False) if chinese[0] else (across(target, source, lexicon), True)


def lattice_of(source: Sequence[str], target: Sequence[str], lexicon: Lexicon, model: BeadModel) -> Lattice:
    """Score every bead of two sides, whichever of them is the rows."""
    pair, _ = pair_of(source, target, lexicon)
    return make_lattice(pair, candidates(pair), model.of(pair).weights)


def is_chinese(texts: Sequence[str]) -> bool:
    """Tell whether a side is Chinese rather than a text in Latin script with Chinese words in it."""
    han = sum(len(HAN.findall(text)) for text in texts)
    return han > _CHINESE * sum(sum(map(str.isalpha, text)) for text in texts)
