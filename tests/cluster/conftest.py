"""An object store and its contents, for builds in this process and in others."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Generator, Mapping
from typing import Any

import pytest

from cluster.stores import Builds, Put, Server, python


@pytest.fixture(scope="session")
def server() -> Generator[Server]:
    pytest.importorskip("moto")
    process = python("store_server.py", stdout=subprocess.PIPE)
    assert process.stdout is not None
    address = f"http://127.0.0.1:{int(process.stdout.readline())}"
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "FSSPEC_"))]:
            patch.delenv(name)
        # In the environment: worker processes and command lines inherit it.
        patch.setenv("AWS_ENDPOINT_URL", address)
        patch.setenv("AWS_ACCESS_KEY_ID", "someone")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "something")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield Server(address)
    process.kill()
    process.communicate()


@pytest.fixture
def store(server: Server) -> Generator[Server]:
    """The object store, without faults before and after."""
    server.fail()
    yield server
    server.fail()


@pytest.fixture
def files(store: Server) -> Any:
    """The object store as s3fs shows it."""
    s3fs = pytest.importorskip("s3fs")
    assert store.address == os.environ["AWS_ENDPOINT_URL"]
    return s3fs.S3FileSystem(use_listings_cache=False)


@pytest.fixture
def bucket(files: Any) -> str:
    name = f"calls-{uuid.uuid4().hex[:12]}"
    files.mkdir(name)
    return f"s3://{name}"


@pytest.fixture
def put(files: Any, bucket: str) -> Put:
    """Put objects under a prefix; returns its URL."""

    def write(objects: Mapping[str, bytes], under: str = "calls") -> str:
        for name, data in objects.items():
            files.pipe_file(f"{bucket}/{under}/{name}", data)
        return f"{bucket}/{under}"

    return write


@pytest.fixture(scope="session")
def builds(server: Server) -> Generator[Builds]:
    assert server.address == os.environ["AWS_ENDPOINT_URL"]
    running = Builds()
    yield running
    running.end()
