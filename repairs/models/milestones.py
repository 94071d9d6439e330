"""Rows of an order's milestones: tries to reach the customer, times promised, corrections asked and decided.

Each is appended and never overwritten: what was said stays, and what holds now is read from all of it. `round` is how
often the order had been re-opened then; a re-opened order begins its promises anew.
"""

from django.db import models
from django.db.models import Q

from repairs.models.orders import WorkOrder


class ContactAttempt(models.Model):
    """Somebody tried to reach the customer. Server time is the truth, the phone's time stands beside it."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="contacts")
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    outcome = models.CharField(max_length=16)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["order", "at"], name="contact_of_order")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%F %H:%M}"


class Promise(models.Model):
    """A time promised to the customer (T3): T3-1 first, T3-2 and T3-3 with a reason, no fourth."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="promised")
    round = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveSmallIntegerField()
    promised_for = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=80)
    made_name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    # When another one took its place; whether before its time or after it says if it was broken.
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round", "sequence"], name="promise_once"),
            models.CheckConstraint(condition=Q(sequence__gte=1, sequence__lte=3), name="promise_no_fourth"),
            models.CheckConstraint(condition=Q(sequence=1) | ~Q(reason=""), name="promise_moved_with_reason"),
        ]

    def __str__(self) -> str:
        return f"T3-{self.sequence} {self.promised_for:%F %H:%M}"


class Correction(models.Model):
    """Somebody says that a milestone was at another time than stamped; somebody else decides. `was` is the stamp."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="corrections")
    round = models.PositiveSmallIntegerField(default=0)
    milestone = models.CharField(max_length=16)
    was = models.DateTimeField(null=True)
    becomes = models.DateTimeField()
    reason = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=80)
    asked_name = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=("", "approved", "refused")), name="correction_verdict"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True) | (~Q(verdict="") & Q(decided_at__isnull=False)),
                name="correction_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | ~Q(decided_by=models.F("asked_by")), name="correction_by_two"
            ),
            models.UniqueConstraint(fields=["order", "milestone"], condition=Q(verdict=""), name="correction_one_open"),
        ]
        indexes = [models.Index(fields=["order"], name="correction_of_order")]

    def __str__(self) -> str:
        return f"{self.milestone} becomes {self.becomes:%F %H:%M} ({self.verdict or 'open'})"
