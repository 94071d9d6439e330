"""Coverage plans: generations of areas, and the outlines of the regions that they belong to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from coverage.models.stations import Station
from coverage.trade import Utility
from dispatch.kernel.models import Node


class CoverageVersion(models.Model):
    """A plan of areas, and once active a generation of them.

    Until it is active it holds only the areas of the stations that it has taken up (`touched`); taking effect carries
    the areas of all others over, so that plans of different stations do not undo each other. Archived ones stay whole:
    [activated_at, archived_at) is when this generation decided.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        CHECKED = "checked"
        APPROVED = "approved"
        ACTIVE = "active"
        ARCHIVED = "archived"
        DISCARDED = "discarded"

    class OpenOrders(models.TextChoices):
        KEEP = "keep"
        REMATCH = "rematch"

    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    # Where it was made: whoever may draft above this node sees and edits it; null for whole generations of imports.
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="coverage_plans")
    base = models.ForeignKey("self", null=True, on_delete=models.PROTECT, help_text="the generation it was drawn on")
    touched = ArrayField(models.BigIntegerField(), default=list, help_text="stations whose areas it replaces")
    # Moves with every edit: an editor that saw another one is stale.
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    by = models.CharField(max_length=80, blank=True)
    by_name = models.CharField(max_length=80, blank=True)
    checked_at = models.DateTimeField(null=True)
    findings = models.JSONField(default=list, help_text="what the check found, as codes with facts")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_name = models.CharField(max_length=80, blank=True)
    takes_effect_at = models.DateTimeField(null=True)
    open_orders = models.CharField(max_length=7, choices=OpenOrders.choices, default=OpenOrders.KEEP)
    other_orders = ArrayField(
        models.BigIntegerField(), default=list, help_text="open orders for which the approver chose the other way"
    )
    activated_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="coverage_one_active")
        ]
        indexes = [models.Index(fields=["activated_at"], name="coverage_by_activation")]

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


class Territory(models.Model):
    """The outline of a region of the tree, WGS-84, as WKB: what its stations together should cover, and stay within."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, primary_key=True, related_name="territory")
    geometry = models.BinaryField()
    vertices = models.PositiveIntegerField()
    source = models.JSONField(default=dict)
    # Moves with every change, for caches.
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"territory of {self.node_id}"
