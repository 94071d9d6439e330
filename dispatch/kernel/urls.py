"""Addresses of the pages that every storey shares."""

from django.urls import path, re_path

from dispatch.kernel import pages

urlpatterns = [
    path("", pages.landing),
    path("login", pages.log_in_page),
    path("logout", pages.log_out_page),
    path("language", pages.choose_language),
    re_path(r"^console/(?P<rest>.*)$", pages.shell("console")),
    re_path(r"^technician/(?P<rest>.*)$", pages.shell("technician")),
]
