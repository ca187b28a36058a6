"""Builds that may be killed: each in a fork of a process that has loaded everything, and has no threads yet.

Reads requests as lines of JSON on standard input, ``{"paths", "out", "kill", "options"}``, and answers each with one:
how the build ended (0, or below zero the signal), and its error.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import aiobotocore.client  # noqa: F401 - loaded before the forks
import s3fs  # noqa: F401

import duizhao
from duizhao.batch.work import warm
from duizhao.durable import KILL_AT
from duizhao.errors import DuizhaoError


def run(request: dict[str, Any]) -> dict[str, Any]:
    near, far = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.environ.pop(KILL_AT, None)
        if request.get("kill"):
            os.environ[KILL_AT] = request["kill"]
        code = ""
        try:
            duizhao.build(request["paths"], request["out"], **request.get("options", {}))
        except DuizhaoError as fault:
            code = str(fault)
        os.write(far, code.encode() or b"-")
        os._exit(0)
    os.close(far)
    with os.fdopen(near) as stream:
        error = stream.read().strip("-")
    status = os.waitpid(child, 0)[1]
    return {"ended": os.waitstatus_to_exitcode(status), "error": error}


if __name__ == "__main__":
    warm()
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)  # noqa: T201
