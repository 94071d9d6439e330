from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "dispatch.kernel"
    label = "kernel"

    def ready(self) -> None:
        from dispatch.kernel import stand_ins  # noqa: F401  its timers fire wherever somebody sweeps
