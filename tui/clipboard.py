"""What is copied goes to the terminal as an escape sequence (OSC 52), which also works over SSH and in tmux."""

MOST_BYTES = 56_000  # terminals drop longer sequences whole: xterm those above 74,994 characters, in base 64


def fitting(text: str) -> tuple[str, bool]:
    """(as much of the text as terminals take, whether that is less than all of it)."""
    encoded = text.encode()
    if len(encoded) <= MOST_BYTES:
        return text, False
    return encoded[:MOST_BYTES].decode(errors="ignore"), True
