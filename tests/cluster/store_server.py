"""An object store of its own process, which fails where it is told to.

``POST /__faults__`` takes a list of ``{"method", "path", "status", "code"}``: requests of that method (any where it is
empty) whose path holds that text are answered with that error. ``GET /__faults__`` gives the requests since then.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

_XML = "<?xml version='1.0'?><Error><Code>{0}</Code><Message>{0}, as a test wants it</Message></Error>"


class Store:
    def __init__(self) -> None:
        self._store = DomainDispatcherApplication(create_backend_app)
        self._faults: list[dict[str, Any]] = []
        self._seen: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        path, method = unquote(environ["PATH_INFO"].encode("latin-1").decode()), environ["REQUEST_METHOD"]
        if path == "/__faults__":
            if method == "POST":
                self._faults = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
                self._seen = []
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(self._seen).encode()]
        query = environ.get("QUERY_STRING", "")
        self._seen.append(f"{method} {path}?{query} {environ.get('HTTP_RANGE', '')}")
        for fault in self._faults:
            if fault.get("method", method) == method and fault["path"] in path:
                start(f"{fault['status']} Fault", [("Content-Type", "application/xml")])
                return [b"" if method == "HEAD" else _XML.format(fault["code"]).encode()]
        return self._store(environ, start)


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    server = make_server("127.0.0.1", 0, Store(), threaded=True, request_handler=Quiet)
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()
