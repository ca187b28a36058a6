"""The only importer of scipy, which has no types and comes with the extra ``duizhao[train]`` alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any

optimize: Any = import_module("scipy.optimize")
sparse: Any = import_module("scipy.sparse")
