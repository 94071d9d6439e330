"""Addresses of the pages to print and to read."""

from django.urls import path

from dispatch.board import sheet

urlpatterns = [
    path("orders/<int:order_id>/sheet", sheet.show),
]
