"""Rows of filled forms: every handing-in, the newest of a visit counts."""

from django.db import models


class FilledForm(models.Model):
    """Answers by item, read by the version of the form that they were given to."""

    visit = models.ForeignKey("field.Visit", on_delete=models.PROTECT, related_name="filled_forms")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    answers = models.JSONField(help_text="{item: answer}")
    findings = models.JSONField(default=list, help_text="[{item, code}]: readings out of the usual")
    evidence = models.JSONField(default=dict, help_text="{at, lon, lat, accuracy_m, skew_s} as the phone said")
    handed_in_at = models.DateTimeField()
    is_late = models.BooleanField(default=False, help_text="the visit was no longer the technician's")

    class Meta:
        indexes = [models.Index(fields=["visit"], name="filled_form_of_visit")]

    def __str__(self) -> str:
        return f"{self.code} {self.version} of visit {self.visit_id}"
