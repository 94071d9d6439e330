"""The calendar of working days where an operator says otherwise than the official one."""

from django.db import models


class CalendarDay(models.Model):
    """Whether one date is worked: a year not yet announced, or a place's own holiday (Naadam in Inner Mongolia)."""

    date = models.DateField(unique=True)
    is_working = models.BooleanField()
    note = models.CharField(max_length=120, blank=True)
    made_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {'working' if self.is_working else 'off'}"
