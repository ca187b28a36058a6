"""Two sides made comparable: who is given whom, token by token, and what both look like.

Across languages the rows of a pair are the Chinese sentences and its columns the English ones, whichever is the
source: mirrored input is one and the same pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duizhao.alignment.band import Ints
from duizhao.alignment.expectations import (
    characters_of_english,
    english_of_characters,
    english_of_words,
    same_language,
    words_of_english,
)
from duizhao.alignment.lexical import Expectation, Stream, make_stream
from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.surface import Surface, letters, surface
from duizhao.alignment.words import FUNCTION_CHARACTERS, HAN, Kind, Token, chinese_tokens, english_tokens
from duizhao.similarity import Floats


@dataclass(frozen=True, slots=True)
class Direction:
    """One side given the other.

    Attributes:
        name: What is given what; directions of one name share their weights.
        kinds: Kinds of token that are scored.
        expected: What the giving side's sentences would be rendered as.
        stream: The tokens of the given side.
        columns: Whether the given side is that of the columns.
    """

    name: str
    kinds: tuple[Kind, ...]
    expected: Expectation
    stream: Stream
    columns: bool

    def grouped(self, rows: Ints, columns: Ints) -> Direction:
        """Read consecutive sentences as one, as `Pair.grouped` does."""
        giving, given = (rows, columns) if self.columns else (columns, rows)
        return replace(self, expected=self.expected.grouped(giving), stream=self.stream.grouped(given))

    def part(self, rows: Ints, columns: Ints) -> Direction:
        """Return some of the sentences."""
        giving, given = (rows, columns) if self.columns else (columns, rows)
        return replace(self, expected=self.expected.part(giving), stream=self.stream.part(given))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides ready to be scored.

    Attributes:
        names: What the rows and the columns are; sides of one name share their weights.
        directions: Who is given whom.
        rows: What the sentences of the rows look like, lengths in letters.
        columns: The same of the columns.
        vectors: Of each row's and of each column's sentence, where an encoder made them: shapes ``(n, d)`` and
            ``(m, d)``, rows of length 1.
    """

    names: tuple[str, str]
    directions: tuple[Direction, ...]
    rows: Surface
    columns: Surface
    vectors: tuple[Floats, Floats] | None = None

    def grouped(self, rows: Ints, columns: Ints) -> Pair:
        """Read consecutive sentences as one; vectors, which are of sentences, are left behind.

        Args:
            rows: First sentence of each group of the rows, and their number.
            columns: The same of the columns.
        """
        directions = tuple(one.grouped(rows, columns) for one in self.directions)
        return Pair(self.names, directions, self.rows.grouped(rows), self.columns.grouped(columns))

    def part(self, rows: Ints, columns: Ints) -> Pair:
        """Return some of the sentences, given by number: how common words are stays what it is in all of them."""
        directions = tuple(one.part(rows, columns) for one in self.directions)
        vectors = None if self.vectors is None else (self.vectors[0][rows], self.vectors[1][columns])
        return Pair(self.names, directions, self.rows.part(rows), self.columns.part(columns), vectors)


_ALL, _HAN, _CONTENT = tuple(Kind), (Kind.CONTENT, Kind.FUNCTION), (Kind.CONTENT,)


def across(chinese: Sequence[str], english: Sequence[str], lexicon: Lexicon) -> Pair:
    """Make a pair of Chinese sentences (rows) and English ones (columns)."""
    left = [chinese_tokens(text) for text in chinese]
    right = [english_tokens(text) for text in english]
    words = make_stream(
        [[one.key for one in side.words] for side in left],
        (one.kind for side in left for one in side.words),
        [(lexicon.chinese, lexicon.chinese_share)],
    )
    characters = make_stream(
        [side.characters for side in left],
        (one in FUNCTION_CHARACTERS for side in left for one in side.characters),
        [(lexicon.characters, lexicon.character_share)],
    )
    said = make_stream(
        [[one.key for one in side] for side in right],
        (one.kind for side in right for one in side),
        [(lexicon.english, lexicon.english_share)],
    )
    rows, columns = surface(chinese, chinese=True), surface(english, chinese=False)
    return Pair(
        ("Chinese", "English"),
        (
            Direction("English given words", _ALL, english_of_words(left, right, said, lexicon), said, True),
            Direction("English given characters", _CONTENT, english_of_characters(left, said, lexicon), said, True),
            Direction("words given English", _ALL, words_of_english(right, words, lexicon), words, False),
            Direction(
                "characters given English",
                _HAN,
                characters_of_english(right, characters, lexicon),
                characters,
                False,
            ),
        ),
        replace(rows, lengths=letters(rows.lengths, columns.lengths)),
        columns,
    )


def within(first: Sequence[str], second: Sequence[str], lexicon: Lexicon) -> Pair:
    """Make a pair of two texts in one language: both sides are weighed alike."""
    texts = (first, second)
    sides = [[_tokens(text) for text in side] for side in texts]
    streams = [
        make_stream(
            [[one.key for one in tokens] for tokens in side],
            (one.kind for tokens in side for one in tokens),
            [(lexicon.english, lexicon.english_share), (lexicon.chinese, lexicon.chinese_share)],
        )
        for side in sides
    ]
    return Pair(
        ("text", "text"),
        (
            Direction("words given words", _ALL, same_language(sides[0], streams[1], lexicon), streams[1], True),
            Direction("words given words", _ALL, same_language(sides[1], streams[0], lexicon), streams[0], False),
        ),
        surface(first, chinese=False),
        surface(second, chinese=False),
    )


def _tokens(text: str) -> Sequence[Token]:
    return chinese_tokens(text).words if HAN.search(text) else english_tokens(text)
