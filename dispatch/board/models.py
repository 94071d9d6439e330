"""Rows of the dispatcher: why an order went where, what was offered to whom, and what somebody must look at."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from coverage.models import Station
from dispatch.kernel.models import Node, User
from field.models import Technician
from repairs.models import Case, WorkOrder


class Decision(models.Model):
    """One decision with everything it was made from, because "why them?" is the first question people ask."""

    class Kind(models.TextChoices):
        STATION = "station"
        TECHNICIAN = "technician"

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    outcome = models.CharField(max_length=20)
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    coverage_version = models.BigIntegerField(default=0)
    candidates = models.JSONField(default=list)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order", "-at"], name="decision_of_order")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}: {self.outcome}"


class Offer(models.Model):
    """An order offered to a station, with the capacity that is held for it."""

    class Way(models.TextChoices):
        COVERAGE = "coverage"
        OVERFLOW = "overflow"
        MUTUAL_AID = "mutual_aid"
        LIFE_SAFETY = "life_safety"
        BY_HAND = "by_hand"
        STATION = "station"
        APPOINTMENT = "appointment"
        BY_ADDRESS = "by_address"

    class Answer(models.TextChoices):
        ACCEPTED = "accepted"
        RETURNED = "returned"
        LAPSED = "lapsed"
        TAKEN_BACK = "taken_back"

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="offers")
    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    way = models.CharField(max_length=12, choices=Way.choices)
    made_at = models.DateTimeField()
    accept_by = models.DateTimeField(null=True)
    over_capacity = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, blank=True, choices=Answer.choices)
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(default=dict, help_text="what a return rests on: the area as it was, and what was said")
    is_binding = models.BooleanField(default=False, help_text="a dispatcher decided after returns: not to be returned")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(answered_at__isnull=True), name="offer_one_open_per_order"
            )
        ]
        indexes = [
            models.Index(fields=["order", "station"], name="offer_of_order"),
            BrinIndex(fields=["made_at"], name="offer_by_making", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} to {self.station_id}: {self.answer or 'open'}"


class Appointment(models.Model):
    """A window at a station, held while somebody makes up their mind, or booked for an order.

    A held one keeps capacity under its own name until held_until; a booked one is the order's reservation.
    """

    class State(models.TextChoices):
        HELD = "held"
        BOOKED = "booked"
        MOVED = "moved"
        RELEASED = "released"
        EXPIRED = "expired"

    order = models.ForeignKey(WorkOrder, null=True, on_delete=models.CASCADE, related_name="appointments")
    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    work_class = models.CharField(max_length=10)
    weight = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_name = models.CharField(max_length=80, blank=True)
    held_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state="booked"), name="appointment_one_booked_per_order"
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_forward"),
            models.CheckConstraint(
                condition=~models.Q(state="held") | models.Q(held_until__isnull=False), name="appointment_held_until"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} at {self.station_id} {self.starts_at:%F %H:%M} ({self.state})"


class AddressConflict(models.Model):
    """An order whose pin and address lead to different places, and what a person decided about it."""

    class Decision(models.TextChoices):
        PIN_RIGHT = "pin_right"
        ADDRESS_RIGHT = "address_right"
        CORRECTED = "corrected"

    order = models.OneToOneField(WorkOrder, on_delete=models.CASCADE, related_name="address_conflict")
    code = models.CharField(max_length=20, help_text="other_place, or elsewhere: outside the places that are served")
    parts = models.JSONField(default=dict, help_text="the address as it was read")
    pin_node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    address_node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    decision = models.CharField(max_length=14, blank=True, choices=Decision.choices)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_name = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict, help_text="lon, lat and address before the decision")

    def __str__(self) -> str:
        return f"{self.code} of {self.order_id}: {self.decision or 'open'}"


class Alarm(models.Model):
    """Something a person must look at. It stays until its cause is gone; life safety needs two people to say 'seen'."""

    kind = models.CharField(max_length=30)
    severity = models.CharField(max_length=8, choices=[(s, s) for s in ("critical", "high", "normal")])
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    order = models.ForeignKey(WorkOrder, null=True, on_delete=models.CASCADE, related_name="alarms")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    technician = models.ForeignKey(Technician, null=True, on_delete=models.PROTECT, related_name="alarms")
    facts = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    needs = models.PositiveSmallIntegerField(default=1)
    acknowledgements = models.JSONField(default=list)
    escalated_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "order", "station", "technician"],
                condition=models.Q(cleared_at__isnull=True),
                nulls_distinct=False,
                name="alarm_once",
            )
        ]
        indexes = [models.Index(fields=["node"], condition=models.Q(cleared_at__isnull=True), name="alarm_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id or self.station_id or ''}"


class ChangeApplication(models.Model):
    """Asking for another area or capacity (渠道产能及区域覆盖信息变更).

    A station or region asks, the region agrees, channel management approves; then it takes effect, no earlier than the
    lead time.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted"
        AGREED = "agreed"
        APPROVED = "approved"
        IN_EFFECT = "in_effect"
        ENDED = "ended"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    state = models.CharField(max_length=9, choices=State.choices, default=State.SUBMITTED)
    version = models.PositiveIntegerField(default=1)
    # Where it is for, and above it where it is agreed.
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="change_applications")
    region = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="change_applications")
    plan = models.ForeignKey(
        "coverage.CoverageVersion", null=True, on_delete=models.PROTECT, related_name="change_applications"
    )
    plan_revision = models.PositiveIntegerField(default=0, help_text="what was agreed to; an edit asks for it again")
    capacity = models.JSONField(null=True, help_text="the capacity asked for; null where it stays")
    present = models.JSONField(null=True, help_text="the capacity that it takes the place of, as it was when asked")
    impact = models.JSONField(default=dict, help_text="what it moves, as reckoned when last submitted or agreed")
    reason = models.CharField(max_length=300)
    contact = models.CharField(max_length=80, blank=True)
    wanted_at = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="for a change that ends; what was before comes back then")
    is_emergency = models.BooleanField(default=False)
    emergency_reason = models.CharField(max_length=300, blank=True)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80)
    applied_name = models.CharField(max_length=80)
    takes_effect_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(plan__isnull=False) | models.Q(capacity__isnull=False),
                name="application_of_something",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(station__isnull=False),
                name="application_capacity_of_station",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("wanted_at")),
                name="application_forward",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(state__in=("submitted", "agreed", "approved")),
                name="application_one_open_per_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"change application {self.pk} ({self.state})"


class ChangeStep(models.Model):
    """One thing that somebody did about an application. Written once."""

    application = models.ForeignKey(ChangeApplication, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, blank=True)
    verdict = models.CharField(max_length=10)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.application_id}: {self.verdict}"


class QueueView(models.Model):
    """A person's own look at the queue: filters, order and grouping under a name. Nobody else sees it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="queue_views")
    name = models.CharField(max_length=40)
    settings = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="queue_view_once_by_name")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name}"


class Attendance(models.Model):
    """Somebody has an order open on a desk, or is about to do something about it. Counts while it is said again."""

    class Doing(models.TextChoices):
        LOOKING = "looking"
        DECIDING = "deciding"
        GONE = "gone"

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="attendances")
    doing = models.CharField(max_length=10, choices=Doing.choices)
    about = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "user"], name="attendance_once_by_person")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.order_id}: {self.doing}"


class OrderNote(models.Model):
    """What somebody at a desk wrote beside an order, or a picture of it. Written once; customers never see it."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    text = models.CharField(max_length=1000, blank=True)
    picture = models.BinaryField(null=True)
    picture_type = models.CharField(max_length=20, blank=True)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["order", "at"], name="note_of_order")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(picture__isnull=False), name="note_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.text[:40]}"


class CallDraft(models.Model):
    """What an agent has typed while a caller is on the line: theirs alone, gone when it is filed or forgotten.

    The page draws the id, so that what is sent twice is known. `revision` grows with every change; an older one that
    comes late changes nothing.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="call_drafts")
    revision = models.PositiveBigIntegerField()
    content = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.pk}"


class CallRecord(models.Model):
    """What became of a call: the safety words that were said, what was asked and answered, what was advised."""

    class Outcome(models.TextChoices):
        FILED = "filed"
        ATTACHED = "attached"
        ADVISED = "advised"

    draft = models.UUIDField(unique=True)
    order = models.OneToOneField(WorkOrder, null=True, on_delete=models.PROTECT, related_name="call")
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="call")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    said = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    advice = models.JSONField(default=list)
    answer = models.JSONField(default=dict)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)
    begun_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(order__isnull=True) ^ models.Q(case__isnull=True), name="call_ends_in_one_thing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft}: {self.outcome}"
