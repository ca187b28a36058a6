"""In which language people are spoken to; what programs read is the same in all of them.

Texts stand in the source in English. `said` gives one in the language chosen: as the catalogue has it, or in English
where it has nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import east_asian_width

from duizhao.errors import DuizhaoError, UsageError, suggestion

#: Languages that can be asked for.
LANGUAGES = ("en", "zh")
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_PLACE = re.compile(r"\{(\d+)\}")
# What is put into a text may be a text of ours, and hold one in turn; names of files are none.
_DEEPEST = 3
_SHORT = 9
_chosen: ContextVar[str] = ContextVar("duizhao_language", default="en")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with places for what is put in.

    Attributes:
        pattern: Matches the English, a group for each place.
        places: The number of each group's place.
        other: The text in the other language, with the same numbers.
    """

    pattern: re.Pattern[str]
    places: tuple[str, ...]
    other: str

    def filled(self, values: Sequence[str]) -> str:
        """Return the other language's text with what was put in, in the order of the groups."""
        held = dict(zip(self.places, values, strict=True))
        # A blank ends an English sentence; a wide mark brings its own.
        return _PLACE.sub(lambda place: held[place[1]], self.other).replace("？ ", "？")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of a language.

    Attributes:
        exact: By their English.
        templates: Texts with places, those with most text of their own first.
    """

    exact: Mapping[str, str]
    templates: Sequence[Template]

    def say(self, text: str, depth: int = _DEEPEST) -> str:
        """Return a text in the catalogue's language, or as it is."""
        core = text.strip()
        if not core:
            return text
        # One word that was put in is a name or a value, and stays.
        if depth < _DEEPEST and " " not in core:
            return text
        found = self._found(core, depth)
        return text if found is None else text.replace(core, found, 1)

    def _found(self, core: str, depth: int) -> str | None:
        if core in self.exact:
            return self.exact[core]
        for one in self.templates if depth else ():
            if match := one.pattern.fullmatch(core):
                held = [self.say(value, depth - 1) for value in match.groups()]
                return one.filled(held)
        return None


def catalogue_of(entries: Mapping[str, str]) -> Catalogue:
    """Make a catalogue of English texts and what they are in another language."""
    entries = {english.strip(): other.strip() for english, other in entries.items()}
    exact = {english: other for english, other in entries.items() if not _PLACE.search(english)}
    with_places = sorted((text for text in entries if text not in exact), key=_own, reverse=True)
    return Catalogue(exact, tuple(_template(text, entries[text]) for text in with_places))


def _own(text: str) -> int:
    return len(_PLACE.sub("", text))


def _template(english: str, other: str) -> Template:
    parts = _PLACE.split(english)
    # A text that begins with a name and says little else would match many a sentence: the name has no blanks then.
    is_short = not parts[0] and _own(english) < _SHORT
    first = r"('.*?'|\".*?\"|\S+)" if is_short else "(.*?)"
    pattern = "".join((first if at == 1 else "(.*?)") if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return Template(re.compile(pattern, re.DOTALL), tuple(parts[1::2]), other)


@cache
def load_catalogue(language: str) -> Catalogue:
    """Load the texts of a language that is not English."""
    text = (files("duizhao.errors") / f"{language}.toml").read_text("utf-8")
    parts = tomllib.loads(text)
    return catalogue_of({english: other for name in _PARTS for english, other in parts[name].items()})


#: The tables of a catalogue that hold texts; the rest is for who writes it.
_PARTS = ("texts", "typer")


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Choose the language and return it: ``--lang`` before the command, ``DUIZHAO_LANG``, the locale.

    Raises:
        UsageError: There is no such language (``E_LANG``).
    """
    asked = next(_asked(arguments), None) or environment.get("DUIZHAO_LANG")
    language = _known(asked) if asked else _of_locale(environment)
    _chosen.set(language)
    return language


def _asked(arguments: Sequence[str]) -> Iterator[str]:
    """Yield what options before the command ask for, the last first."""
    found: list[str] = []
    rest = iter(arguments)
    for one in rest:
        if not one.startswith("-"):
            break
        name, is_given, value = one.partition("=")
        if name == "--lang" and (given := value if is_given else next(rest, "")):
            found.append(given)
    yield from reversed(found)


def _known(word: str) -> str:
    name = re.split(r"[-_.]", word.lower())[0]
    if name not in LANGUAGES:
        help_ = f"{suggestion(name, LANGUAGES)}there are {', '.join(LANGUAGES)}"
        raise UsageError(f"no language {word!r}", code="E_LANG", help=help_)
    return name


def _of_locale(environment: Mapping[str, str]) -> str:
    # The first that is set decides, as in POSIX.
    locale = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def language() -> str:
    """Return the language chosen."""
    return _chosen.get()


def said(text: str) -> str:
    """Return a text of ours in the language chosen."""
    chosen = language()
    return text if chosen == "en" else load_catalogue(chosen).say(text)


def told(fault: DuizhaoError) -> str:
    """Return an error as `str` does, in the language chosen; the code is the same in all."""
    if language() == "en":
        return str(fault)
    text = f"{fault.code}: {said(fault.message)}"
    remedy = said(fault.help)
    return "\n  ".join([f"{text}（{remedy}）" if remedy else text, *map(said, fault.details)])


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def padded(text: str, columns: int) -> str:
    """Return a text with blanks up to a width."""
    return text + " " * max(0, columns - width(text))
