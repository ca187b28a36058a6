"""Settings: everything a user may change about a build, frozen, with the reason for each default."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path

from duizhao.errors import UsageError, choices


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build may be told.

    Attributes:
        max_bytes: Largest source that is read, in bytes. 64 MB is 500 times the longest call seen.
        max_line: Longest line, in code points. A call in one line has about 80,000.
        max_lines: Most physical lines. The longest call seen has 1,600; what has a hundred times more is no transcript.
        max_turns: Most turns. The longest call seen has 240.
        max_seconds: Longest processor time for one document. A call takes about a second.
        max_memory: Bytes that working on one document may add to the process. A call adds about 50 MB.
        min_confidence: Turns below this probability get the role ``unknown`` and no name.
    """

    max_bytes: int = 64_000_000
    max_line: int = 5_000_000
    max_lines: int = 200_000
    max_turns: int = 20_000
    max_seconds: float = 50.0
    max_memory: int = 1_500_000_000
    min_confidence: float = 0.0


def load_settings(path: Path) -> Settings:
    """Read settings from the table ``[duizhao]`` of a TOML file.

    Raises:
        UsageError: The file is not TOML, or names a setting that does not exist.
    """
    import tomllib

    try:
        table = tomllib.loads(path.read_text("utf-8")).get("duizhao", {})
    except OSError as fault:
        raise UsageError(f"{path}: {fault.strerror}", code="E_SETTINGS", help="give a TOML file") from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise UsageError(
            f"{path}: {fault}", code="E_SETTINGS", help="settings are TOML in UTF-8, see README"
        ) from fault
    known = Settings.__dataclass_fields__
    unknown = next((name for name in table if name not in known), None) if isinstance(table, dict) else "duizhao"
    if unknown is not None:
        raise UsageError(f"{path}: no setting {unknown!r}", code="E_SETTINGS", help=choices(unknown, known))
    settings = Settings(**table)
    for name, value in asdict(settings).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"{path}: {name} is {value!r}", code="E_SETTINGS", help="it must be a number")
        if not 0 <= value < math.inf:
            raise UsageError(f"{path}: {name} is {value!r}", code="E_SETTINGS", help="it must be 0 or more, and finite")
    return settings
