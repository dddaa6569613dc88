"""Advice on how objects are written: of a cluster, and of manifests before they are applied (`assistant.manifests`)."""
