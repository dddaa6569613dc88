"""Recorded Kubernetes incidents: kubectl text parsed back into objects, written as a snapshot that the product reads."""
