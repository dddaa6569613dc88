"""Kubernetes: a live API server or a recorded snapshot of its raw lists, read by the same tools."""
