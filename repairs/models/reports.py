"""Rows of reports (回单): one for each writing, the newest counts; what a reviewer said of it stands beside it."""

from django.db import models
from django.db.models import Q

from repairs.models.orders import WorkOrder


class Report(models.Model):
    """What was found and done, as somebody wrote it. Written again, it is another row."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="reports")
    round = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)
    written_name = models.CharField(max_length=80)
    device_at = models.DateTimeField(null=True)
    cause_code = models.CharField(max_length=40, blank=True)
    cause_note = models.CharField(max_length=1000, blank=True)
    ownership = models.CharField(max_length=12, blank=True)
    result_code = models.CharField(max_length=24, blank=True)
    result_note = models.CharField(max_length=1000, blank=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)
    handler = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_name = models.CharField(max_length=80, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    review_reason = models.CharField(max_length=40, blank=True)
    review_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=("", "approved", "rejected")), name="report_verdict"),
        ]
        indexes = [models.Index(fields=["order", "-id"], name="report_of_order")]

    def __str__(self) -> str:
        return f"{self.cause_code} / {self.result_code} by {self.written_name}"
