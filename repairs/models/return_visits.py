"""Return visits (回访): whether it was solved and how it was, asked after the end, each attempt signed."""

from django.db import models
from django.db.models import F, Q

from coverage.models import Station
from dispatch.kernel.models import Node
from repairs.models.cases import Case
from repairs.models.orders import UTILITIES, WorkOrder


class ReturnVisit(models.Model):
    """One call owed, or one answer given by the customer unasked, about one round of an order or of a case.

    `round` is how often the matter had been taken up again before. `why_sampled` says why this one is asked; of one
    that was drawn, `draw` (0 to 99) lies below `percent`.
    """

    class Kind(models.TextChoices):
        ORDER = "order"
        GAS_LEAK = "gas_leak"
        CHILD = "child"
        COMPLAINT = "complaint"
        OPINION = "opinion"

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        UNREACHABLE = "unreachable"
        ANSWERED_BY_LINK = "answered_by_link"
        DROPPED = "dropped"

    order = models.ForeignKey(WorkOrder, null=True, on_delete=models.CASCADE, related_name="return_visits")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="return_visits")
    round = models.PositiveSmallIntegerField(default=0)
    number = models.CharField(max_length=20)
    utility = models.CharField(max_length=12, choices=UTILITIES, blank=True)
    business_type = models.CharField(max_length=30)
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind)
    why_sampled = models.CharField(max_length=12)
    percent = models.PositiveSmallIntegerField(null=True)
    draw = models.PositiveSmallIntegerField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.DUE)
    solved = models.BooleanField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    answers = models.JSONField(default=dict)
    comment = models.CharField(max_length=500, blank=True)
    needs_follow_up = models.BooleanField(default=False)
    done_by = models.CharField(max_length=80, blank=True)
    done_name = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round"], name="return_visit_once_of_order"),
            models.UniqueConstraint(fields=["case", "round"], name="return_visit_once_of_case"),
            models.CheckConstraint(
                condition=Q(order__isnull=False, case__isnull=True) | Q(order__isnull=True, case__isnull=False),
                name="return_visit_of_one",
            ),
            models.CheckConstraint(condition=Q(satisfaction__range=(1, 5)), name="return_visit_stars"),
            models.CheckConstraint(condition=Q(draw=None) | Q(draw__lt=F("percent")), name="return_visit_draw_below"),
            models.CheckConstraint(
                condition=Q(
                    state__in=("done", "answered_by_link"),
                    solved__isnull=False,
                    satisfaction__isnull=False,
                    done_at__isnull=False,
                )
                | Q(state__in=("due", "unreachable", "dropped"), solved=None, satisfaction=None, done_at=None),
                name="return_visit_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["node", "due_at"], condition=Q(state="due"), name="return_visit_due"),
            models.Index(fields=["done_at"], name="return_visit_done_at"),
        ]

    def __str__(self) -> str:
        return f"return visit {self.pk} of {self.number} ({self.state})"


class ReturnVisitAttempt(models.Model):
    """A call, whatever came of it. Written once."""

    visit = models.ForeignKey(ReturnVisit, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    outcome = models.CharField(max_length=14)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["visit", "at"], name="return_visit_attempts")]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at:%F %H:%M}"
