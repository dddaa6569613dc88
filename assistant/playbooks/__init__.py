"""Playbooks: deterministic investigations, one a file; they read through the toolbox and need no model."""
