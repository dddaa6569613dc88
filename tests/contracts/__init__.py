"""Walks every tool, playbook, check and action, and what every store has to keep."""
