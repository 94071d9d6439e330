"""A job offered from one technician to a colleague: until it is taken it stays with the one who offers it."""

from django.db import models
from django.db.models import F, Q

from field.models import Technician, Visit


class JobOffer(models.Model):
    """One offer. The visit is the giver's; who takes it gets a visit of their own on the same order."""

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        DECLINED = "declined"
        CALLED_OFF = "called_off"
        GONE = "gone"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="job_offers")
    giver = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="job_offers_made")
    receiver = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="job_offers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=300, blank=True, help_text="how far the work is and what to know")
    offered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(state="open"), name="job_offer_one_open"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="job_offer_to_somebody_else"),
        ]
        indexes = [models.Index(fields=["receiver"], condition=Q(state="open"), name="job_offer_to")]

    def __str__(self) -> str:
        return f"{self.visit_id} to {self.receiver_id}: {self.state}"
