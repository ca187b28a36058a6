"""Settings for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# Where a test's failure stops others, the same examples every time; elsewhere new ones with each run.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
