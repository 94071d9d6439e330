"""Arrivals that were doubted, each with what it was judged by and what a person made of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ArrivalDoubt(models.Model):
    """One row for a doubtful arrival; a visit arrives once. The arrival itself stands whatever is decided here."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        REJECTED = "rejected"

    visit = models.OneToOneField("field.Visit", on_delete=models.PROTECT, related_name="arrival_doubt")
    codes = ArrayField(models.CharField(max_length=20))
    evidence = models.JSONField(help_text="what the phone said, where it was, and what it was held against")
    noted_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True)
                | (Q(decided_at__isnull=False) & ~Q(verdict="") & ~Q(reason="")),
                name="arrival_doubt_decided_with_reason",
            )
        ]
        indexes = [models.Index(fields=["noted_at"], condition=Q(verdict=""), name="arrival_doubt_open")]

    def __str__(self) -> str:
        return f"visit {self.visit_id}: {', '.join(self.codes)}"
