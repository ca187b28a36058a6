"""The README's output is what the program puts out; `test_pages` runs its commands and its Python."""

import pytest

from quality import floors, readme, samples

README = readme.README.read_text("utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme") / "corpus"
    samples.score_samples(folder)
    return folder


def test_blocks_are_up_to_date(corpus):
    fresh = readme.render(README, readme.blocks(floors.load(), corpus))
    assert fresh == README, "python tests/quality/readme.py brings README.md up to date"


def test_a_block_without_a_place_is_refused():
    with pytest.raises(ValueError, match="0 places for 'after'"):
        readme.render("no place", {"after": "text"})
