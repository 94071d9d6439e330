from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "coverage"
    label = "coverage"

    def ready(self) -> None:
        from coverage import absences, problems, texts  # noqa: F401
