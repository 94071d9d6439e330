"""Addresses of the customer's pages."""

from django.urls import path

from repairs import pages

urlpatterns = [
    path("report/", pages.choose_utility),
    path("report/done/<str:code>", pages.done),
    path("report/<slug:utility>/", pages.choose_symptom),
    path("report/<slug:utility>/<slug:symptom>/", pages.report),
    path("track/", pages.find),
    path("track/<str:code>", pages.follow),
]
