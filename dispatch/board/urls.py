"""Addresses of the pages to print and to read, and of what the customer's page does."""

from django.urls import path

from dispatch.board import customer_pages, manual, register_page, sheet
from dispatch.board.changes import form

urlpatterns = [
    path("manual", manual.show),
    path("orders/<int:order_id>/sheet", sheet.show),
    path("coverage/registers/<int:node_id>", register_page.show),
    path("coverage/applications/<int:application_id>/form", form.show),
    path("track/<str:code>/feedback", customer_pages.feedback),
    path("track/<str:code>/urge", customer_pages.urge),
    path("track/<str:code>/still-out", customer_pages.still_out),
    path("track/<str:code>/appointment", customer_pages.appointment),
    path("track/<str:code>/withdrawal", customer_pages.withdrawal),
]
