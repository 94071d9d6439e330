"""Crews of a station: a leader, a named stand-in (AB 角), members, and who helps out for a while."""

from django.db import models
from django.db.models import F, Q

from coverage.models import Station
from field.models import Technician


class Crew(models.Model):
    """People of one station who work together. A crew that was disbanded stays to be read."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="crews")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    leader = models.ForeignKey(Technician, null=True, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Technician, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], condition=Q(ended_at=None), name="crew_one_of_a_name"),
            models.CheckConstraint(
                condition=Q(leader=None) | Q(deputy=None) | ~Q(leader=F("deputy")), name="crew_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CrewMember(models.Model):
    """Who belongs to a crew, or helps it until a time. Everybody has one crew, and helps one other at most."""

    class Belonging(models.TextChoices):
        MEMBER = "member"
        HELPING = "helping"

    crew = models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="members")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="crew_memberships")
    belonging = models.CharField(max_length=10, choices=Belonging.choices, default=Belonging.MEMBER)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="of helping: when it is over by itself")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["technician", "belonging"], condition=Q(ended_at=None), name="crew_member_of_one"
            )
        ]
        indexes = [models.Index(fields=["crew"], condition=Q(ended_at=None), name="crew_member_of_crew")]

    def __str__(self) -> str:
        return f"{self.technician_id} {self.belonging} of {self.crew_id}"
