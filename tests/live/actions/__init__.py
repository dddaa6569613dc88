"""Every action on a real API server with real controllers: a change that later succeeds, one that never does, and trouble."""
