"""From what was observed to the words of an answer. Pure."""
