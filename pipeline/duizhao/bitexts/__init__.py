"""Bitexts: two plain files aligned, for whoever needs a sentence aligner and no corpus."""

from __future__ import annotations
