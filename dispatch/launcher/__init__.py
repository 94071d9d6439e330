"""Setting up, starting, watching and stopping everything that one machine runs.

`bootstrap` and what it imports use the standard library only: they run before anything is installed.
"""
