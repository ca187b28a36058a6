"""The files of the site: pages that carry their script, style and data, and a policy that lets nothing else in."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any

from duizhao.corpus.reader import Corpus
from duizhao.errors import CorpusError
from duizhao.exports.format import Output, check_free, replacing
from duizhao.reading_view.marks import visible
from duizhao.viewer.figures import Gathered
from duizhao.viewer.model import call_data

Row = dict[str, Any]
INDEX, PLOTS, CALLS = "index.html", "corpus.html", "calls"
_SHARED = ("dom.js", "words.js")
#: The scripts of each kind of page, in the order in which one needs the other.
SCRIPTS = {
    "index": (*_SHARED, "table.js", "index.js"),
    "corpus": (*_SHARED, "plots.js", "corpus.js"),
    "call": (
        *_SHARED,
        *("plots.js", "data.js", "corrections.js", "render.js", "tips.js", "filters.js", "search.js"),
        *("beads.js", "boundaries.js", "dialogs.js", "keyboard.js", "call.js"),
    ),
}
_IMPORT = re.compile(r"^import .*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|let|class)", re.MULTILINE)
#: What cannot stand in a script element, or not in a line of JavaScript.
_UNSAFE = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


@dataclass(frozen=True, slots=True)
class Site:
    """What was written.

    Attributes:
        place: The folder.
        index: The page to open.
        calls: How many calls have a page.
    """

    place: Path
    index: Path
    calls: int


def write_site(corpus: Corpus, dest: str | PathLike[str], *, force: bool = False) -> Site:
    """Write a corpus as a web site that needs no server.

    Args:
        corpus: The corpus; of what is chosen of it, whole calls are shown.
        dest: The folder.
        force: Replace what stands there.

    Raises:
        UsageError: The place is taken or cannot be written to (``E_OUT_TAKEN``).
        CorpusError: A table cannot be read, or a transcript's identifier is no file name (``E_CORPUS_UNREADABLE``).
    """
    place = Path(dest)
    check_free(place, corpus, force=force)
    gathered = Gathered()
    with replacing(place, single=False) as output:
        for call in corpus:
            data = call_data(call)
            gathered.add(call, data["figures"])
            title = data["call"]["company"] or data["call"]["title"] or data["call"]["source"]
            told = " · ".join(filter(None, (title, data["call"]["period"])))
            _write(output, f"{CALLS}/{_named(call.transcript_id)}.html", "call", told, _signed(corpus, data))
        index = _signed(corpus, {"calls": gathered.calls})
        _write(output, INDEX, "index", "Calls", index)
        _write(output, PLOTS, "corpus", "Corpus", _signed(corpus, {"calls": gathered.calls, "plots": gathered.plots()}))
    return Site(place, place / INDEX, len(gathered.calls))


def _named(key: str) -> str:
    if not _NAME.fullmatch(key):
        raise CorpusError(
            f"the transcript {key!r:.80} cannot name a file",
            code="E_CORPUS_UNREADABLE",
            help="identifiers are of letters, digits, - and _; build the corpus with duizhao",
        )
    return key


def _signed(corpus: Corpus, data: Row) -> Row:
    # By it a browser tells corrections of one build from those of another.
    key = sha256(corpus.info.signature.encode()).hexdigest()[:16]
    return {"corpus": key, "version": corpus.info.version, **data}


def _write(output: Output, name: str, kind: str, title: str, data: Row) -> None:
    with output.text(name) as stream:
        stream.write(page(kind, title, data))


def page(kind: str, title: str, data: Row) -> str:
    """Write a page.

    Args:
        kind: ``index``, ``corpus`` or ``call``.
        title: In the browser's tab; any text.
        data: What the script shows.
    """
    code, style = script(SCRIPTS[kind]), stylesheet()
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(code, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(visible(title))} · duizhao</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body class="{kind}">
<noscript><p>This page shows its data with a script: allow scripts to read it.</p></noscript>
<script type="application/json" id="data">{embedded(data)}</script>
<script type="module">{code}</script>
</body>
</html>
"""


def embedded(data: Row) -> str:
    """Write data as JSON that cannot end the element it stands in."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_UNSAFE)


def policy(code: str, style: str) -> str:
    """Return the policy under which only this script and this style count, and nothing is fetched."""
    return (
        f"default-src 'none'; script-src {_digest(code)}; style-src {_digest(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def script(names: Sequence[str]) -> str:
    """Put modules into one: what one imports from another stands above it."""
    return "".join(_EXPORT.sub("", _IMPORT.sub("", _static(name))) for name in names)


@cache
def stylesheet() -> str:
    """Return the style of every page."""
    return "".join(_static(name) for name in ("base.css", "reading.css", "print.css"))


def _static(name: str) -> str:
    return (files("duizhao.viewer") / "static" / name).read_text("utf-8")
