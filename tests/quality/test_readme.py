"""The README's output is what the program puts out; `test_pages` runs its commands and its Python."""

import re

import pytest

from quality import floors, readme, samples

README = readme.README.read_text("utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme") / "corpus"
    samples.score_samples(folder)
    return folder


def test_blocks_are_up_to_date(corpus):
    fresh = readme.blocks(floors.load(), corpus)
    for path in readme.READMES:
        text = path.read_text("utf-8")
        assert readme.render(text, fresh) == text, f"python tests/quality/readme.py brings {path.name} up to date"


def test_a_block_without_a_place_is_refused():
    with pytest.raises(ValueError, match="0 places for 'after'"):
        readme.render("no place", {"after": "text"})


def parts(text: str) -> list[list[str]]:
    """Return the blocks of a README without what is said beside commands."""
    blocks = re.findall(r"^```\w+\n.*?^```$", text, re.DOTALL | re.MULTILINE)
    return [[re.sub(r"\s+# .*", "", line) for line in block.split("\n")] for block in blocks]


def test_readmes_have_the_same_blocks():
    """The commands and examples of one are those of the other, and so run with it."""
    english, chinese = (parts(path.read_text("utf-8")) for path in readme.READMES)
    assert english == chinese


def test_readmes_have_the_same_parts():
    english, chinese = (path.read_text("utf-8") for path in readme.READMES)
    for pattern in (r"^#+ ", r"^\| `", r"^- \*\*", r"\]\((?![#h])[^)]+\)"):
        found = [re.findall(pattern, text, re.MULTILINE) for text in (english, chinese)]
        assert [one.replace("README.zh.md", "README.md") for one in found[0]] == found[1]


def test_links_inside_a_readme_lead_somewhere():
    for path in readme.READMES:
        text = path.read_text("utf-8")
        # As GitHub makes them: marks away, blanks to hyphens.
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        anchors = {re.sub(r"[^\w\s-]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors, path.name
