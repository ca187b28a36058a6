"""What duizhao shows to people, read from its source: the templates that a catalogue must have in its language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "pipeline" / "duizhao").rglob("*.py"))
# Functions whose first text is shown, and keywords that are.
_SHOWS = {"said", "BadParameter"}
_KEYWORDS = {"help", "remedy"}
# Names that hold what would help.
_REMEDIES = {"remedy", "help_"}
# Functions that make texts which others show, and tables of such texts.
_TELLS = {
    "errors/__init__.py": {"suggestion", "choices"},
    "corpus/choosing.py": {"_meant"},
    "corrections/applying.py": {"_authors"},
    "gaps/measures/registry.py": {"_instead", "_REASONS", "_NAMED"},
    "reading/decoding.py": {"_SIGNATURES"},
    "reading/plain.py": {"_OTHERS"},
    "reading/__init__.py": {"_FOREIGN"},
    "corrections/patch.py": {"_HELP"},
    "exports/convokit.py": {"_notes"},
    "reading/audit.py": {"_findings"},
    "findings/talk.py": {"_languages"},
    "reading_view/explanation.py": {"lines", "_of_talk"},
    "reading_view/inspection.py": {"_facts", "_layout"},
    "gap_view/findings.py": {"nothing"},
    "gap_view/labels.py": {"closing", "counted", "HEADINGS", "SIDES", "_ABSENT", "_LOOKED_THROUGH"},
    "reading_view/transcript.py": {"_HEADS", "_NOTHING", "_FOLDED"},
    "cli_progress.py": {"_SAYS"},
    "alignment/learned.py": {"_TRAIN"},
    "corpus/manifest.py": {"REBUILD"},
    "storage/urls.py": {"_CHECK"},
}
# Helpers that raise: all their texts are shown.
_RAISES = re.compile(
    r"_?(?:refuse|refusal|wrong|fault|damaged|no_such_url|too_large|too_long|Finding|file_bytes|unused)"
)
_WARNING = re.compile(r"W_[A-Z_]+")
_CODE = re.compile(r"[EWV]_[A-Z_]+")
_WORD = re.compile(r"[a-z]{2}")


def template(node: ast.expr) -> str | None:
    """Return a text with numbers for what is put in; null for what is no text."""
    parts = list(_parts(node))
    numbers = iter(range(len(parts)))
    text = "".join(f"{{{next(numbers)}}}" if one is None else one for one in parts)
    return text if any(parts) else None


def _parts(node: ast.expr) -> Iterator[str | None]:
    """Yield the parts of a text in order, null for each that is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield str(part.value) if isinstance(part, ast.Constant) else None
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield None


def templates(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may become."""
    if isinstance(node, ast.IfExp):
        yield from templates(node.body)
        yield from templates(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from templates(value)
    elif isinstance(node, ast.Tuple | ast.List):
        for value in node.elts:
            yield from templates(value)
    elif (found := template(node)) is not None:
        yield found


def has_words(text: str) -> bool:
    """Whether there is something to translate: more than places for names, codes and punctuation."""
    return _WORD.search(_CODE.sub("", re.sub(r"\{\d+\}", "", text))) is not None


def paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n")]


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def _of_call(node: ast.Call) -> Iterator[str]:
    keywords = {one.arg: one.value for one in node.keywords}
    if ("code" in keywords or _called(node) in _SHOWS) and node.args:
        yield from templates(node.args[0])
    if _RAISES.fullmatch(_called(node)):
        for one in (*node.args, *keywords.values()):
            yield from templates(one)
    for name in _KEYWORDS & keywords.keys():
        yield from templates(keywords[name])


def _told(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield what functions return and tables hold that make texts for others to show."""
    names = _TELLS.get(path.relative_to(ROOT / "pipeline" / "duizhao").as_posix(), set())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from _of_function(node, returns=node.name in names)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if {one.id for one in targets if isinstance(one, ast.Name)} & (names | _REMEDIES):
                for value in node.value.values if isinstance(node.value, ast.Dict) else [node.value]:
                    yield from templates(value)


def _of_function(node: ast.FunctionDef, *, returns: bool) -> Iterator[str]:
    """Yield the defaults of what would help; and what it returns and yields, where that is shown."""
    defaults = zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)
    for one, value in (*defaults, *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)):
        if one.arg in _REMEDIES and value is not None:
            yield from templates(value)
    for inner in ast.walk(node) if returns else ():
        if isinstance(inner, ast.Yield | ast.Return) and inner.value is not None:
            yield from templates(inner.value)


def _commands(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield the help of commands: the docstrings of the public functions of the command line."""
    if path.name.startswith("cli") and path.name != "cli_progress.py":
        for node in tree.body:
            is_command = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if is_command and node.name != "main":
                yield from paragraphs(ast.get_docstring(node) or "")


def shown(paths: Iterable[Path] = SOURCES) -> dict[str, str]:
    """Return every template that is shown, with the place it was first met at."""
    out: dict[str, str] = {}
    for path in paths:
        tree = ast.parse(path.read_text("utf-8"))
        whole = [one for node in ast.walk(tree) if isinstance(node, ast.Call) for one in _of_call(node)]
        whole += [one for one in _strings(tree) if _WARNING.match(one) and " " in one]
        for one in (*whole, *_told(path, tree), *_commands(path, tree)):
            if has_words(one):
                out.setdefault(one.strip(), path.relative_to(ROOT).as_posix())
    return out


def _strings(tree: ast.AST) -> Iterator[str]:
    """Yield every text, whole: not the parts of those with places."""
    for node in ast.iter_child_nodes(tree):
        text = template(node) if isinstance(node, ast.JoinedStr | ast.Constant | ast.BinOp) else None
        if text is not None:
            yield text
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _strings(part.value)
        else:
            yield from _strings(node)


def every_template(paths: Iterable[Path] = SOURCES) -> set[str]:
    """Return every text of the source, shown or not, whole and by paragraph."""
    out: set[str] = set()
    for path in paths:
        for found in _strings(ast.parse(path.read_text("utf-8"))):
            out |= {found.strip(), *paragraphs(found)}
    return out
