"""Names and terms of an original, and whether the rendition has them."""

from __future__ import annotations

from collections.abc import Iterator

from duizhao.gaps.entities import folded
from duizhao.gaps.measures import Check
from duizhao.gaps.naming import Names, latin_names, people_of, places_in, rendering_of
from duizhao.gaps.views import BeadView, PassageView, Side, Views
from duizhao.vocabulary import Lang


def checked_names(view: BeadView, passage: PassageView, views: Views, names: Names) -> tuple[Check, ...]:
    """Check the people, places and Latin names of a bead's source against its passage's target.

    A passage in one language has none: a recogniser's spelling of a name says nothing of the interpreter.
    """
    if (view.source.lang is Lang.ZH) is (passage.target.lang is Lang.ZH):
        return ()
    people = ((one.text, rendering_of(one, passage.target)) for one in people_of(view.source, views, names))
    checks = (*people, *_places(view.source, passage.target), *_products(view.source, passage.target, views))
    return tuple(Check(said, found, bool(found)) for said, found in dict(reversed(checks)).items())


def _places(source: Side, target: Side) -> Iterator[tuple[str, str]]:
    named = places_in(source.text)
    held = {one.chinese: one.found for one in places_in(target.text)} if named else {}
    for one in named:
        yield one.found, held.get(one.chinese, "")


def _products(source: Side, target: Side, views: Views) -> Iterator[tuple[str, str]]:
    """Yield names with figures, which keep their letters in every language; others may be transliterated."""
    named = [one for one in latin_names(source, views) if any(map(str.isdigit, one.text))]
    text = folded(target.text) if named else ""
    for one in named:
        yield one.text, one.text if folded(one.text) in text else ""


def checked_terms(view: BeadView, passage: PassageView, names: Names) -> tuple[Check, ...]:
    """Check the glossary's terms that a bead's source holds against its passage's target."""
    out: list[Check] = []
    for term, renderings in names.glossary.in_text(view.source.text):
        found = next((form for form in renderings if names.glossary.holds(passage.target.text, form)), "")
        out.append(Check(term, found, bool(found)))
    return tuple(out)
