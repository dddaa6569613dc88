"""Time in a question: "어제 3시부터", "last 2 hours", "since 14:00". Called by `assistant.planner.slots`. Pure."""

from assistant.planner.windows.find import Found, find
from assistant.planner.windows.meanings import Window

__all__ = ["Found", "Window", "find"]
