"""Rows of repairs: what somebody asked for, the work it makes, its clocks, and the policies they run by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from coverage.models import Station
from coverage.trade import Skill, Utility, WorkClass
from dispatch.kernel.models import Node
from repairs.lifecycle import ENDED, STATES

UTILITIES = [(utility.value, utility.value) for utility in Utility]


class ServiceRequest(models.Model):
    """What a customer asked for, as it was said. It is written once; what happens to it happens to its order."""

    number = models.CharField(max_length=13, unique=True)
    tracking_code = models.CharField(max_length=32, unique=True)
    utility = models.CharField(max_length=12, choices=UTILITIES)
    business_type = models.CharField(max_length=30)
    symptom = models.CharField(max_length=40)
    extent = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    hazards = ArrayField(models.CharField(max_length=20), default=list)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    given_lon = models.FloatField(null=True)
    given_lat = models.FloatField(null=True)
    given_datum = models.CharField(max_length=8, blank=True)
    accuracy_m = models.FloatField(null=True)
    place_source = models.CharField(max_length=12, blank=True)
    address = models.CharField(max_length=300, blank=True)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    description = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="zh")
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)

    class Meta:
        # For what is sent twice: asked for every batch that the engine places.
        indexes = [
            models.Index(fields=["contact_phone", "id"], condition=~Q(contact_phone=""), name="request_of_caller"),
        ]

    def __str__(self) -> str:
        return self.number


class WorkOrder(models.Model):
    """What must be done about a request. `state` moves only along the lifecycle table; `version` with every change."""

    request = models.OneToOneField(ServiceRequest, on_delete=models.PROTECT, related_name="order")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    utility = models.CharField(max_length=12, choices=UTILITIES)
    business_type = models.CharField(max_length=30)
    symptom = models.CharField(max_length=40)
    work_class = models.CharField(max_length=10, choices=[(c.value, c.value) for c in WorkClass])
    skill = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Skill])
    priority = models.PositiveSmallIntegerField()
    is_life_safety = models.BooleanField(default=False)
    scene = models.CharField(max_length=8, default="city")
    state = models.CharField(max_length=18, choices=[(s, s) for s in STATES], default="waiting")
    state_before = models.CharField(max_length=40, blank=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT)
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="orders")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    repaired_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    returns = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim_after = models.DateTimeField()
    # The nearest running clock, repeated here so that a queue sorts by time left without a join.
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=12, blank=True)
    due_started_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=300, blank=True)
    extent = models.CharField(max_length=12, blank=True)
    important_user = models.CharField(
        max_length=80, blank=True, help_text="the important user at the place, as registered when the report came in"
    )
    # Who goes, as the storey above says; repairs only passes it on.
    assignee_id = models.BigIntegerField(null=True)
    assignee_name = models.CharField(max_length=60, blank=True)
    # Why it is suspended or asked to be withdrawn: the code of the reason, empty otherwise.
    state_reason = models.CharField(max_length=40, blank=True)
    # T1 first released to a station, T2 first successful contact, T3 the promise that holds; T4 is `repaired_at`.
    released_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    promises = models.PositiveSmallIntegerField(default=0)
    # The window agreed with the customer, where one is: nobody is sent before it nears.
    appointed_from = models.DateTimeField(null=True)
    appointed_to = models.DateTimeField(null=True)
    urges = models.PositiveSmallIntegerField(default=0)
    reopens = models.PositiveSmallIntegerField(default=0)
    merged_children = models.PositiveSmallIntegerField(default=0)
    made_by_station = models.BooleanField(default=False)
    cause = models.CharField(max_length=40, blank=True)
    result_note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="order_state_known"),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=5), name="order_priority_range"),
            models.CheckConstraint(
                condition=~Q(state__in=("offered", "accepted", "assigned", "departed", "arrived"))
                | Q(station__isnull=False),
                name="order_placed_has_station",
            ),
            models.CheckConstraint(
                condition=Q(appointed_from__isnull=True, appointed_to__isnull=True)
                | Q(appointed_to__gt=models.F("appointed_from")),
                name="order_appointed_window",
            ),
        ]
        indexes = [
            models.Index(fields=["priority", "opened_at"], condition=Q(state="waiting"), name="order_waiting"),
            models.Index(fields=["priority", "opened_at"], condition=Q(state="accepted"), name="order_accepted"),
            models.Index(fields=["node"], condition=~Q(state__in=ENDED), name="order_alive_of_node"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="order_child_of"),
            # Orders come in the order of their rows: spans of days are found, and intake pays next to nothing.
            BrinIndex(fields=["opened_at"], name="order_by_opening", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"order {self.pk} ({self.state})"


class Policy(models.Model):
    """A limit of the trade: edited by an operator, never a constant in code. Empty conditions hold for all."""

    code = models.CharField(max_length=40, db_index=True)
    utility = models.CharField(max_length=12, blank=True)
    business_type = models.CharField(max_length=30, blank=True)
    symptom = models.CharField(max_length=40, blank=True)
    urgency = models.CharField(max_length=20, blank=True)
    scene = models.CharField(max_length=8, blank=True)
    season = models.CharField(max_length=12, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=12)
    effective_from = models.DateTimeField()
    effective_to = models.DateTimeField(null=True)
    citation = models.CharField(max_length=300)
    mark = models.CharField(max_length=2, help_text="S, P, U or D: how far the figure can be trusted")
    is_verified = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "utility", "business_type", "symptom", "urgency", "scene", "season", "effective_from"],
                name="policy_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.utility} {self.value} {self.unit}"


class Clock(models.Model):
    """A deadline that runs or ran on an order, with the policy it came from."""

    order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12)
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_threshold = models.PositiveSmallIntegerField(default=50)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    # A suspension may stop it for a while: since when, and for how long before that. `due_at` moves when it goes on.
    paused_at = models.DateTimeField(null=True)
    paused_s = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], condition=Q(stopped_at=None), name="clock_one_running")
        ]
        # Clocks come in the order of their rows, as orders do: reports look for spans of days.
        indexes = [BrinIndex(fields=["started_at"], name="clock_by_start", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id} until {self.due_at:%F %H:%M}"
