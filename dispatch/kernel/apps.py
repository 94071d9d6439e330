from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "dispatch.kernel"
    label = "kernel"
