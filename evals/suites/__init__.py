"""Suites, one a file; each is found by its declaration."""
