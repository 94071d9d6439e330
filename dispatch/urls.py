"""Every address of the product."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from dispatch.kernel import docs
from dispatch.kernel.web import make_api

API_MODULES = [
    "dispatch.kernel.api",
    "dispatch.kernel.stand_ins_api",
    "coverage.api",
    "coverage.plans_api",
    "coverage.capacity_api",
    "coverage.roster_api",
    "coverage.shaping_api",
    "coverage.territories_api",
    "coverage.hotline_api",
    "coverage.important_users_api",
    "coverage.addresses.api",
    "repairs.api",
    "repairs.policies_api",
    "repairs.calendar_api",
    "repairs.cases.api",
    # Before the steps of visits, whose route would take any word.
    "field.telling.api",
    "field.handing_on.api",
    "field.crews.api",
    "field.talking_api",
    "field.beside_api",
    "field.withdrawing_api",
    "field.exhibits_api",
    "field.site_forms.api",
    "dispatch.board.phone_api",
    "dispatch.board.sos_api",
    "field.api",
    "dispatch.board.api",
    "dispatch.board.changes.approval_api",
    "dispatch.board.changes.api",
    "dispatch.board.findings_api",
    "dispatch.board.capacity_api",
    "dispatch.board.appointments.api",
    "dispatch.board.addressing.api",
    "dispatch.board.milestones_api",
    "dispatch.board.review_api",
    "dispatch.board.arrivals_api",
    "dispatch.board.reports.api",
    "dispatch.board.outages_api",
    "dispatch.board.withdrawals_api",
    "dispatch.board.return_visits_api",
    "dispatch.board.special_api",
    "dispatch.board.merging_api",
    "dispatch.board.station_orders_api",
    "dispatch.board.calling_api",
    "dispatch.board.map_api",
    "dispatch.board.several_api",
    "dispatch.board.queue_views_api",
    "dispatch.board.presence_api",
    "dispatch.board.beside_api",
    "dispatch.board.exhibits_api",
    "dispatch.board.todos_api",
    "dispatch.board.storms_api",
    "dispatch.board.timeline_api",
    "dispatch.board.reinforcements_api",
    "dispatch.realtime.api",
    "dispatch.demo.api",
]

api = make_api()
for name in API_MODULES:
    try:
        api.add_router("", import_module(name).router)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("api/docs", docs.show),
    path("", include("dispatch.kernel.urls")),
    path("", include("repairs.urls")),
    path("", include("dispatch.board.urls")),
]
handler404 = "dispatch.kernel.pages.not_found"
handler500 = "dispatch.kernel.pages.broken"
