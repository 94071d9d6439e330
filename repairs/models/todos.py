"""What waits for a person (待办): one row for each decision or deed that somebody owes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from coverage.models import Station
from dispatch.kernel.models import Node
from repairs.models.orders import WorkOrder


class Todo(models.Model):
    """Owed by `owner`, or by anybody who holds `role` at `node`, until `due_at`.

    `level` says who has been called: 0 the owner, 1 the stand-in (AB角), from 2 on the line above, at `called_node`.
    A confidential one is on no board; only its own access function shows it.
    """

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40, help_text="what it is about: 'withdrawal:12', 'case:4'")
    order = models.ForeignKey(WorkOrder, null=True, on_delete=models.CASCADE, related_name="todos")
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    role = models.CharField(max_length=12)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="todos")
    called = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    called_node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    is_confidential = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(closed_at__isnull=True), name="todo_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["node", "due_at"], condition=Q(closed_at__isnull=True), name="todo_open"),
            models.Index(fields=["order"], name="todo_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
