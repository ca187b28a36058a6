"""What the recognisers of shapes ask of parsed JSON."""

from __future__ import annotations

from typing import cast


def members(value: object) -> dict[str, object]:
    """Return the members of an object, none of anything else."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def opening(value: object) -> dict[str, object]:
    """Return the members of the first object of a list, none of anything else."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return members(items[0]) if items else {}
