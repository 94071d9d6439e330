"""Capacity: the rules that make slots, the days on which they differ, the slots' loads, and where overflow goes."""

from django.db import models
from django.db.models import F, Q

from coverage.models.stations import Station
from coverage.trade import Utility, WorkClass

WORK_CLASSES = [(work_class.value, work_class.value) for work_class in WorkClass]


class Capacity(models.Model):
    """How many jobs of a class a station starts in a daily slot; on one weekday (0 Monday) or, with null, on all.

    `from_day`/`to_day` ("MM-DD", both or none) make it a rule of a season, which may pass the new year. A rule for a
    season stands before one for the whole year, and one for a weekday before one for all days.
    """

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="capacities")
    work_class = models.CharField(max_length=10, choices=WORK_CLASSES)
    weekday = models.PositiveSmallIntegerField(null=True)
    starts = models.TimeField()
    ends = models.TimeField(help_text="00:00 means the end of the day")
    limit = models.PositiveIntegerField()
    from_day = models.CharField(max_length=5, blank=True)
    to_day = models.CharField(max_length=5, blank=True)
    appointment_quota = models.PositiveIntegerField(
        default=0, help_text="how much of the limit is set aside for appointments until shortly before the slot"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "work_class", "weekday", "starts", "from_day"],
                name="capacity_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(from_day="", to_day="") | (~Q(from_day="") & ~Q(to_day="")), name="capacity_season_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.work_class} {self.starts:%H:%M}: {self.limit}"


class CapacityDay(models.Model):
    """A day on which a station has more or less than its rules say; for one class, or with '' for all."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="capacity_days")
    day = models.DateField()
    work_class = models.CharField(max_length=10, choices=WORK_CLASSES, blank=True)
    percent = models.PositiveSmallIntegerField(help_text="of what the rules give; 0 is closed")
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "day", "work_class"], name="capacity_day_once")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.day:%F}: {self.percent} %"


class SlotLoad(models.Model):
    """The capacity of one slot of one day and how much of it is taken. `over` counts life safety past the limit."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE)
    work_class = models.CharField(max_length=10, choices=WORK_CLASSES)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    limit = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    over = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text="of the limit, what only emergencies may use")
    quota = models.PositiveIntegerField(default=0, help_text="of the limit, what is set aside for appointments")
    booked = models.PositiveIntegerField(default=0, help_text="of what is used, by appointments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "work_class", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(used__lte=F("limit")), name="slot_never_over"),
            models.CheckConstraint(condition=Q(booked__lte=F("used")), name="slot_booked_is_used"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.work_class} {self.starts_at:%F %H:%M}: {self.used}/{self.limit}"


class Reservation(models.Model):
    """Capacity held by somebody, such as 'order:12', until it is released."""

    holder = models.CharField(max_length=40)
    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    slot = models.ForeignKey(SlotLoad, null=True, on_delete=models.PROTECT)
    weight = models.PositiveSmallIntegerField(default=1, help_text="how much of its slot it takes")
    is_appointment = models.BooleanField(default=False)
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


class OverflowLink(models.Model):
    """Where a station's overflow goes, in `place` order; `mutual_aid` stands for an agreement with dates."""

    class Kind(models.TextChoices):
        OVERFLOW = "overflow"
        MUTUAL_AID = "mutual_aid"

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="overflows")
    helper = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="helps")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OVERFLOW)
    place = models.PositiveSmallIntegerField(default=1)
    utility = models.CharField(max_length=12, blank=True, choices=[(u.value, u.value) for u in Utility])
    work_class = models.CharField(max_length=10, choices=WORK_CLASSES, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(station=F("helper")), name="overflow_to_another"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="overflow_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} → {self.helper_id}"
