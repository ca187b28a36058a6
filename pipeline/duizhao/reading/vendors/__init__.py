"""Recognisers and services whose JSON is read, one module each.

`VENDORS` names them in the order they are asked: a file is read by the first that recognises it. One is added by a
module with ``recognises(value)`` and ``spoken(value, name)`` and a line in that mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from duizhao.reading.spoken import Talk
from duizhao.reading.vendors import assemblyai, aws, deepgram, earningscall, whisperx

__all__ = ["VENDORS", "Vendor"]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A shape of JSON.

    Attributes:
        name: What messages call it.
        shape: The keys it is known by, for the message about an unknown shape.
        recognises: Whether a parsed document is of this shape. Raises nothing.
        spoken: From the parsed document and the file's name to the talk in it. Raises `duizhao.errors.InputError`
            (``E_SHAPE``) where a value is of another type than the shape has there, and nothing else.
    """

    name: str
    shape: str
    recognises: Callable[[object], bool]
    spoken: Callable[[object, str], Talk]


VENDORS: Mapping[str, Vendor] = MappingProxyType(
    {
        vendor.name: vendor
        for vendor in (
            Vendor("deepgram", "results.channels", deepgram.recognises, deepgram.spoken),
            Vendor("aws", "results.transcripts and results.items", aws.recognises, aws.spoken),
            Vendor("whisperx", "segments with start, end, text", whisperx.recognises, whisperx.spoken),
            Vendor("assemblyai", "utterances, or words with text", assemblyai.recognises, assemblyai.spoken),
            Vendor(
                "earningscall",
                "speakers, prepared_remarks, questions_and_answers, or text",
                earningscall.recognises,
                earningscall.spoken,
            ),
        )
    }
)
