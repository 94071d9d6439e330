"""Rows of storm mode: when a part of the tree worked by a storm's rules, and what came of it."""

from django.db import models
from django.db.models import Q

from dispatch.kernel.models import Node


class Storm(models.Model):
    """Storm mode at a node and everything below it, from somebody's switch to somebody's switch."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="storms")
    name = models.CharField(max_length=60, help_text="what people call it: the typhoon's name, the cold spell")
    notice_zh = models.CharField(max_length=300, help_text="what customers read meanwhile")
    notice_en = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=80)
    began_name = models.CharField(max_length=80)
    look_again_at = models.DateTimeField(help_text="when somebody is asked whether it is still needed")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_name = models.CharField(max_length=80, blank=True)
    report = models.JSONField(null=True, help_text="what was done, reckoned when it ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node"], condition=Q(ended_at=None), name="storm_one_at_a_node"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("began_at")), name="storm_forward"
            ),
        ]
        indexes = [models.Index(fields=["began_at"], name="storm_by_beginning")]

    def __str__(self) -> str:
        return f"{self.name} at {self.node_id}"
