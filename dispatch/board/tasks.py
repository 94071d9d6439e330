"""The runner's steps as Celery tasks, for installations that run workers. Brokers carry hints; the truth is rows."""

import time

from celery import shared_task

from dispatch.board import engine, runner
from field.telling import sending

ONE_TASK_SECONDS = 5.0
"""A storm is worked off in several tasks, so that ticks of a worker with one hand get their turn between them."""


@shared_task(name="board.place", ignore_result=True)
def place() -> int:
    """Place and assign what waits, until nothing does or the time of one task is over."""
    until = time.monotonic() + ONE_TASK_SECONDS
    moved = 0
    while (step := engine.step()) and time.monotonic() < until:
        moved += step
    return moved + step


@shared_task(name="board.tick", ignore_result=True)
def tick() -> int:
    """Fire what is due and move the outbox on."""
    return runner.timer_step()


@shared_task(name="board.tell", ignore_result=True)
def tell() -> int:
    """Push and text what is due."""
    return sending.step()
