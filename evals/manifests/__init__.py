"""Labelled manifests of other tools as cases. Called by the suite `manifests`."""
