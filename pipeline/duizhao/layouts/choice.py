"""The choice of a grammar: each is scored by what it explains of the whole document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duizhao.layouts.grammar import Grammar
from duizhao.layouts.page import Page, Site, is_strong, name_key
from duizhao.layouts.sites import find_sites
from duizhao.names import fold

# A grammar must explain this share of the document. The labelled development transcripts are explained to .9 and
# more; of text without labels the best wrong grammar explains less than .3.
ENOUGH = 0.6
# Names alone, with no function, title or roster: three stray ones in a lecture explain two thirds of it.
_ENOUGH_UNPROVEN = 0.75
_FEWEST_LABELS = 2
# A grammar that explains no more than this above a plainer one adds nothing to it.
_BETTER = 0.005
_PLAIN = 0.95


@dataclass(frozen=True, slots=True)
class Reading:
    """What a grammar makes of a document.

    Attributes:
        grammar: The grammar.
        sites: Its labels.
        score: Share of the document that it explains, 0 to 1.
    """

    grammar: Grammar
    sites: tuple[Site, ...]
    score: float


def choose(page: Page, grammars: Sequence[Grammar]) -> tuple[Reading | None, float]:
    """Return the reading that explains most, null where none explains enough, and its margin.

    The margin is what it explains more than the best reading with other labels.
    """
    fitting = [grammar for grammar in grammars if grammar.tag is page.tag]
    found = [(grammar, tuple(find_sites(page, grammar))) for grammar in fitting if grammar.common]
    # What few archives hold is tried where what many hold does not explain the document.
    if max((_share(page, sites) for _, sites in found), default=0.0) < _PLAIN:
        rare = [(grammar, tuple(find_sites(page, grammar))) for grammar in fitting if not grammar.common]
        found = [*found, *rare]
    trusted = {
        site.index
        for _, sites in found
        for site in sites
        if site.sure and (is_strong(site.label) or fold(site.label.name) in page.roster)
    }
    readings = [Reading(grammar, sites, _score(page, grammar, sites, trusted)) for grammar, sites in found]
    best: Reading | None = None
    for reading in readings:
        if reading.score >= _needed(page, reading.sites) and (best is None or reading.score > best.score + _BETTER):
            best = reading
    if best is None:
        return None, 0.0
    labels = {(site.index, site.start, site.end) for site in best.sites}
    others = [
        reading.score
        for reading in readings
        if {(site.index, site.start, site.end) for site in reading.sites} != labels
    ]
    return best, max(0.0, best.score - max(others, default=0.0))


def _needed(page: Page, sites: Sequence[Site]) -> float:
    """Return what a reading must explain: more where no label's own words, and no roster, show that labels are meant."""
    proven = any(
        is_strong(site.label) or site.detail >= 0 or fold(site.label.name) in page.roster or site.begin is not None
        for site in sites
    )
    return ENOUGH if proven else _ENOUGH_UNPROVEN


def _share(page: Page, sites: Sequence[Site]) -> float:
    """Return the share of the lines of speech that stand under labels, 0 without labels enough."""
    if len(sites) <= _FEWEST_LABELS:
        return 0.0
    filled = [index for index, line in enumerate(page.lines) if index not in page.skipped and line.text.strip()]
    labels = {site.index for site in sites}
    # A label in each five lines or so: one or two stray ones above the whole call explain nothing.
    dense = len(labels) * 25 >= len(filled)
    return sum(index >= sites[0].index for index in filled) / len(filled) if filled and dense else 0.0


def _score(page: Page, grammar: Grammar, sites: Sequence[Site], trusted: set[int]) -> float:
    """Return the share of the text under labels, less what speaks against the grammar."""
    spoken = [site for position, site in enumerate(sites) if has_speech(page, sites, position)]
    names = {name_key(site.label.name) for site in sites}
    # One person may speak alone; then the label must stand twice and be one by its own words.
    alone = bool(spoken) and all(site.sure for site in sites) and grammar.doubled
    if not alone and min(len(spoken), len(names)) < _FEWEST_LABELS:
        return 0.0
    sizes = [0 if index in page.skipped else len(line.text.strip()) for index, line in enumerate(page.lines)]
    total = sum(sizes)
    under = sum(sizes[spoken[0].index :])
    # Labels with nothing under them are a roster or headings, unless the grammar prints each twice.
    filled = min(1.0, len(spoken) / len(sites) * (2 if grammar.doubled else 1))
    own = {site.index for site in sites} | {site.detail for site in sites}
    missed = len(trusted - own)
    explained = len(own) / (len(own) + missed) if own else 0.0
    return under / total * (0.5 + filled / 2) * explained if total else 0.0


def has_speech(page: Page, sites: Sequence[Site], position: int) -> bool:
    """Whether speech follows a label before the next one."""
    site = sites[position]
    following = sites[position + 1] if position + 1 < len(sites) else None
    text = page.lines[site.index].text
    if following is not None and following.index == site.index:
        return bool(text[site.end : following.start].strip())
    if text[site.end :].strip():
        return True
    end = following.index if following is not None else len(page.lines)
    if any(
        page.lines[index].text.strip() and index not in page.skipped and index != site.detail
        for index in range(site.index + 1, end)
    ):
        return True
    return following is not None and bool(page.lines[following.index].text[: following.start].strip())
