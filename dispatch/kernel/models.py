"""Rows of the kernel: the organisation tree, people and keys, the event log and its cursors, timers, receipts.

No behaviour lives here; the modules beside it (`organisation`, `access`, `events`, `commands`, `timers`, `outbox`,
`audit`) are the only writers of their tables.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models

from dispatch.kernel.access_table import Role


class Node(models.Model):
    """A place in the organisation tree: province, city or league bureau, county, station."""

    class Kind(models.TextChoices):
        PROVINCE = "province"
        CITY = "city"
        COUNTY = "county"
        STATION = "station"

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=200, unique=True, help_text="ids from the root, '/1/4/19/'")
    time_zone = models.CharField(max_length=50, default="Asia/Shanghai")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(path__startswith="/", path__endswith="/"), name="node_path_shape")
        ]
        indexes = [models.Index(fields=["path"], opclasses=["varchar_pattern_ops"], name="node_path_prefix")]

    def __str__(self) -> str:
        return self.name

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to this node, this node included."""
        return [int(part) for part in self.path.strip("/").split("/")]


class User(AbstractUser):
    """A person who works here. What they may do is in their grants."""

    display_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, default="zh")
    # Moves whenever grants, password or activity change, so that open sockets notice.
    access_version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.display_name or self.username


class Grant(models.Model):
    """A role held at a node: it reaches everything below the node and nothing beside it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    node = models.ForeignKey(Node, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role", "node"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.role}@{self.node_id}"


class StandIn(models.Model):
    """A/B roles (AB角): while it is in effect `deputy` may do what `principal` may by `role` at `node`."""

    principal = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stood_in_for_by")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stands_in")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    node = models.ForeignKey(Node, on_delete=models.CASCADE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(principal=models.F("deputy")), name="stand_in_somebody_else"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="stand_in_forward",
            ),
        ]
        indexes = [models.Index(fields=["deputy", "ends_at"], name="stand_in_of_deputy")]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.principal_id} as {self.role}"


class ApiKey(models.Model):
    """A key of an integration. Only its hash is kept."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    node = models.ForeignKey(Node, on_delete=models.CASCADE)
    role = models.CharField(max_length=12, default=Role.INTEGRATION.value)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Stream(models.Model):
    """The head of one audience's stream: the number of its newest entry."""

    name = models.CharField(max_length=80, primary_key=True)
    head = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}@{self.head}"


class Entry(models.Model):
    """One line of the log. Versions of a stream have no holes and follow the order of commits."""

    pk = models.CompositePrimaryKey("stream", "version")
    stream = models.CharField(max_length=80)
    version = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    data = models.JSONField()
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    # Where a reader of the whole log stands, never beyond `events.horizon`.
    seq = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.stream}#{self.version} {self.kind}"


class Receipt(models.Model):
    """The answer given to an idempotency key, so that the same key gets it again."""

    pk = models.CompositePrimaryKey("actor", "key")
    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


class Cursor(models.Model):
    """How far one reader of the whole log has come."""

    reader = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.reader}@{self.seq}"


class Timer(models.Model):
    """Something to do at an instant. The row goes in the transaction that does it: that is why it happens once."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    due_at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="timer_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Lease(models.Model):
    """Who does a job that one process does for all, and until when."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class AuditRecord(models.Model):
    """Who opened what. Each row carries the hash of the one before it, so a removed or altered row shows."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"


class Attempt(models.Model):
    """A window of counted attempts (log-ins, anonymous requests) of one origin."""

    scope = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.scope} {self.count}"
