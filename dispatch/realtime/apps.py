from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "dispatch.realtime"
    label = "realtime"
