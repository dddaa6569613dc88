"""Reads a Prometheus server: what containers used over days."""
