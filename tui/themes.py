"""The product's own themes beside Textual's: calm, high contrast, and monochrome."""

from typing import Any

from textual.app import App
from textual.theme import Theme


def register(app: App[Any]) -> None:
    """Adds the themes and chooses the calm one."""
    calm = Theme(
        name="baepo", primary="#5fa8d3", secondary="#8ab6a8", accent="#7cc4f0", warning="#e0b050", error="#e06c75",
        success="#7fb77e", foreground="#d8dee4", background="#14181d", surface="#1a1f26", panel="#20262e", dark=True,
    )  # fmt: skip
    contrast = Theme(
        name="baepo-high-contrast", primary="#00d7ff", secondary="#ffffff", accent="#ffff00", warning="#ffd700",
        error="#ff5f5f", success="#00ff5f", foreground="#ffffff", background="#000000", surface="#000000",
        panel="#1c1c1c", dark=True, text_alpha=1.0,
    )  # fmt: skip
    mono = Theme(
        name="baepo-mono", primary="#c0c0c0", secondary="#c0c0c0", accent="#ffffff", warning="#ffffff", error="#ffffff",
        success="#ffffff", foreground="#d0d0d0", background="#101010", surface="#181818", panel="#242424", dark=True,
    )  # fmt: skip
    for theme in (calm, contrast, mono):
        app.register_theme(theme)
    app.theme = "baepo"
