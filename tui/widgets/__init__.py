"""Widgets take values in and post messages out; none of them calls the core."""
