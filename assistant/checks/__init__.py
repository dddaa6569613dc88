"""Checks: pure functions from facts to findings, one concern each, a few related ones a file."""
