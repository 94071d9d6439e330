"""Addresses of the customer's pages."""

from django.urls import path

from repairs import pages
from repairs.cases import pages as service_pages

urlpatterns = [
    path("report/", pages.choose_utility),
    path("report/done/<str:code>", pages.done),
    path("report/<slug:utility>/", pages.choose_symptom),
    path("report/<slug:utility>/<slug:symptom>/", pages.report),
    path("service/", service_pages.choose),
    path("service/done/<str:code>", service_pages.done),
    path("service/again/<str:code>", service_pages.again),
    path("service/<slug:kind>/", service_pages.ask),
    path("track/", service_pages.find),
    path("track/<str:code>", service_pages.follow),
]
