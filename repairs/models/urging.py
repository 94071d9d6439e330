"""Urging (催办): somebody asks again about an order."""

from django.db import models

from repairs.models.orders import WorkOrder


class Urge(models.Model):
    """Once. It stands with the order that is worked on; `via` is the merged child that was asked about, if any."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="urged")
    via = models.ForeignKey(WorkOrder, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["order", "-at"], name="urge_of_order")]

    def __str__(self) -> str:
        return f"{self.order_id} at {self.at:%F %H:%M}"
