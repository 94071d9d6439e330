"""Workers for installations that have a broker: `celery -A dispatch.celery worker -B`.

Tasks are the same steps that the server's threads do; both may run at once, because the steps claim their work in the
database. Nothing on a request's path sends a task.
"""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")

app = Celery("paidan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2},
    # Beat would leave its notes in whatever folder it was started from.
    beat_schedule_filename=str(settings.VAR_DIR / "celerybeat-schedule"),
    beat_schedule={
        "place what waits": {"task": "board.place", "schedule": 1.0, "options": {"expires": 5}},
        "fire what is due": {"task": "board.tick", "schedule": 1.0, "options": {"expires": 5}},
        "tell technicians": {"task": "board.tell", "schedule": 1.0, "options": {"expires": 5}},
    },
)
