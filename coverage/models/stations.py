"""Stations: where they are, when they work, and when they are away for a while."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dispatch.kernel.models import Node


class CapacitySource(models.TextChoices):
    RULES = "rules"
    CREWS = "crews"


class Station(models.Model):
    """A repair station: a node of the organisation tree that serves utilities with skills from a place."""

    node = models.OneToOneField(Node, on_delete=models.PROTECT, primary_key=True, related_name="station")
    code = models.CharField(max_length=40, unique=True)
    utilities = ArrayField(models.CharField(max_length=12))
    skills = ArrayField(models.CharField(max_length=20))
    lon = models.FloatField()
    lat = models.FloatField()
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    auto_accept = models.BooleanField(default=False)
    auto_assign = models.BooleanField(default=False)
    mutual_aid = models.BooleanField(default=True)
    hours = models.JSONField(null=True, help_text="null: round the clock; else {'mon': [['08:00', '20:00']], …}")
    main_point = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="points",
        help_text="receives for this point; null where the station receives for itself",
    )
    open_ceiling = models.PositiveIntegerField(default=60)
    open_orders = models.PositiveIntegerField(default=0)
    open_over = models.PositiveIntegerField(default=0, help_text="life safety taken past the ceiling")
    is_active = models.BooleanField(default=True)
    capacity_source = models.CharField(
        max_length=8,
        choices=CapacitySource.choices,
        default=CapacitySource.RULES,
        help_text="crews: a slot's limit is the people on duty in it times jobs_per_person",
    )
    jobs_per_person = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(2))
    headroom_percent = models.PositiveSmallIntegerField(
        default=0, help_text="share of each slot and of the ceiling that only emergencies may use"
    )
    # Moves with every edit that matching must notice.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90), name="station_on_earth"
            ),
            models.CheckConstraint(
                condition=Q(main_point__isnull=True) | ~Q(main_point=F("node")), name="station_main_point_other"
            ),
            models.CheckConstraint(condition=Q(headroom_percent__lte=100), name="station_headroom_share"),
        ]

    def __str__(self) -> str:
        return self.code


class DutyShift(models.Model):
    """A roster entry: the station is on duty. A station with rosters near an instant goes by them, else by hours."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="duty")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_forward")]
        indexes = [models.Index(fields=["station", "ends_at"], name="duty_of_station")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.starts_at:%F %H:%M}"


class Absence(models.Model):
    """A station is away for a day or less (power cut, move, event): that is no change of its area or capacity."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_forward")]
        indexes = [models.Index(fields=["ends_at"], name="absence_by_end")]

    def __str__(self) -> str:
        return f"{self.station_id} away {self.starts_at:%F %H:%M}"
