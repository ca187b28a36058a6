"""Corrections: what people changed in a corpus, kept as patches apart from it."""

from __future__ import annotations

from duizhao.corrections.label_studio import Imported, from_label_studio
from duizhao.corrections.patch import Entry, Kind, Patch, digest_of
from duizhao.corrections.reading import read_patch

__all__ = ["Entry", "Imported", "Kind", "Patch", "digest_of", "from_label_studio", "read_patch"]
