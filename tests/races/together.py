"""Real threads for races: all start at one barrier, each with its own connection, and no error is lost."""

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def together(count: int, work: Callable[[int], Result], *, seconds: float = 60) -> list[Result]:
    """Run `work(0..count-1)` at the same time and give the results in that order; the first error is raised again."""
    barrier = threading.Barrier(count)
    results: dict[int, Result] = {}
    errors: list[BaseException] = []

    def body(place: int) -> None:
        try:
            barrier.wait(seconds)
            results[place] = work(place)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=body, args=(place,), daemon=True) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    if errors:
        raise errors[0]
    assert len(results) == count, "a thread did not finish in time"
    return [results[place] for place in range(count)]
