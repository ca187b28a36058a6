"""Kill builds in an object store at every step: python benchmarks/faults_s3.py.

A first build, and one over a standing corpus whose inputs changed. After each kill what stands there must be no corpus,
the old one or the new one, whole; and the next run must end with the bytes of an undisturbed one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from cluster.calls import LATER, TINY
from cluster.stores import Builds, killed_everywhere, python


def main() -> None:
    """Run both, and print how many kills they outlived."""
    server = python("store_server.py", stdout=subprocess.PIPE)
    try:
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{int((server.stdout or sys.stdin).readline())}"
        os.environ |= {"AWS_ACCESS_KEY_ID": "someone", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
        import s3fs

        files, builds = s3fs.S3FileSystem(use_listings_cache=False), Builds()
        for standing in (False, True):
            bucket = f"faults-{'over' if standing else 'first'}"
            files.mkdir(bucket)
            for folder, objects in (("calls", TINY), ("later", {**TINY, **LATER})):
                for name, data in objects.items():
                    files.pipe_file(f"{bucket}/{folder}/{name}", data)
            since = time.monotonic()
            with tempfile.TemporaryDirectory() as counts:
                steps = killed_everywhere(builds, f"s3://{bucket}", files, Path(counts), standing=standing)
            print(f"{bucket}: killed at each of {steps} steps, {time.monotonic() - since:.0f} s")
        builds.end()
    finally:
        server.kill()


if __name__ == "__main__":
    main()
