"""Build the wheel, look into it, and build a corpus with it away from the sources: python tests/packaging/wheel.py."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {"duizhao": ROOT / "pipeline" / "duizhao", "duizhao_models": ROOT / "models" / "duizhao_models"}


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command and return what it prints; stop with its messages where it fails."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def expected() -> set[str]:
    """List the files that a wheel must hold: those of the two packages that git tracks."""
    names: set[str] = set()
    for package, folder in SOURCES.items():
        tracked = run("git", "ls-files", "-z", ".", cwd=folder)
        names |= {f"{package}/{name}" for name in tracked.split("\0") if name}
    return names


def build_wheel(folder: Path) -> None:
    """Build the wheel with pip, or with uv in an environment that uv made, which has no pip."""
    if find_spec("pip"):
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    else:
        run("uv", "build", "--quiet", "--wheel", "--out-dir", folder, ROOT, cwd=folder)


def install(wheel: Path, site: Path) -> None:
    """Install the wheel alone into a folder."""
    if find_spec("pip"):
        run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel, cwd=site.parent)
    else:
        options = ("--quiet", "--no-deps", "--python", sys.executable, "--target", site)
        run("uv", "pip", "install", *options, wheel, cwd=site.parent)


def main() -> None:
    """Build, compare, install, use."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        build_wheel(folder)
        (wheel,) = folder.glob("*.whl")
        held = {entry for entry in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in entry}
        if held != expected():
            sys.exit(f"wheel and git differ: {sorted(held ^ expected())}")
        site = folder / "site"
        install(wheel, site)
        samples = folder / "samples"
        shutil.copytree(ROOT / "corpus" / "samples", samples)
        where = run(sys.executable, "-c", "import duizhao; print(duizhao.__file__)", cwd=folder, PYTHONPATH=str(site))
        if not Path(where).is_relative_to(site):
            sys.exit(f"the sources were used, not the wheel: {where}")
        run(sys.executable, "-m", "duizhao", "build", samples, "-o", folder / "wheel", cwd=folder, PYTHONPATH=str(site))
        run(sys.executable, "-m", "duizhao", "build", samples, "-o", folder / "sources", cwd=folder)
        for file in sorted((folder / "sources").rglob("*")):
            twin = folder / "wheel" / file.relative_to(folder / "sources")
            if file.is_file() and not filecmp.cmp(file, twin, shallow=False):
                sys.exit(f"wheel and sources build different corpora: {twin.name}")
        print(f"{wheel.name}: {len(held)} files, as in git; it builds the samples as the sources do")


if __name__ == "__main__":
    main()
