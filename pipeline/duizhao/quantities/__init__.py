"""The quantities of what is said: amounts, shares, points, multiples, counts, measures, dates and periods."""

from __future__ import annotations

from duizhao.quantities.reading import read_quantities, segment_quantities

__all__ = ["read_quantities", "segment_quantities"]
