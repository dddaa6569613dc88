"""Actions on aws."""
