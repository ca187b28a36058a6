"""Paths and URLs: which of them are on this machine, and the libraries for those that are not."""

from __future__ import annotations

import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, BinaryIO

from duizhao.errors import StorageError, UsageError, printable

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
#: What to install for a scheme, as fsspec calls them.
_LIBRARIES = {"s3": "duizhao[s3]", "s3a": "duizhao[s3]", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}


def is_remote(place: str | PathLike[str]) -> bool:
    """Tell whether a place is a URL of anything but a file of this machine."""
    found = _SCHEME.match(fspath(place))
    return found is not None and found[1].lower() not in {"file", "local"}


def local_path(place: str | PathLike[str]) -> str:
    """Return the path of a place on this machine: ``file:///calls`` is ``/calls``."""
    text = fspath(place)
    found = _SCHEME.match(text)
    if found is None or is_remote(text):
        return text
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(text)
    if parts.netloc not in {"", "localhost"}:
        raise UsageError(
            f"{printable(text)} names the host {parts.netloc}",
            code="E_URL",
            help="a path on this machine is written file:///with/three/slashes",
        )
    return unquote(parts.path)


def filesystem(url: str) -> tuple[Any, str]:
    """Return fsspec's file system for a URL, and the path in it.

    Raises:
        UsageError: Its library is not installed (``E_NO_EXTRA``), or nothing knows the URL (``E_URL``).
    """
    try:
        import fsspec
    except ImportError as fault:
        raise UsageError(
            f"{url}: fsspec is not installed", code="E_NO_EXTRA", help='pip install "duizhao[s3]"'
        ) from fault
    scheme = url.partition("://")[0].lower()
    try:
        system, path = fsspec.core.url_to_fs(url)
    except ImportError as fault:
        raise UsageError(
            f"{printable(url)}: {fault}", code="E_NO_EXTRA", help=f'pip install "{_LIBRARIES.get(scheme, scheme)}"'
        ) from fault
    except ValueError as fault:
        raise UsageError(
            f"{printable(url)}: {fault}", code="E_URL", help="s3://bucket/prefix, gs://bucket/prefix, or a path"
        ) from fault
    return system, str(path).rstrip("/")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file in an object store.

    Attributes:
        url: Where it is.
        size: Its bytes, when it was listed.
        stamp: Its version then, in a form that only serves to compare.
    """

    url: str
    size: int
    stamp: str

    def open(self) -> BinaryIO:
        """Open it for reading at any offset.

        Raises:
            OSError: It cannot be opened.
        """
        files, path = filesystem(self.url)
        stream: BinaryIO = files.open(path, "rb")
        return stream


def find_file(url: str) -> RemoteFile | None:
    """Return the file at a URL; null where there is none."""
    files, path = filesystem(url)
    with translated(url):
        return _file(url, files.info(path)) if files.isfile(path) else None


def find_files(url: str) -> list[RemoteFile]:
    """List the files under a URL, or the one that stands there, sorted; an empty list where there is nothing.

    Raises:
        StorageError: The store cannot be reached or refuses.
    """
    files, path = filesystem(url)
    with translated(url):
        files.invalidate_cache()
        found = files.find(path, detail=True)
    top = url.rstrip("/")
    return [
        _file(top + str(name).removeprefix(path), facts)
        for name, facts in sorted(found.items())
        if facts["size"] is not None
    ]


def _file(url: str, facts: dict[str, Any]) -> RemoteFile:
    stamp = facts.get("ETag") or facts.get("etag") or facts.get("LastModified") or facts.get("created")
    return RemoteFile(url, int(facts["size"]), str(stamp))


@contextmanager
def translated(url: str) -> Generator[None]:
    """Make what the libraries of stores raise a `StorageError`; a missing file stays `FileNotFoundError`.

    Raises:
        StorageError: In place of theirs (``E_STORAGE``).
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except _faults() as fault:
        raise StorageError(
            f"{url}: {fault}",
            code="E_STORAGE",
            help="check address, credentials and network, then run the same command again",
        ) from fault


def _faults() -> tuple[type[Exception], ...]:
    """Return what the libraries of stores raise; theirs are no kinds of `OSError` throughout."""
    found: list[type[Exception]] = [OSError]
    for module, names in (
        ("botocore.exceptions", ("BotoCoreError", "ClientError")),
        ("aiohttp", ("ClientError",)),
        ("google.auth.exceptions", ("GoogleAuthError",)),
    ):
        loaded: Any = sys.modules.get(module)
        found += [getattr(loaded, name) for name in names if loaded is not None]
    return tuple(found)
