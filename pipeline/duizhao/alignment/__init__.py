"""Originals with renditions, texts with translations, passes with passes: one engine, three relations."""

from __future__ import annotations

from duizhao.alignment.learned import load_learned
from duizhao.alignment.lexicon import Lexicon
from duizhao.alignment.naming import is_name
from duizhao.alignment.own_renditions import own_renditions
from duizhao.alignment.recut import recut
from duizhao.alignment.relations import align
from duizhao.alignment.resources import Resources
from duizhao.alignment.unrendered import unrendered

__all__ = ["Lexicon", "Resources", "align", "is_name", "load_learned", "own_renditions", "recut", "unrendered"]
