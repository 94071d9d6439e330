from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """Sockets: who listens, from which version."""

    name = "dispatch.realtime"
    label = "realtime"

    def ready(self) -> None:
        from dispatch.kernel import doorbell
        from dispatch.realtime import audiences as _audiences  # noqa: F401  names the kinds of streams
        from dispatch.realtime import bells
        from dispatch.realtime import problems as _problems  # noqa: F401

        # Every process rings, also a worker or a command that serves no sockets.
        if bells.is_needed():
            doorbell.listen(bells.ringer.ring)
