"""Rows of the field: technicians, their shifts, their visits and where they were last seen.

A work order says what must be done; a visit is one technician's piece of it. That an order has at most one live visit
is a constraint here, not a matter of careful code.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from coverage.models import Station
from field.lifecycle import VisitState
from repairs.models import WorkOrder


class Technician(models.Model):
    """Somebody who goes to the place. The id is the account's, and names the stream `crew:<id>`."""

    class State(models.TextChoices):
        OFF = "off"
        AVAILABLE = "available"
        BUSY = "busy"
        BREAK = "break"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="technician"
    )
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="technicians")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    skills = ArrayField(models.CharField(max_length=20))
    phone = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFF)
    open_visits = models.PositiveSmallIntegerField(default=0)
    shift_ends_at = models.DateTimeField(null=True, blank=True, help_text="planned; null while off shift")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["station", "state"], name="technician_of_station")]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """A planned or spontaneous piece of working time; `began_at` and `ended_at` are what really happened."""

    technician = models.ForeignKey(Technician, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_forward"),
            models.UniqueConstraint(
                fields=["technician"],
                condition=Q(began_at__isnull=False, ended_at__isnull=True),
                name="shift_one_running",
            ),
        ]
        indexes = [models.Index(fields=["technician", "starts_at"], name="shift_of_technician")]

    def __str__(self) -> str:
        return f"{self.technician_id} {self.starts_at:%F %H:%M}"


class Reinforcement(models.Model):
    """A technician lent to another station until a time: under its scope while it lasts, and then back home."""

    class State(models.TextChoices):
        ASKED = "asked"
        REFUSED = "refused"
        CALLED_OFF = "called_off"
        RUNNING = "running"
        OVER = "over"

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="reinforcements")
    home = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="lent")
    host = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="reinforced_by")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    until = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    asked_name = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    decided_name = models.CharField(max_length=80, blank=True)
    decided_note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["technician"], condition=Q(state__in=("asked", "running")), name="reinforcement_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(home=F("host")), name="reinforcement_from_elsewhere"),
        ]
        indexes = [models.Index(fields=["state"], name="reinforcement_by_state")]

    def __str__(self) -> str:
        return f"{self.technician_id} to {self.host_id}: {self.state}"


class Visit(models.Model):
    """One technician's piece of work on one order. Server times are the truth; the phone's stand beside them."""

    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="visits")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="visits")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in VisitState], default=VisitState.ASSIGNED.value
    )
    sequence = models.PositiveSmallIntegerField(default=1, help_text="place among the technician's visits, 1 first")
    planned_travel_s = models.PositiveIntegerField(null=True)
    planned_arrival_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    repaired_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    form_waived = models.CharField(max_length=300, blank=True, help_text="why the form was not filled in")
    device_times = models.JSONField(
        default=dict, help_text="{step: {at, lon, lat, accuracy_m, skew_s}} as the phone said"
    )
    # Why a reviewer sent the report back; empty once it was written anew.
    rejected_reason = models.CharField(max_length=40, blank=True)
    rejected_note = models.CharField(max_length=300, blank=True)
    explanation = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True, help_text="the technician said so; danger to life rings until then")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    changed_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(ended_at__isnull=True), name="visit_one_live"),
            models.CheckConstraint(
                condition=Q(
                    ended_at__isnull=True, state__in=("assigned", "accepted", "departed", "arrived", "repaired")
                )
                | Q(ended_at__isnull=False, state__in=("reported", "declined", "cancelled")),
                name="visit_ends_with_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["technician"], condition=Q(ended_at__isnull=True), name="visit_live_of_technician"),
            models.Index(fields=["order"], name="visit_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} by {self.technician_id}: {self.state}"


class Position(models.Model):
    """Where a technician on shift was last seen: one row each, the newest wins, nothing older is kept."""

    technician = models.OneToOneField(Technician, on_delete=models.CASCADE, primary_key=True, related_name="position")
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(null=True)
    heading = models.FloatField(null=True, help_text="degrees clockwise from north")
    at = models.DateTimeField(help_text="by the phone's clock")
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90), name="position_on_earth"
            )
        ]

    def __str__(self) -> str:
        return f"{self.technician_id} at {self.at:%F %H:%M:%S}"


class Sos(models.Model):
    """A technician's call for help: open until they, or a desk above, say that it is over."""

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="calls_for_help")
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True, help_text="WGS-84")
    lat = models.FloatField(null=True, help_text="WGS-84")
    accuracy_m = models.FloatField(null=True)
    note = models.CharField(max_length=200, blank=True)
    seen_by = models.JSONField(default=list, help_text="names of those who answered")
    over_at = models.DateTimeField(null=True)
    over_by = models.CharField(max_length=80, blank=True)
    over_name = models.CharField(max_length=80, blank=True)
    over_note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["technician"], condition=Q(over_at__isnull=True), name="sos_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.technician_id} at {self.at:%F %H:%M:%S}"


from field.arrival_models import ArrivalDoubt  # noqa: E402, F401
from field.crews.models import Crew, CrewMember  # noqa: E402, F401
from field.exhibit_models import Exhibit, ExhibitPiece  # noqa: E402, F401  (they name the models above)
from field.handing_on.models import JobOffer  # noqa: E402, F401
from field.site_forms.models import FilledForm  # noqa: E402, F401
from field.telling.models import PushKey, PushSubscription, Telling  # noqa: E402, F401
