"""What is kept of telling technicians: how to push to their phones, and how each of them learned what."""

from django.db import models
from django.db.models import Q

from field.models import Technician, Visit


class PushKey(models.Model):
    """The installation's own key pair (RFC 8292), made once. Push services know by it that it is us."""

    private_pem = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="push_key_one")]

    def __str__(self) -> str:
        return f"made {self.made_at:%F}"


class PushSubscription(models.Model):
    """One browser of one technician. The address belongs to whoever subscribed last on that phone."""

    technician = models.ForeignKey(Technician, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120, help_text="the browser's public key, base64url")
    auth = models.CharField(max_length=40, help_text="the browser's secret, base64url")
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["technician"], condition=Q(ended_at=None), name="push_of_technician")]

    def __str__(self) -> str:
        return f"{self.technician_id} since {self.made_at:%F}"


class Telling(models.Model):
    """One thing that one technician must learn, and how far that is.

    `received_at`: the open page showed it; `shown_at`: the phone showed a notification; `seen_at`: the person did
    something about it. `due_at` is when the sender looks next; null when nothing is left to do.
    """

    class Kind(models.TextChoices):
        NEW = "new"
        CHANGED = "changed"
        WITHDRAWN = "withdrawn"
        HELP = "help"
        OFFERED = "offered"
        TEST = "test"

    technician = models.ForeignKey(Technician, on_delete=models.CASCADE, related_name="tellings")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.CASCADE, related_name="tellings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.PositiveBigIntegerField(null=True, help_text="of the entry in the crew's stream")
    is_urgent = models.BooleanField(default=False)
    facts = models.JSONField(default=dict, help_text="{number, symptom} or {names}")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True, help_text="the last time that a push service took it")
    push_tried_at = models.DateTimeField(null=True)
    push_failures = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    texted_at = models.DateTimeField(null=True)
    text_tried_at = models.DateTimeField(null=True)
    text_failures = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    unreached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["technician", "version"], name="telling_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="telling_due"),
            models.Index(fields=["visit"], name="telling_of_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.technician_id}: {self.kind} {self.at:%F %H:%M:%S}"
