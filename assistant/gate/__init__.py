"""The gate: the only way from a plan to a change. `propose`, `decide`, `execute`."""
