"""Titles and firms that stand beside a label: in the next line, or after an inline label's colon."""

from __future__ import annotations

import re
from dataclasses import replace

from duizhao.labels import is_generic, parse_detail, parse_label, title_role
from duizhao.layouts.grammar import Shape
from duizhao.layouts.page import Page, Site
from duizhao.names import fold
from duizhao.records import Label

_DIVISION = re.compile(r"\s*(?:[A-Z][\w.&'\u2019-]*,? ){1,6}Research Division(?=\s)")


def with_detail(page: Page, site: Site, shape: Shape) -> Site:
    """Take title and firm from the line after a label."""
    printed = bool(site.label.title) and site.label.title in page.lines[site.index].text[site.start : site.end]
    if not shape.detail or printed or is_generic(site.label.name):
        return site
    following = next(
        (at for at in range(site.index + 1, min(site.index + 3, len(page.lines))) if page.lines[at].text.strip()), -1
    )
    if following < 0 or following in page.skipped:
        return site
    text = page.lines[following].text
    title, firm = parse_detail(text)
    listed = page.roster.get(fold(site.label.name))
    says_title = bool(title) and title_role(title) is not None
    if not (says_title or (listed is not None and fold(text) in (fold(listed.title), fold(listed.firm)))):
        return site
    below = parse_label(text)
    if below is not None and (below.title or fold(text) in page.roster or fold(below.name) == fold(site.label.name)):
        return site  # the next label, or this one once more
    return replace(
        site, label=replace(site.label, title=title or site.label.title, firm=firm or site.label.firm), detail=following
    )


def past_detail(text: str, site: Site, listed: Label | None) -> tuple[Label, int]:
    """Return an inline label, and where speech begins: after the title or firm that a pasted page prints there."""
    rest = text[site.end :]
    for detail in (listed.title, listed.firm) if listed is not None else ():
        if detail and rest.lstrip().lower().startswith(detail.lower()):
            end = len(rest) - len(rest.lstrip()) + len(detail)
            if re.match(r"\s+\S|\s*$", rest[end:]):
                return site.label, site.end + end
    division = _DIVISION.match(rest)
    if division is None:
        return site.label, site.end
    title, firm = parse_detail(division[0])
    label = site.label if site.label.title else replace(site.label, title=title, firm=firm or site.label.firm)
    return label, site.end + division.end()
