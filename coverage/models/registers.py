"""Registers: areas that nobody covers or that have no hotline, and the users that go before others."""

from django.db import models
from django.db.models import F, Q

from coverage.models.stations import Station
from coverage.trade import Utility
from dispatch.kernel.models import Node


class HotlineArea(models.Model):
    """The register (备案表) of areas without the hotline or without coverage: why, and who takes calls there."""

    class Kind(models.TextChoices):
        NO_HOTLINE = "no_hotline"
        NO_COVERAGE = "no_coverage"

    kind = models.CharField(max_length=11, choices=Kind.choices, default=Kind.NO_HOTLINE)
    utility = models.CharField(max_length=12, blank=True, choices=[(u.value, u.value) for u in Utility])
    geometry = models.BinaryField(null=True, help_text="its outline as WKB, WGS-84; null where only its name is known")

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="hotline_areas")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="hotline_areas")
    name = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, help_text="who takes calls there")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="hotline_area_forward"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportantUser(models.Model):
    """A place that goes before others (重要用户): a hospital, a water works, a signal box.

    A report is theirs that comes from its place, or from its number.
    """

    class Kind(models.TextChoices):
        HOSPITAL = "hospital"
        EMERGENCY = "emergency"
        WATER_WORKS = "water_works"
        HEATING_PLANT = "heating_plant"
        TELECOM = "telecom"
        TRANSPORT = "transport"
        GOVERNMENT = "government"
        SCHOOL = "school"
        CHEMICAL = "chemical"
        OTHER = "other"

    class Grade(models.TextChoices):
        SPECIAL = "special"
        FIRST = "first"
        SECOND = "second"
        TEMPORARY = "temporary"

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="important_users")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=13, choices=Kind.choices)
    grade = models.CharField(max_length=9, choices=Grade.choices, default=Grade.SECOND)
    utility = models.CharField(max_length=12, blank=True, choices=[(u.value, u.value) for u in Utility])
    lon = models.FloatField(help_text="WGS-84")
    lat = models.FloatField(help_text="WGS-84")
    radius_m = models.PositiveSmallIntegerField(help_text="a report from within it is taken for theirs")
    phone = models.CharField(max_length=30, blank=True, help_text="the number that they call from")
    note = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="important_user_forward"
            ),
            models.CheckConstraint(condition=Q(radius_m__gte=1), name="important_user_has_reach"),
        ]

    def __str__(self) -> str:
        return self.name
