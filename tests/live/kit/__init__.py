"""Real servers for tests, on loopback: a Kubernetes control plane with fake nodes, and PostgreSQL.

Called by the fixtures in `tests/live/conftest.py`, by evals and by hand. Standard library only; imports nothing of the
product.
"""
