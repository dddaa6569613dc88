"""The first settings: what this machine knows, which environments it makes, the file, and keeping it."""
