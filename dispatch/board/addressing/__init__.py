"""Addresses on the board: the second route to a station, and the pin that contradicts its address."""
