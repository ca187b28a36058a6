"""Score the model of roles on companies that it never saw.

    duizhao train roles ../shared/archive --samples corpus --out OUT --keep-folds FOLDS
    python tests/quality/roles.py FOLDS [VIEW ...]

Every call of the archive is built with the model of the fold that held its company out; `../shared/score/archive.py`
scores the whole. Views: original, stripped, flat.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from duizhao.corpus.writer import Writer

from duizhao.pipeline import process
from duizhao.reading import find_sources
from duizhao.speakers.role_model import RoleModel, unpack

SHARED = Path(__file__).resolve().parents[3] / "shared"
VIEWS = ("original", "stripped", "flat")


def models(folds: Path) -> dict[str, RoleModel]:
    """Return, per call, the model that never saw its company."""
    out: dict[str, RoleModel] = {}
    for fold, names in json.loads((folds / "folds.json").read_text("utf-8")).items():
        model = unpack((folds / f"{fold}.npz").read_bytes())
        out |= {name.partition("/")[2]: model for name in names}
    return out


def score(view: str, by_call: dict[str, RoleModel], out: Path) -> str:
    """Build one view and return what the archive's scorer prints."""
    writer = Writer(out, version="0", signature="cross-validation")
    for source in find_sources([SHARED / "archive" / view]):
        writer.add(process(source, model=by_call[Path(source.name).stem]))
    writer.finish()
    archive = SHARED / "archive"
    command = [sys.executable, str(SHARED / "score" / "archive.py"), str(out)]
    command += ["--gold", str(archive / "gold"), "--text", str(archive / "stripped")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main(arguments: list[str]) -> None:
    """Print a table per view."""
    by_call = models(Path(arguments[0]))
    for view in arguments[1:] or VIEWS:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{view}\n{score(view, by_call, Path(folder) / 'out')}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
