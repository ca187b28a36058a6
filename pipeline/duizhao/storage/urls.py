"""Paths and URLs: which of them are on this machine, and the libraries for those that are not."""

from __future__ import annotations

import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, BinaryIO

from duizhao.errors import DuizhaoError, StorageError, UsageError, printable

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
#: What to install for a scheme, as fsspec calls them.
_LIBRARIES = {"s3": "duizhao[s3]", "s3a": "duizhao[s3]", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}
_CHECK = "check address, credentials and network, then run the same command again"
# Bytes that are read ahead. The libraries' own 50 MB would be fetched for each member of an archive: one is 50 kB.
_AHEAD = 1 << 20


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
    from urllib.parse import unquote

    # Not `urlsplit`: it takes what stands behind # and ? in a name for no part of the path.
    host, slash, path = text[found.end() :].partition("/")
    if host not in {"", "localhost"}:
        raise UsageError(
            f"{printable(text)} names the host {host}",
            code="E_URL",
            help="a path on this machine is written file:///with/three/slashes",
        )
    return unquote(slash + path)


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
    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    # Listings that are kept would hide what other processes write.
    options = {"use_listings_cache": False} if scheme in _LIBRARIES else {}
    try:
        # Of the host or bucket alone: fsspec takes :: in a path for a chain of file systems.
        system, _ = fsspec.core.url_to_fs(f"{scheme}://{rest.partition('/')[0]}", **options)
        path = str(system._strip_protocol(f"{scheme}://{rest}")).rstrip("/")  # noqa: SLF001 - what url_to_fs calls
    except ImportError as fault:
        raise UsageError(
            f"{printable(url)}: {fault}", code="E_NO_EXTRA", help=f'pip install "{_LIBRARIES.get(scheme, scheme)}"'
        ) from fault
    except ValueError as fault:
        raise _no_such_url(url, str(fault)) from fault
    if not path:
        raise _no_such_url(url, "it names no bucket")
    return system, path


def _no_such_url(url: str, why: str) -> UsageError:
    return UsageError(
        f"{printable(url)}: {why}", code="E_URL", help="s3://bucket/prefix, gs://bucket/prefix, or a path"
    )


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
            StorageError: The store is closed to us altogether.
        """
        files, path = filesystem(self.url)
        try:
            stream: BinaryIO = files.open(path, "rb", block_size=_AHEAD)
        except PermissionError:
            _refuse_closed(files, path, self.url)
            raise
        return stream


def _refuse_closed(files: Any, path: str, url: str) -> None:
    """Refuse a store that is closed to us: one object may be, all of them are with wrong or outworn credentials.

    Raises:
        StorageError: What the object lies in is closed too. Its cause is left out: that of the object alone has it.
    """
    try:
        files.info(path.rpartition("/")[0])
    except FileNotFoundError:
        return
    except faults() as fault:
        raise _unreachable(url, fault) from None


def find_file(url: str) -> RemoteFile | None:
    """Return the file at a URL; null where there is none.

    Raises:
        StorageError: The store cannot be reached.
    """
    files, path = filesystem(url)
    with translated(url):
        try:
            facts = files.info(path)
        except FileNotFoundError:
            return None
        except PermissionError:  # whoever opens it will be told
            return RemoteFile(url, 0, "")
    return _file(url, facts) if facts["type"] == "file" else None


def find_files(url: str) -> list[RemoteFile]:
    """List the files under a URL, or the one that stands there, sorted; an empty list where there is nothing.

    Raises:
        StorageError: The store cannot be reached or refuses.
    """
    files, path = filesystem(url)
    try:
        with translated(url):
            found = files.find(path, detail=True)
    except FileNotFoundError:
        return []
    top = url.rstrip("/")
    return [
        _file(top + str(name).removeprefix(path), facts)
        for name, facts in sorted(found.items())
        # Consoles of stores keep an object of no bytes for each folder.
        if facts["size"] is not None and facts["type"] == "file" and not str(name).endswith("/")
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
    except (FileNotFoundError, DuizhaoError):
        raise
    except faults() as fault:
        raise _unreachable(url, fault) from fault


def _unreachable(url: str, fault: Exception) -> StorageError:
    # The libraries' messages may have several lines, and none at all.
    why = " ".join(str(fault).split()) or type(fault).__name__
    return StorageError(f"{url}: {why}", code="E_STORAGE", help=_CHECK)


def faults() -> tuple[type[Exception], ...]:
    """Return what the libraries of stores raise; theirs are no kinds of `OSError` throughout."""
    found: list[type[Exception]] = [OSError]
    for module, names in (
        ("botocore.exceptions", ("BotoCoreError", "ClientError")),
        ("botocore.parsers", ("ResponseParserError",)),
        ("aiohttp", ("ClientError",)),
        ("google.auth.exceptions", ("GoogleAuthError",)),
    ):
        loaded: Any = sys.modules.get(module)
        found += [getattr(loaded, name) for name in names if loaded is not None]
    return tuple(found)
