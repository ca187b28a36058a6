"""A corpus as a web site without a server: an index, a page for each call and a page of plots.

`model` says what a call's page shows, `spans` what is marked in a text, `figures` what was measured, `site` writes the
files. ``static/`` holds the scripts and the style; every page carries its own copy, so that it works alone, opened by
a double click.
"""

from __future__ import annotations

from duizhao.viewer.site import Site, write_site

__all__ = ["Site", "write_site"]
