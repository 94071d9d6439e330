"""Rows of special situations: pauses, force majeure, hand-overs, paid work agreed, parts used."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dispatch.kernel.models import Node
from repairs.models.orders import WorkOrder


class ForceMajeure(models.Model):
    """Something larger than an order stops the work in a part of the tree, or in an area drawn within it."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    area = models.BinaryField(null=True, help_text="WKB, WGS-84; null: the whole node")
    utilities = ArrayField(models.CharField(max_length=12))
    note = models.CharField(max_length=300)
    declared_by = models.CharField(max_length=80)
    declared_name = models.CharField(max_length=80)
    declared_at = models.DateTimeField()
    resume_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_name = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"force majeure {self.pk} at {self.node_id}"


class Suspension(models.Model):
    """One pause of an order, with what it rests on and until when."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="suspensions")
    event = models.ForeignKey(ForceMajeure, null=True, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=dict)
    suspended_by = models.CharField(max_length=80)
    suspended_name = models.CharField(max_length=80)
    suspended_at = models.DateTimeField()
    resume_by = models.DateTimeField()
    stops_clock = models.BooleanField()
    resumed_at = models.DateTimeField(null=True)
    resumed_name = models.CharField(max_length=80, blank=True)
    resume_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(resumed_at=None), name="suspension_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.reason} of {self.order_id}"


class HandOver(models.Model):
    """The order went to another utility, as an order of its own there, or to the customer."""

    class To(models.TextChoices):
        UTILITY = "utility"
        CUSTOMER = "customer"

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="hand_overs")
    to = models.CharField(max_length=8, choices=To.choices)
    new_order = models.ForeignKey(WorkOrder, null=True, on_delete=models.PROTECT, related_name="came_from")
    note = models.CharField(max_length=300)
    agreed_by = models.CharField(max_length=60, blank=True)
    handed_by = models.CharField(max_length=80)
    handed_name = models.CharField(max_length=80)
    handed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id} to {self.to}"


class PaidWork(models.Model):
    """Work on what is the customer's own, its price agreed before it began."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="paid_works")
    amount_fen = models.PositiveIntegerField()
    agreed_name = models.CharField(max_length=60)
    note = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.amount_fen} fen for {self.order_id}"


class PartUsed(models.Model):
    """A part that went into the repair."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="parts_used")
    name = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=10, decimal_places=3)
    unit = models.CharField(max_length=12, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} {self.name}"
