"""Outages as reliability counts them: customers supplied, customers interrupted, the steps by which they came back."""

from django.db import models
from django.db.models import Q

from dispatch.kernel.models import Node
from repairs.models.orders import UTILITIES, WorkOrder


class CustomersServed(models.Model):
    """How many customers a part of the tree supplies, from a day on until a later row says otherwise."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="customers_served")
    utility = models.CharField(max_length=12, choices=UTILITIES)
    from_day = models.DateField()
    customers = models.PositiveIntegerField()
    said_by = models.CharField(max_length=80)
    said_name = models.CharField(max_length=80)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "utility", "from_day"], name="served_once_a_day")]

    def __str__(self) -> str:
        return f"{self.customers} at {self.node_id} from {self.from_day}"


class Outage(models.Model):
    """One interruption of supply. What was entered wrongly is made void and entered anew; nothing is rewritten."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="outages")
    utility = models.CharField(max_length=12, choices=UTILITIES)
    order = models.ForeignKey(WorkOrder, null=True, on_delete=models.PROTECT, related_name="outages")
    began_at = models.DateTimeField()
    customers = models.PositiveIntegerField(help_text="interrupted when it began")
    is_planned = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    said_by = models.CharField(max_length=80)
    said_name = models.CharField(max_length=80)
    said_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)
    void_name = models.CharField(max_length=80, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(customers__gte=1), name="outage_of_somebody"),
            models.CheckConstraint(condition=Q(void_at=None) | ~Q(void_reason=""), name="outage_void_with_reason"),
        ]
        indexes = [models.Index(fields=["node", "began_at"], name="outage_of_node")]

    def __str__(self) -> str:
        return f"outage {self.pk} of {self.customers}"


class OutageStep(models.Model):
    """So many of an outage's customers had their supply back at an instant."""

    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="steps")
    restored_at = models.DateTimeField()
    customers = models.PositiveIntegerField()
    said_by = models.CharField(max_length=80)
    said_name = models.CharField(max_length=80)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(customers__gte=1), name="outage_step_of_somebody")]

    def __str__(self) -> str:
        return f"{self.customers} of outage {self.outage_id} at {self.restored_at:%F %H:%M}"
