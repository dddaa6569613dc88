"""A wish for a change as the one call that plans it: which change, of what, and to which values."""
