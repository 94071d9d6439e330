"""Askings to withdraw an order (撤单): who asked, why, who decided. Written once, decided once."""

from django.db import models
from django.db.models import Q

from coverage.models import Station
from dispatch.kernel.models import Node
from repairs.models.orders import WorkOrder


class Withdrawal(models.Model):
    """One asking. `region` is where it is decided: above the station that had the order when it was asked."""

    class Verdict(models.TextChoices):
        OPEN = ""
        APPROVED = "approved"
        REFUSED = "refused"
        VOID = "void"

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="withdrawals")
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=80)
    asked_name = models.CharField(max_length=80, blank=True)
    asked_role = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    region = models.ForeignKey(Node, on_delete=models.PROTECT)
    decide_by = models.DateTimeField()
    verdict = models.CharField(max_length=8, blank=True, choices=Verdict.choices)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_name = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(verdict=""), name="withdrawal_one_open"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True) | (~Q(verdict="") & Q(decided_at__isnull=False)),
                name="withdrawal_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["region", "asked_at"], name="withdrawal_of_region")]

    def __str__(self) -> str:
        return f"withdrawal {self.pk} of {self.order_id}: {self.verdict or 'open'}"
