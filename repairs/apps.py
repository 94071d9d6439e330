from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RepairsConfig(AppConfig):
    name = "repairs"
    label = "repairs"

    def ready(self) -> None:
        from repairs import (  # noqa: F401
            clocks,
            merging_texts,
            outage_texts,
            page_texts,
            policies,
            problems,
            return_visit_texts,
            suspension_texts,
            texts,
            todos,
            withdrawal_texts,
        )
        from repairs.cases import clocks as case_clocks  # noqa: F401
        from repairs.cases import texts as case_texts  # noqa: F401
        from repairs.cases import verbs as case_verbs  # noqa: F401

        # Seeding is part of migrating: a database without limits could not start a single clock.
        post_migrate.connect(policies.load_seed, sender=self, dispatch_uid="repairs.policies")
