"""The records that the stages pass on: frozen, slotted, each layer pointing back by offset.

Words are those of the corpus's data dictionary (`duizhao.corpus.schema`). Offsets count Unicode code points; spans
are half-open, ``[start, end)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from duizhao.correction_records import Outcome
from duizhao.gap_records import Discrepancy, Measure, Quantity
from duizhao.vocabulary import Delivery, Kind, Lang, Level, Relation, Role, Section, Voice


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker label as printed, taken apart.

    Attributes:
        text: As printed, without the colon.
        name: The name in it.
        title: Title in it, empty where it has none.
        firm: Employer in it, empty where it has none.
    """

    text: str
    name: str
    title: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line of the decoded source, without its line ending.

    Attributes:
        number: 1-based.
        text: The characters of the line.
        begin: Seconds from the start of the recording, for timed sources.
        finish: Seconds from the start of the recording, for timed sources.
        partner: Number of the line that says the same in the other language, where the source says so
            (two subtitle cues with one index and one time).
        label: Who speaks, where the source's structure says so (a field of a JSON file, the voice of a subtitle cue).
        label_end: Offset where the label as printed in `text` ends, its colon and blank included; 0 where the text
            does not print it.
        words: Offset of the first code point, begin and finish (seconds) of each timed word; empty where words are
            not timed.
    """

    number: int
    text: str
    begin: float | None = None
    finish: float | None = None
    partner: int | None = None
    label: Label | None = None
    label_end: int = 0
    words: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded source.

    Attributes:
        source: Path relative to the archive's root, with forward slashes.
        sha256: Digest of the source's bytes, hexadecimal.
        encoding: Codec that decoded it.
        reader: Name of the reader.
        lines: All physical lines, blank ones included; joined by newlines they are the decoded text.
        warnings: ``W_...`` codes with a message each.
    """

    source: str
    sha256: str
    encoding: str
    reader: str
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The decoded text that lines and offsets count in."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line that is not what the rest of the line is.

    Attributes:
        start: First code point.
        end: One past the last.
        kind: A label, or a notice (a layout's own sign, such as a line's number and language).
        block: The block that a label opens; the text after it in the line belongs there.
    """

    start: int
    end: int
    kind: Kind
    block: int


@dataclass(frozen=True, slots=True)
class LaidLine:
    """What a layout says of one line.

    Attributes:
        kind: Of the line outside `spans`.
        block: Index of the block that the line's start belongs to; -1 outside every block.
        spans: In order; they do not overlap.
    """

    kind: Kind
    block: int = -1
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one label, or under none (`label` is null): candidates for one or more turns.

    Attributes:
        index: Position among the blocks.
        label: As printed; null in a flat layout.
        first_line: 1-based.
        also: The same label in the other language, where a partner line prints it.
    """

    index: int
    label: Label | None
    first_line: int
    also: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document is laid out.

    Attributes:
        name: Grammar that won, ``given`` where the source's structure names the speakers, ``flat`` where no grammar
            explains the document.
        score: Share of the document the grammar explains, 0 to 1.
        lines: One entry per physical line.
        blocks: In order of the text.
        margin: How much more the grammar explains than the best one that reads the labels otherwise, 0 to 1.
        roster: Participants listed outside the talk, with their titles and firms.
        partners: Line number to the number of the line that says the same in the other language, where the layout
            prints them as pairs.
        begins: Line number to seconds from the start of the recording, where labels print times.
        warnings: ``W_...`` codes with a message each.
    """

    name: str
    score: float
    lines: tuple[LaidLine, ...]
    blocks: tuple[Block, ...]
    margin: float = 0.0
    roster: tuple[Label, ...] = ()
    partners: Mapping[int, int] = field(default_factory=dict[int, int])
    begins: Mapping[int, float] = field(default_factory=dict[int, float])
    warnings: tuple[str, ...] = ()

    @property
    def labelled(self) -> bool:
        """Whether blocks carry labels."""
        return any(block.label is not None for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence-like piece of one physical line.

    Attributes:
        index: Position among the document's segments.
        line: 1-based physical line.
        start: First code point in the line.
        end: One past the last.
        kind: What it is.
        lang: Its language.
        text: As in the source.
        clean: For reading; empty for the later copies of a loop and for noise.
        block: Index of its block, -1 outside every block.
        flags: ``loop``, ``truncated`` (breaks off), ``noise`` (stray words after the end), ``inaudible``,
            ``code-switch``.
    """

    index: int
    line: int
    start: int
    end: int
    kind: Kind
    lang: Lang
    text: str
    clean: str
    block: int
    flags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Reject an empty or inverted span."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"segment {self.index}: span [{self.start}, {self.end}) of line {self.line} is empty")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person (or the operator, an interpreter nobody named, the editor).

    Attributes:
        index: Position among the transcript's speakers.
        name: Canonical name.
        name_zh: Name in Chinese characters, or empty.
        aliases: Every surface form met, sorted.
        role: Part in the call.
        title: As printed or said, or empty.
        firm: Employer, or empty.
        evidence: What the role rests on.
    """

    index: int
    name: str
    name_zh: str
    aliases: tuple[str, ...]
    role: Role
    title: str
    firm: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted floor.

    Attributes:
        index: Position among the transcript's turns.
        passage: Rendering of the call it belongs to, from 1 (the corpus's column ``pass``).
        section: Part of the call.
        speaker: Index of the speaker; null where nobody could be named.
        label: As printed, or null.
        role: The speaker's.
        voice: Whose mouth.
        delivery: Of most of its words.
        confidence: Probability that role and voice are right, 0 to 1.
        evidence: Cues that decided.
        segments: Indices of its segments, in order.
        question: Number of the question it asks or answers, from 1; null outside questions and answers.
    """

    index: int
    passage: int
    section: Section
    speaker: int | None
    label: str | None
    role: Role
    voice: Voice
    delivery: Delivery
    confidence: float
    evidence: str
    segments: tuple[int, ...]
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Turns and people of a transcript.

    Attributes:
        turns: In order of the text.
        speakers: Everyone who speaks, or is introduced.
        deliveries: Segment index to delivery, where it is not its turn's.
        passes: How many complete renderings of the call the document holds.
    """

    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    deliveries: dict[int, Delivery] = field(default_factory=dict[int, Delivery])
    passes: int = 1


@dataclass(frozen=True, slots=True)
class Alignment:
    """One bead: m source segments aligned with n target segments; either side may be empty, not both."""

    relation: Relation
    level: Level
    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float
    rendition: str | None = None

    def __post_init__(self) -> None:
        """Reject a bead with nothing in it."""
        if not self.source and not self.target:
            raise ValueError("a bead needs a source or a target")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text says about the call itself; empty strings where it does not."""

    title: str = ""
    company: str = ""
    event: str = ""
    period: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The finished record of one document: every layer, in order of the stages."""

    document: Document
    layout: Layout
    segments: tuple[Segment, ...]
    attribution: Attribution
    alignments: tuple[Alignment, ...]
    quantities: tuple[Quantity, ...]
    discrepancies: tuple[Discrepancy, ...]
    measures: tuple[Measure, ...]
    facts: Facts
    warnings: tuple[str, ...] = ()
    corrections: tuple[Outcome, ...] = ()
