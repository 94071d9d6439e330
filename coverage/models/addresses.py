"""What geocoders answered, kept for a while: the same question costs no second call, and no money."""

from django.db import models


class GeocodeAnswer(models.Model):
    """An answer of one provider to one text. The text itself is not kept: it may be somebody's home."""

    key = models.CharField(max_length=64, primary_key=True, help_text="digest of the provider and the text")
    provider = models.CharField(max_length=20)
    points = models.JSONField(default=list, help_text="lon, lat in WGS-84, source, accuracy_m, datum as answered")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="geocode_by_expiry")]

    def __str__(self) -> str:
        return f"{self.provider} {self.asked_at:%F %H:%M}"
