"""Guides and their search; called by `assistant` only. Content lies in `guides/{ko,en}/`."""
