"""Pin the floors to what is reached now, and the samples' rows, and write the figures into the README.

    python tests/quality/pin.py [--allow-regression] [--rows]

A floor is never lowered, and other data never taken, without the first option, and other rows never without the
second: whoever gives it answers for it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from quality import gaps, readme, rows, samples, seeds
from quality.floors import Pinned, Scores, floors_of, load, save


class RefusedError(Exception):
    """The floors would fall, or rest on other data; or rows are other rows."""


def pin(name: str, old: Pinned | None, digest: str, scores: Scores, *, allow_regression: bool) -> Pinned:
    """Return the floors for some scores.

    Raises:
        RefusedError: A floor would be lowered or dropped, or the data are not those of the old floors, and
            `allow_regression` was not given.
    """
    new = Pinned(digest, floors_of(scores))
    if old is None or allow_regression:
        return new
    reasons = [] if old.digest == digest else [f"{name}: the data are not those of the pinned floors"]
    for doc, floors in old.floors.items():
        for key, floor in floors.items():
            now = new.floors.get(doc, {}).get(key)
            if now is None or now < floor:
                reasons.append(
                    f"{name}: {doc} {key}: {floor:.3f} would become {'nothing' if now is None else f'{now:.3f}'}"
                )
    if reasons:
        raise RefusedError("\n".join(reasons))
    return new


def pin_rows(old: rows.Rows | None, now: rows.Rows, *, allow: bool) -> rows.Rows:
    """Return the rows to pin.

    Raises:
        RefusedError: They are other rows than those that were pinned, and `allow` was not given.
    """
    found = [] if old is None or allow else rows.changes(old, now)
    if found:
        raise RefusedError("\n".join(found))
    return now


def main() -> int:
    """Read the command line, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--allow-regression", action="store_true", help="lower floors, take other data")
    parser.add_argument("--rows", action="store_true", help="take other rows of the samples")
    args = parser.parse_args()
    allow = args.allow_regression
    pinned = load()
    with TemporaryDirectory() as folder:
        measured = {
            "samples": (samples.sample_digest(), samples.score_samples(Path(folder) / "samples")),
            "gaps": (gaps.data_digest(), gaps.measure(Path(folder) / "gaps").scores()),
        }
        reason = seeds.absent()
        if reason:
            print(f"{reason}; their floors stay as they are")
        else:
            measured["seeds"] = (seeds.seed_digest(), seeds.score_seeds(Path(folder) / "seeds"))
        try:
            for name, (digest, scores) in measured.items():
                pinned[name] = pin(name, pinned.get(name), digest, scores, allow_regression=allow)
            made = pin_rows(rows.load(), rows.sample_rows(Path(folder) / "rows"), allow=args.rows)
        except RefusedError as refused:
            print(
                f"{refused}\nnothing was written; --allow-regression (floors), --rows (rows) write it all the same",
                file=sys.stderr,
            )
            return 1
        save(pinned)
        rows.save(made)
        readme.write(pinned, Path(folder) / "samples")
    print("floors.json, rows.json and README.md hold what is reached now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
