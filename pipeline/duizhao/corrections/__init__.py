"""Corrections: what people changed in a corpus, kept as patches apart from it, and applied to it."""

from __future__ import annotations

from duizhao.corrections.applying import Applied, Changed, apply_patches, remove_corrections
from duizhao.corrections.label_studio import Imported, from_label_studio
from duizhao.corrections.making import correct
from duizhao.corrections.patch import Entry, Kind, Patch, digest_of
from duizhao.corrections.reading import load_patch, read_patch

__all__ = [
    "Applied",
    "Changed",
    "Entry",
    "Imported",
    "Kind",
    "Patch",
    "apply_patches",
    "correct",
    "digest_of",
    "from_label_studio",
    "load_patch",
    "read_patch",
    "remove_corrections",
]
