"""The runner's steps as Celery tasks, for installations that run workers. Brokers carry hints; the truth is rows."""

from celery import shared_task

from dispatch.board import engine, runner


@shared_task(name="board.place", ignore_result=True)
def place() -> int:
    """Place and assign what waits."""
    return engine.step()


@shared_task(name="board.tick", ignore_result=True)
def tick() -> int:
    """Fire what is due and move the outbox on."""
    return runner.timer_step()
