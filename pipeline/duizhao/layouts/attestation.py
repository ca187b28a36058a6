"""Attestation: which of the places that look like labels are labels.

A shape alone proves little: "Capital Expenditure" alone on a line looks like a name. A site is taken when its form is
sure, its title or function says so, the roster lists its name, somebody is called by it in the talk, the document
prints it as a label more than once, or what stands around it shows that somebody begins to speak.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from duizhao.labels import is_generic
from duizhao.layouts.grammar import Grammar, Place
from duizhao.layouts.page import LONGEST, Page, Site, looks_like_name, name_key
from duizhao.markers import is_marker_line
from duizhao.records import Label

FEWEST_TIMES = 2
# So many labels that stand twice show that doubling is the rule.
_DOUBLED_RULE = 6
# So many labels that come back show that the document prints labels in this shape.
_SETTLED = 5
_SENTENCE = re.compile(r"[.?!。？！]['\"”’)\]]*\s*$")
_GREETING = re.compile(
    r"(?:ok(?:ay)?[,.] |yes[,.] |yeah[,.] |great[,.] )?(?:thank(?:s| you)|good (?:morning|afternoon|evening|day)|hello|welcome|ladies and|hi\b|congrat|大家|各位|[谢謝]{2}|你好|您好)",
    re.IGNORECASE,
)


def attested(candidates: Sequence[Site], page: Page, grammar: Grammar) -> list[Site]:
    """Return the candidates that are labels.

    Args:
        candidates: What a grammar's shapes found, in order.
        page: The document.
        grammar: The grammar; one that prints each label twice attests by that alone.
    """
    if grammar.doubled:
        return _doubled(candidates, page)
    times = Counter(name_key(site.label.name) for site in candidates)
    titled = {name_key(site.label.name) for site in candidates if site.sure or site.detail >= 0}
    called = _called(page, {name_key(site.label.name): site.label.name for site in candidates})
    firms = sum(bool(site.label.firm) and times[name_key(site.label.name)] >= FEWEST_TIMES for site in candidates)
    attested_names = sum(times[name_key(site.label.name)] >= FEWEST_TIMES for site in candidates)
    out: list[Site] = []
    for site in candidates:
        key = name_key(site.label.name)
        known = site.sure or site.detail >= 0 or key in titled or key in page.roster or key in called
        # Somebody who speaks once: printed with a firm as others are, or right after the operator.
        once = " " in site.label.name and _after_sentence(page, site.index)
        formed = once and bool(site.label.firm) and firms >= FEWEST_TIMES
        announced = once and bool(out) and is_generic(out[-1].label.name) and times[name_key(out[-1].label.name)] > 1
        named = once and attested_names >= _SETTLED and looks_like_name(site.label.name, page)
        greets = once and _GREETING.match(_said_after(page, site)) is not None
        if known or times[key] >= FEWEST_TIMES or formed or announced or named or greets:
            out.append(site)
    return [site for site in out if ", " not in site.label.text or _after_sentence(page, site.index)]


def _said_after(page: Page, site: Site) -> str:
    rest = page.lines[site.index].text[site.end :].strip()
    return rest or next(
        (line.text.strip() for line in page.lines[site.index + 1 : site.index + 3] if line.text.strip()), ""
    )


def _after_sentence(page: Page, index: int) -> bool:
    """Whether the line before ends a sentence, or is no speech."""
    for before in range(index - 1, -1, -1):
        text = page.lines[before].text.strip()
        if before in page.skipped:
            return True
        if text:
            return text[-1] in '.?!…。？！])"”’' or is_marker_line(text)
    return True


def _doubled(candidates: Sequence[Site], page: Page) -> list[Site]:
    """Return the labels of a layout that prints each twice: what stands twice in a row, somewhere.

    Where that is the rule it holds for labels of any form too: names that no pattern takes apart.
    """
    filled = [index for index, line in enumerate(page.lines) if index not in page.skipped and line.text.strip()]
    following = dict(pairwise(filled))
    by_index = {site.index: site for site in candidates}
    twice = {
        _same(site.label.text)
        for site in candidates
        if (other := by_index.get(following.get(site.index, -1))) is not None
        and _same(site.label.text) == _same(other.label.text)
    }
    taken = [site for site in candidates if _same(site.label.text) in twice]
    if len(taken) < _DOUBLED_RULE:
        return taken
    own = {site.index for site in taken}
    for index in filled:
        below = following.get(index, -1)
        text = page.lines[index].text
        same = below >= 0 and _same(text) == _same(page.lines[below].text) and len(text) <= LONGEST
        if same and not own & {index, below} and not _SENTENCE.search(text):
            name, _, title = text.strip().partition(" - ")
            label = Label(text.strip(), name.strip(), title.strip())
            taken += [Site(at, 0, len(page.lines[at].text), label, Place.LINE, sure=False) for at in (index, below)]
            own |= {index, below}
    return sorted(taken, key=lambda site: site.index)


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _called(page: Page, names: Mapping[str, str]) -> frozenset[str]:
    """Return the names that somebody is called by in the talk: "from Ines Falk with", "turn it over to Ines Falk"."""
    wanted = {key: name for key, name in names.items() if len(name.split()) > 1 and key not in page.roster}
    if not wanted:
        return frozenset()
    firsts: dict[str, list[str]] = defaultdict(list)
    for key, name in wanted.items():
        firsts[name.split()[0].lower()].append(key)
    out: set[str] = set()
    for first, text, start in page.calls:
        out |= {
            key
            for key in firsts.get(first, ())
            if text[start : start + len(wanted[key])].lower().startswith(wanted[key].lower())
        }
    return frozenset(out)
