"""Kubernetes objects in files: found, read with their lines, and checked. Called by `baepo check manifests` and its eval."""
