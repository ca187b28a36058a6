"""What the server that starts processes loads once, for all of them."""

import gc
import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    """Says that pandas is not there: pyarrow loads it (0.2 s, 35 MB) to ask whether a list is one of its series."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


sys.meta_path.insert(0, _WithoutPandas())
gc.disable()

from duizhao.batch import work  # noqa: E402

work.warm()
# What is loaded stays: nobody need look through it for rubbish, nor touch its pages, which all processes share.
gc.freeze()
gc.enable()
