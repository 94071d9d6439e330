from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Carries the project's own management commands."""

    name = "dispatch"
    label = "dispatch"
