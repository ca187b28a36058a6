"""Sites: the places where a grammar finds labels, and which of them are attested.

A shape alone proves little: "Capital Expenditure" alone on a line looks like a name. A site is taken when its form is
sure, its title or function says so, the roster lists its name, or the document prints the name as a label elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from duizhao.labels import is_generic, is_placeholder, parse_detail, parse_label, title_role
from duizhao.layouts.grammar import Grammar, Place, Shape
from duizhao.markers import is_marker_line
from duizhao.names import fold
from duizhao.records import Label, Line

_LONGEST = 260
# What a name that is glued to a line's end follows, and one in the middle of a line.
_SENTENCE_END = re.compile(r"(?:[.?!…。？！]['\"”’)\]]?|[\]\)]|--)\s+")
_DIVISION = re.compile(r"\s*(?:[A-Z][\w.&'\u2019-]*,? ){1,6}Research Division\s+")
_FEWEST_TIMES = 2
_GREETING = re.compile(
    r"(?:ok(?:ay)?[,.] |yes[,.] |yeah[,.] |great[,.] )?(?:thank(?:s| you)|good (?:morning|afternoon|evening|day)|hello|welcome|ladies and|hi\b|congrat|大家|各位|[谢謝]{2}|你好|您好)",
    re.IGNORECASE,
)
# A name after the last sentence of a line.
_TAIL = re.compile(r"[.?!…][\"”’)\]]*\s+((?:[A-Z][\w.'\u2019-]*\s){1,3}[A-Z][\w'\u2019-]+)\s*$")


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a label may stand.

    Attributes:
        index: Of its line.
        start: First code point of the label as printed, signs of the layout included.
        end: One past the last; for a label that fills its line the line's length.
        label: Taken apart.
        place: Where in the line.
        sure: Whether form, title or function make it a label without further evidence.
        begin: Seconds, where the label prints a time.
        detail: Index of the line that holds title and firm, -1 for none.
        shape: The shape that found it.
    """

    index: int
    start: int
    end: int
    label: Label
    place: Place
    sure: bool
    begin: float | None = None
    detail: int = -1
    shape: Shape | None = None


def name_key(name: str) -> str:
    """Return what makes two labels' names one: letters folded, and the numbers of nameless speakers."""
    return fold(name) + "".join(character for character in name if character.isdigit())


@dataclass(frozen=True, slots=True)
class Page:
    """A document as grammars see it.

    Attributes:
        lines: All lines.
        skipped: Indices of lines that are no speech whatever the grammar: furniture, rules, headings, rosters.
        roster: Folded name to the listed participant.
        titles: Folded title to the participant, where one alone bears it.
        offsets: Index of a line to the offset where its text begins, after what the layout tags lines with.
        tag: The tag's pattern; null where lines have none.
    """

    lines: Sequence[Line]
    skipped: frozenset[int]
    roster: Mapping[str, Label]
    titles: Mapping[str, Label]
    offsets: Mapping[int, int]
    tag: re.Pattern[str] | None = None


def find_sites(page: Page, grammar: Grammar) -> list[Site]:
    """Return the labels that a grammar finds, in order of the text."""
    whole = [shape for shape in grammar.shapes if shape.place in (Place.LINE, Place.START)]
    candidates = [
        site
        for index, line in enumerate(page.lines)
        if index not in page.skipped and (site := _in_line(page, index, line.text, whole, grammar)) is not None
    ]
    taken = _attested(candidates, page, grammar)
    loose = [shape for shape in grammar.shapes if shape.place in (Place.END, Place.INSIDE)]
    if loose:
        taken = sorted([*taken, *_loose(page, taken, loose)], key=lambda site: (site.index, site.start))
    keys = [shape for shape in grammar.shapes if shape.key]
    if any(not _shown(page, [site for site in taken if site.shape is key]) for key in keys):
        return []
    return taken


def _shown(page: Page, sites: Sequence[Site]) -> bool:
    """Whether a layout's own shape is found twice, or once with a listed name."""
    return len(sites) >= _FEWEST_TIMES or any(fold(site.label.name) in page.roster for site in sites)


def _in_line(page: Page, index: int, text: str, shapes: Sequence[Shape], grammar: Grammar) -> Site | None:
    if page.tag is not None and index not in page.offsets:
        return None
    offset = page.offsets.get(index, 0)
    body = text[offset:]
    head = body[:_LONGEST]
    if not head.strip() or is_marker_line(head):
        return None
    for shape in shapes:
        if shape.place is Place.LINE:
            found = shape.pattern.fullmatch(body) if len(body) <= _LONGEST else None
        else:
            found = shape.pattern.match(head)
        site = _site(page, index, found, shape, grammar, offset) if found else None
        if site is not None and found is not None:
            end = len(text) if shape.place is Place.LINE else offset + found.end()
            return _with_detail(page, replace(site, start=offset, end=end), shape)
    return None


def _site(
    page: Page, index: int, found: re.Match[str], shape: Shape, grammar: Grammar, offset: int
) -> Site | None:
    groups = found.groupdict()
    begin = _seconds(groups["time"]) if groups.get("time") else None
    if groups.get("name"):
        printed = " - ".join(part for part in (groups["name"], groups.get("firm"), groups.get("title")) if part)
        label = Label(printed, groups["name"].strip(), groups.get("title") or "", groups.get("firm") or "")
        if parse_label(label.name) is None and not shape.sure:
            return None
    else:
        known = page.titles.get(fold(groups["label"]))
        text = groups["label"].title() if grammar.lower_case else groups["label"]
        label = replace(known, text=groups["label"].strip()) if known else parse_label(text)
    if label is None:
        return None
    return Site(index, offset, found.end(), label, shape.place, shape.sure or is_strong(label), begin, shape=shape)


def _seconds(time: str) -> float:
    out = 0.0
    for part in time.split(":"):
        out = 60 * out + int(part)
    return out


def is_strong(label: Label) -> bool:
    """Whether a label's own words make it one: a function, a stand-in or a title."""
    return is_generic(label.name) or is_placeholder(label.name) or title_role(label.title) is not None


def _with_detail(page: Page, site: Site, shape: Shape) -> Site:
    """Take title and firm from the line after a label."""
    if not shape.detail:
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
    if parse_label(text) is not None and fold(text) in page.roster:
        return site
    return replace(
        site, label=replace(site.label, title=title or site.label.title, firm=firm or site.label.firm), detail=following
    )


def _attested(candidates: Sequence[Site], page: Page, grammar: Grammar) -> list[Site]:
    if grammar.doubled:
        return _doubled(candidates)
    times = Counter(name_key(site.label.name) for site in candidates)
    titled = {name_key(site.label.name) for site in candidates if site.sure or site.detail >= 0}
    called = _called(page, {name_key(site.label.name): site.label.name for site in candidates})
    firms = sum(bool(site.label.firm) and times[name_key(site.label.name)] >= _FEWEST_TIMES for site in candidates)
    out: list[Site] = []
    for site in candidates:
        key = name_key(site.label.name)
        known = site.sure or site.detail >= 0 or key in titled or key in page.roster or key in called
        # Somebody who speaks once: printed with a firm as others are, or right after the operator.
        once = " " in site.label.name and _after_sentence(page, site.index)
        formed = once and bool(site.label.firm) and firms >= _FEWEST_TIMES
        announced = once and bool(out) and is_generic(out[-1].label.name) and times[name_key(out[-1].label.name)] > 1
        greets = once and _GREETING.match(_said_after(page, site)) is not None
        if known or times[key] >= _FEWEST_TIMES or formed or announced or greets:
            out.append(site)
    return [site for site in out if ", " not in site.label.text or _after_sentence(page, site.index)]


def _said_after(page: Page, site: Site) -> str:
    rest = page.lines[site.index].text[site.end :].strip()
    return rest or next((line.text.strip() for line in page.lines[site.index + 1 : site.index + 3] if line.text.strip()), "")


def _after_sentence(page: Page, index: int) -> bool:
    """Whether the line before ends a sentence, or is no speech."""
    for before in range(index - 1, -1, -1):
        text = page.lines[before].text.strip()
        if before in page.skipped:
            return True
        if text:
            return text[-1] in ".?!…。？！])\"”’" or is_marker_line(text)
    return True


def _doubled(candidates: Sequence[Site]) -> list[Site]:
    """Return the candidates whose label stands twice somewhere."""
    twice = {
        one.label.text
        for one, other in zip(candidates, candidates[1:], strict=False)
        if other.index == one.index + 1 and one.label == other.label
    }
    return [site for site in candidates if site.label.text in twice]


def _called(page: Page, names: Mapping[str, str]) -> frozenset[str]:
    """Return the names that somebody is called by in the talk: "from Ines Falk with", "turn it over to Ines Falk"."""
    wanted = {key: name for key, name in names.items() if len(name.split()) > 1 and key not in page.roster}
    if not wanted:
        return frozenset()
    firsts: dict[str, list[str]] = defaultdict(list)
    for key, name in wanted.items():
        firsts[name.split()[0].lower()].append(key)
    out: set[str] = set()
    pattern = re.compile(r"\b(?:from|line of|over to|back to|introduce|invite|Mr\.|Ms\.|Mrs\.|Dr\.)\s+(?=([A-Z][\w'\u2019.-]*)\s)")
    for line in page.lines:
        for found in pattern.finditer(line.text):
            out |= {
                key
                for key in firsts.get(found[1].lower(), ())
                if line.text[found.start(1) : found.start(1) + len(wanted[key])].lower().startswith(wanted[key].lower())
            }
    return frozenset(out)


def _loose(page: Page, taken: Sequence[Site], shapes: Sequence[Shape]) -> Iterator[Site]:
    """Find attested names that are glued to the ends of lines, or stand in the middle after a sentence."""
    known: dict[str, Label] = _at_ends(page)
    known |= {site.label.name: site.label for site in taken}
    known |= {label.name: label for label in page.roster.values()}
    names = [name for name in known if " " in name or is_generic(name) or is_placeholder(name)]
    ends = next((shape for shape in shapes if shape.place is Place.END), None)
    inside = next((shape for shape in shapes if shape.place is Place.INSIDE), None)
    if inside is not None and "label" in inside.pattern.groupindex and inside.pattern.pattern != "(?P<label>.+)":
        yield from _by_colon(page, taken, inside)
        return
    if not names:
        return
    whole = {site.index for site in taken if site.place is Place.LINE}
    starts = {site.index: site.end for site in taken if site.place is Place.START}
    pattern = re.compile("(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")(?!\w)")
    for index, line in enumerate(page.lines):
        if index in page.skipped or index in whole:
            continue
        for found in pattern.finditer(line.text, starts.get(index, 0)):
            site = _glued(page, index, found, known, ends=ends, inside=inside is not None)
            if site is not None:
                yield _with_detail(page, site, ends) if site.place is Place.END and ends else site


def _at_ends(page: Page) -> dict[str, Label]:
    """Return the names that are glued to the ends of several lines."""
    found = [
        tail[1]
        for index, line in enumerate(page.lines)
        if index not in page.skipped and (tail := _TAIL.search(line.text[-_LONGEST:]))
    ]
    out: dict[str, Label] = {}
    for name, times in Counter(found).items():
        label = parse_label(name) if times >= _FEWEST_TIMES else None
        if label is not None and label.name == name:
            out[name] = label
    return out


def _glued(
    page: Page, index: int, found: re.Match[str], known: Mapping[str, Label], *, ends: Shape | None, inside: bool
) -> Site | None:
    text = page.lines[index].text
    before, after = text[: found.start()], text[found.end() :]
    opens = not before.strip()
    if not opens and not _follows_sentence(before):
        return None
    if not after.strip():
        if ends is None or opens:
            return None
        return Site(index, found.start(), len(text), known[found[0]], Place.END, sure=True, shape=ends)
    # In the middle a sentence of the next speaker must open: "... thank you. Ines Falk Yes, we did."
    if not inside or not re.match(r"\s+[\[(]?[A-Z\u4e00-\u9fff]", after) or is_generic(found[0]):
        return None
    if opens and not re.match(r"\s+(?:[\[(]|[A-Z][a-z']*[,.!? ])", after):
        return None
    return Site(index, found.start(), found.end(), known[found[0]], Place.INSIDE, sure=False)


def _follows_sentence(before: str) -> bool:
    ends = re.search(r"(?:[.?!…。？！\])]|--)['\"”’)\]]*\s+$", before)
    return ends is not None and re.search(r"\b(?:Mr|Ms|Mrs|Dr|St|Jr|Sr|[A-Z])\.\s+$", before) is None


def _by_colon(page: Page, taken: Sequence[Site], shape: Shape) -> Iterator[Site]:
    starts = {(site.index, site.start) for site in taken}
    candidates: list[Site] = []
    for index, line in enumerate(page.lines):
        if index in page.skipped:
            continue
        for end in _SENTENCE_END.finditer(line.text):
            head = line.text[end.end() : end.end() + _LONGEST]
            found = shape.pattern.match(head)
            label = parse_label(found["label"]) if found else None
            if found and label is not None and (index, end.end()) not in starts:
                candidates.append(
                    Site(index, end.end(), end.end() + found.end(), label, Place.INSIDE, is_strong(label))
                )
    times = Counter(fold(site.label.name) for site in [*taken, *candidates])
    for site in candidates:
        if site.sure or times[fold(site.label.name)] >= _FEWEST_TIMES or fold(site.label.name) in page.roster:
            yield site


def past_detail(text: str, site: Site, listed: Label | None) -> int:
    """Return where speech begins after an inline label: after the title or firm that a pasted page prints there."""
    rest = text[site.end :]
    for detail in (listed.title, listed.firm) if listed is not None else ():
        if detail and rest.lstrip().lower().startswith(detail.lower()):
            end = len(rest) - len(rest.lstrip()) + len(detail)
            if re.match(r"\s+\S|\s*$", rest[end:]):
                return site.end + end
    division = _DIVISION.match(rest)
    return site.end + division.end() if division else site.end
