from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "dispatch.board"
    label = "board"

    def ready(self) -> None:
        from dispatch.board import offers, problems, returns, watch  # noqa: F401
