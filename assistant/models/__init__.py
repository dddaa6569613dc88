"""What answers a turn: the offline planner, or a language model behind the same protocol."""
