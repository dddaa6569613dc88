"""Questions about what the session has found and planned, and wishes to change it. Pure."""
