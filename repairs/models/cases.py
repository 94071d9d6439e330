"""Cases (业务工单): what customers ask for beside repairs, their clocks and record, and who reads the secret ones."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dispatch.kernel.models import Node
from repairs.models.orders import UTILITIES, Policy, WorkOrder


class Case(models.Model):
    """One consultation, complaint, application… `state` moves only along the table of `repairs.cases.lifecycle`.

    `node` is the root of the tree it was taken in, `owner_node` the unit that has it, `owner` who works on it there.
    `first_asked` took it and answers for it to the end (首问负责); it is never changed. Wrongdoing has none.
    """

    number = models.CharField(max_length=13, unique=True)
    tracking_code = models.CharField(max_length=32, unique=True)
    business_type = models.CharField(max_length=30)
    utility = models.CharField(max_length=12, choices=UTILITIES)
    subject = models.CharField(max_length=120)
    content = models.TextField(max_length=4000)
    fields = models.JSONField(default=dict)
    is_anonymous = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=2, default="zh")
    related_order = models.ForeignKey(WorkOrder, null=True, on_delete=models.PROTECT, related_name="cases")
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    first_asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="cases_first_asked"
    )
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    owner_node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="cases_owned")
    # The unit that a report of wrongdoing speaks of: nobody of it opens the report.
    concerned_node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=16)
    state_before = models.CharField(max_length=16, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=80, blank=True)
    updated_at = models.DateTimeField()
    # The nearest running clock, repeated here so that lists sort by time left.
    due_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=12, blank=True)
    rounds = models.PositiveSmallIntegerField(default=1, help_text="1, and one more each time it is handled again")
    routed_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    fed_back_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=2000, blank=True)
    contested_by = models.CharField(max_length=80, blank=True)
    # Codes of the papers that were asked for, all at once (一次性告知).
    papers = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(contact_name="", contact_phone="", address="", first_asked=None),
                name="case_anonymous_keeps_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(business_type="wrongdoing_report")
                | Q(is_confidential=True, first_asked=None, related_order=None),
                name="case_wrongdoing_is_secret",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="case_closed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_node", "due_at"], condition=~Q(state="closed"), name="case_open_of_node"),
            models.Index(fields=["first_asked", "due_at"], name="case_first_asked"),
        ]

    # What policies are held against besides utility and business type (`policies.Situation`).
    symptom = ""
    is_life_safety = False
    scene = ""

    def __str__(self) -> str:
        return f"case {self.number} ({self.state})"


class CaseClock(models.Model):
    """A deadline that runs or ran on a case, with the policy it came from."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    is_provisional = models.BooleanField(default=False, help_text="counts working days that are not announced yet")
    next_threshold = models.PositiveSmallIntegerField(default=50)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(stopped_at=None), name="case_clock_one_running"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id} until {self.due_at:%F %H:%M}"


class CaseNote(models.Model):
    """What was said and decided in the words of whoever did it: the record of the case. Written once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, help_text="the action that it belongs to")
    text = models.TextField(max_length=4000, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="case_notes")]

    def __str__(self) -> str:
        return f"{self.kind} on case {self.case_id} at {self.at:%F %H:%M}"


class CaseReader(models.Model):
    """Somebody named to handle a secret case. Whoever holds `case.open_confidential` at its root needs no row."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.CharField(max_length=80)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], condition=Q(ended_at=None), name="case_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} reads case {self.case_id}"
