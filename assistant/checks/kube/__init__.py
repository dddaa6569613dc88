"""Checks on Kubernetes objects."""
