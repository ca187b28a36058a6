"""Originals with renditions, texts with translations, passes with passes: one engine, three relations."""

from __future__ import annotations

from duizhao.alignment.relations import align

__all__ = ["align"]
