"""Structured and timed formats: what lines each file gives, and why others are refused.

A case's source is a file name and, below it, the file. A line is begin, finish, label, what follows the label, partner.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from duizhao.errors import InputError
from duizhao.reading import Source, read
from duizhao.records import Line
from golden.loading import cases


def parts(line: Line) -> list[object]:
    label = line.label.text if line.label else None
    return [line.begin, line.finish, label, line.text[line.label_end :], line.partner]


@pytest.mark.parametrize("case", cases("structured"))
def test_structured(case: dict[str, Any], tmp_path: Path) -> None:
    name, _, text = case["source"].partition("\n")
    (tmp_path / name).write_bytes(text.encode())
    source, wanted = Source(tmp_path / name, name), case["expected"]
    if "code" in wanted:
        with pytest.raises(InputError) as caught:
            read(source)
        assert caught.value.code == wanted["code"]
        assert wanted["says"] in caught.value.message
        assert caught.value.help
        return
    document = read(source)
    assert [parts(line) for line in document.lines] == wanted["lines"]
    assert [warning.partition(":")[0] for warning in document.warnings] == wanted["warnings"]
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    for line in document.lines:
        assert line.label_end == 0 or line.text.startswith(f"{line.label and line.label.text}: ")
        assert all(line.text[at : at + 1].strip() for at, _, _ in line.words)
