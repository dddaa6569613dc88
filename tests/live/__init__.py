"""Tests against real servers (Kubernetes control plane, PostgreSQL); run with `pytest -m live`."""
