"""Rows of what a visit leaves as evidence: photos, signatures, voice notes, and the pieces they arrive in."""

from django.db import models
from django.db.models import F, Q


class Exhibit(models.Model):
    """Announced by the phone in the order of its taps; the bytes follow when the line carries them.

    `content` is what is shown: without what the camera wrote beside the picture, so its hash may differ from `sha256`,
    which is that of the bytes as the phone kept and sent them.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo"
        SIGNATURE = "signature"
        VOICE = "voice"

    class State(models.TextChoices):
        ANNOUNCED = "announced"
        WHOLE = "whole"
        REFUSED = "refused"

    visit = models.ForeignKey("field.Visit", on_delete=models.PROTECT, related_name="exhibits")
    phone_id = models.UUIDField(unique=True, help_text="given by the phone")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    purpose = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    taken_at = models.DateTimeField(null=True, help_text="by the phone's clock")
    lon = models.FloatField(null=True, help_text="where the phone was, WGS-84")
    lat = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    camera = models.JSONField(default=dict, help_text="{lon, lat, at, offset} as the camera wrote them into the file")
    announced_at = models.DateTimeField()
    is_late = models.BooleanField(default=False, help_text="the visit was no longer the technician's")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANNOUNCED)
    received = models.PositiveIntegerField(default=0, help_text="bytes that are here")
    restarts = models.PositiveSmallIntegerField(default=0, help_text="how often all bytes had another hash")
    problem = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)
    type = models.CharField(max_length=40, blank=True)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="whole", content__isnull=False, received=F("size"))
                | Q(state__in=("announced", "refused"), content__isnull=True),
                name="exhibit_whole_or_not_shown",
            ),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="exhibit_no_more_than_announced"),
        ]
        indexes = [models.Index(fields=["visit"], name="exhibit_of_visit")]

    def __str__(self) -> str:
        return f"{self.kind} of visit {self.visit_id}: {self.state}"


class ExhibitPiece(models.Model):
    """Bytes on their way: gone as soon as the whole is judged."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.CASCADE, related_name="pieces")
    place = models.PositiveIntegerField(help_text="where it begins, in bytes")
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibit", "place"], name="exhibit_piece_once")]

    def __str__(self) -> str:
        return f"{self.exhibit_id} from {self.place}"
