"""Read-only adapters, one package a backend; called by `assistant.toolbox` only."""
