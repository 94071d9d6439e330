"""Addresses of the pages that every storey shares."""

from django.urls import path, re_path

from dispatch.kernel import pages, phone_app

urlpatterns = [
    path("", pages.landing),
    path("login", pages.log_in_page),
    path("logout", pages.log_out_page),
    path("language", pages.choose_language),
    re_path(r"^console/(?P<rest>.*)$", pages.shell("console")),
    path("technician/worker.js", phone_app.worker),
    path("technician/app.webmanifest", phone_app.manifest),
    path("technician/icon.svg", phone_app.icon),
    re_path(r"^technician/(?P<rest>.*)$", pages.shell("technician")),
]
