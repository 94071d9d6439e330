"""Addresses: their parts, the places of the tree that they name, and the points that a geocoder gives."""
