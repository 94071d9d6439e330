"""Addresses of the customer's pages."""

from django.urls import path

from repairs import pages, ticket_pages

urlpatterns = [
    path("report/", pages.choose_utility),
    path("report/done/<str:code>", pages.done),
    path("report/<slug:utility>/", pages.choose_symptom),
    path("report/<slug:utility>/<slug:symptom>/", pages.report),
    path("track/", ticket_pages.find),
    path("track/<str:code>", ticket_pages.follow),
]
