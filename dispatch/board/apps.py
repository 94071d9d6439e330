from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "dispatch.board"
    label = "board"

    def ready(self) -> None:
        import dispatch.board.appointments.agreeing
        import dispatch.board.appointments.problems
        import dispatch.board.changes.activation
        import dispatch.board.changes.effects
        import dispatch.board.changes.problems  # noqa: F401
        from dispatch.board import (  # noqa: F401
            exhibits,
            findings_limits,
            handing,
            merging,
            milestone_sections,
            notes,
            offers,
            problems,
            register_page,
            return_visits,
            returns,
            review_problems,
            site_forms,
            special,
            watch,
            withdrawals,
        )
        from dispatch.board.addressing import conflicts  # noqa: F401
        from dispatch.board.addressing import problems as _addressing  # noqa: F401
        from dispatch.board.reports import texts as _reports  # noqa: F401
