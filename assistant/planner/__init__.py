"""The offline planner, pure: `route` a question to calls, `compose` findings into an answer."""
