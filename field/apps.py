from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "field"
    label = "field"

    def ready(self) -> None:
        from field import arrival_problems, problems, shifts  # noqa: F401  (define codes and texts, handle timers)
        from field.crews import crews  # noqa: F401  (hears of ended shifts, handles timers)
        from field.crews import words as crew_words  # noqa: F401
        from field.handing_on import offers  # noqa: F401  (hears of ended visits, handles timers)
        from field.handing_on import words as handing_words  # noqa: F401
        from field.site_forms import words  # noqa: F401
        from field.telling import telling  # noqa: F401  (reads the log)
        from field.telling import words as telling_words  # noqa: F401
