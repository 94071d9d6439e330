"""Acceptance on a year of real requests that nobody here made: Boston 311, 2015 (City of Boston, ODC PDDL)."""
