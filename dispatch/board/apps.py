from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "dispatch.board"
    label = "board"
