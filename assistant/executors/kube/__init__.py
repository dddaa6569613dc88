"""Actions on kube."""
