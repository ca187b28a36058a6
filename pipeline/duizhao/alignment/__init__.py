"""Originals with renditions, texts with translations, passes with passes: one engine, three relations."""

from __future__ import annotations

from duizhao.alignment.learned import load_learned
from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.own_renditions import own_renditions
from duizhao.alignment.recut import recut
from duizhao.alignment.relations import align
from duizhao.alignment.resources import Resources

__all__ = ["Lexicon", "Resources", "align", "load_learned", "own_renditions", "recut"]
