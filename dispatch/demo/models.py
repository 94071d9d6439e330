"""The one row that steers the simulation, and the mark that a database holds the demonstration."""

from django.db import models
from django.db.models import Q


class SimulationState(models.Model):
    """Steered from the console, read by the simulation every second. One row, id 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paused = models.BooleanField(default=False)
    speed = models.PositiveSmallIntegerField(default=10, help_text="simulated seconds to a real one")
    storm = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=80, blank=True)
    # What the simulation says of itself, so that a console can tell whether anything moves.
    beat_at = models.DateTimeField(null=True)
    day_minute = models.PositiveSmallIntegerField(default=0, help_text="minute of the simulated day")
    requests = models.PositiveIntegerField(default=0, help_text="made since the simulation started")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="simulation_one_row"),
            models.CheckConstraint(condition=Q(speed__gte=1, speed__lte=60), name="simulation_speed_range"),
        ]

    def __str__(self) -> str:
        return f"simulation at {self.speed}×{' paused' if self.paused else ''}"
