"""Put on PYTHONPATH, makes inputs of certain names behave badly in whatever process works on them.

Python imports a module of this name when it starts: so worker processes have it too, however they are started.
"""

import os

if os.environ.get("DUIZHAO_TEST_ODD"):
    import collections
    import ctypes
    import itertools
    import signal
    import time
    from pathlib import Path

    from duizhao.batch import work

    _whole = work.process

    def _once(source, action):
        marker = Path(os.environ["DUIZHAO_TEST_ODD"]) / Path(source.name).name
        if not marker.exists():
            marker.touch()
            action()

    def _die():
        os.kill(os.getpid(), signal.SIGKILL)

    def _hang():
        time.sleep(1_000_000)

    _ODD = {
        "kill": lambda _: _die(),
        "kill-once": lambda source: _once(source, _die),
        "segfault": lambda _: ctypes.string_at(0),
        "exit": lambda _: os._exit(7),
        "hang": lambda _: _hang(),
        "hang-once": lambda source: _once(source, _hang),
        # Never comes back from C, where no signal's handler runs.
        "spin": lambda _: collections.deque(itertools.repeat(0), maxlen=0),
        "loop": lambda _: [None for _ in iter(int, 1) if time.process_time() < 0],
        "eat": lambda _: len(b"\1" * (1 << 40)),
        "eat-in-pieces": lambda _: [b"\1" * 1_000_000 for _ in range(100_000)],
        "exhaust": lambda _: (_ for _ in ()).throw(MemoryError),
        "defect": lambda _: 1 // 0,
        "slow": lambda _: time.sleep(0.5),
    }

    def process(source, **settings):
        action = _ODD.get(Path(source.name).stem)
        if action is not None:
            action(source)
        return _whole(source, **settings)

    work.process = process
