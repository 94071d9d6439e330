"""Rows of coverage: stations and when they work, areas in generations, capacity and what holds it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from coverage.trade import Utility, WorkClass
from dispatch.kernel.models import Node

WORK_CLASSES = [(work_class.value, work_class.value) for work_class in WorkClass]


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
        ]

    def __str__(self) -> str:
        return self.code


class HotlineArea(models.Model):
    """The register of areas without the hotline (未开通地区备案表): there the station takes calls itself."""

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


class CoverageVersion(models.Model):
    """A generation of areas: loaded as a draft, checked, then active in one step; older ones are kept."""

    class State(models.TextChoices):
        DRAFT = "draft"
        ACTIVE = "active"
        ARCHIVED = "archived"

    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="coverage_one_active")
        ]

    def __str__(self) -> str:
        return f"coverage {self.pk} ({self.state})"


class Area(models.Model):
    """A station's coverage polygon in one generation, WGS-84, as WKB."""

    version = models.ForeignKey(CoverageVersion, on_delete=models.CASCADE, related_name="areas")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="areas")
    utility = models.CharField(max_length=12, blank=True, choices=[(u.value, u.value) for u in Utility])
    rank = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120, blank=True)
    geometry = models.BinaryField()
    vertices = models.PositiveIntegerField()
    source = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name or f"area {self.pk}"


class Capacity(models.Model):
    """How many jobs of a class a station starts in a daily slot; on one weekday (0 Monday) or, with null, on all."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="capacities")
    work_class = models.CharField(max_length=10, choices=WORK_CLASSES)
    weekday = models.PositiveSmallIntegerField(null=True)
    starts = models.TimeField()
    ends = models.TimeField(help_text="00:00 means the end of the day")
    limit = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "work_class", "weekday", "starts"], name="capacity_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.work_class} {self.starts:%H:%M}: {self.limit}"


class SlotLoad(models.Model):
    """The capacity of one slot of one day and how much of it is taken. `over` counts life safety past the limit."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE)
    work_class = models.CharField(max_length=10, choices=WORK_CLASSES)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    limit = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    over = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "work_class", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(used__lte=F("limit")), name="slot_never_over"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.work_class} {self.starts_at:%F %H:%M}: {self.used}/{self.limit}"


class Reservation(models.Model):
    """Capacity held by somebody, such as 'order:12', until it is released."""

    holder = models.CharField(max_length=40)
    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    slot = models.ForeignKey(SlotLoad, null=True, on_delete=models.PROTECT)
    over_slot = models.BooleanField(default=False)
    over_ceiling = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder"], condition=Q(released_at=None), name="reservation_one_live")
        ]

    def __str__(self) -> str:
        return f"{self.holder} at {self.station_id}"


class BackgroundOutline(models.Model):
    """An outline that only paints the map (a district); its origin and terms are shown with it."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    geometry = models.BinaryField()
    attribution = models.CharField(max_length=400)

    def __str__(self) -> str:
        return self.name
