"""After a commit: tell this process that streams moved. No content, no promise; whoever misses it polls.

Listeners run on the committing thread and must be quick (hand over to a loop or set an event). `knock` and `on` are
the same for named jobs of this process, such as the engine.
"""

import logging
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

_listeners: list[Callable[[Mapping[str, int]], None]] = []
_jobs: dict[str, list[Callable[[], None]]] = {}


def listen(listener: Callable[[Mapping[str, int]], None]) -> Callable[[], None]:
    """Be told the new heads after each commit of this process. Gives a function that ends it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def ring(heads: Mapping[str, int]) -> None:
    """Tell every listener. One that fails is logged: the commit has happened and nobody may be told otherwise."""
    for listener in tuple(_listeners):
        try:
            listener(heads)
        except Exception:
            log.exception("a doorbell listener failed")


def on(job: str, wake: Callable[[], None]) -> Callable[[], None]:
    """Have `wake` called when somebody knocks for `job`. Gives a function that ends it."""
    _jobs.setdefault(job, []).append(wake)
    return lambda: _jobs[job].remove(wake)


def knock(job: str) -> None:
    """Hint that there is work for `job`."""
    for wake in list(_jobs.get(job, ())):
        wake()
