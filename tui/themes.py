"""The product's own themes beside Textual's: dark, light, high contrast and monochrome; and terminals that can do less."""

import os
import sys
from typing import Any

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from assistant.language import Lang, Text
from assistant.text_width import width
from tui.values import Found

_DARK, _LIGHT = "baepo", "baepo-light"
_OWN = {
    _DARK: Text(ko="어둡게", en="Dark"),
    _LIGHT: Text(ko="밝게", en="Light"),
    "baepo-high-contrast": Text(ko="고대비", en="High contrast"),
    "baepo-mono": Text(ko="흑백", en="Monochrome"),
}
# What has no letter of ASCII: frames, signs, and what stands for them.
_ASCII = {
    "●": "*", "▲": "^", "◆": "#", "○": "o", "◐": "%", "◑": "%", "◌": ".", "✓": "v", "✗": "x", "↶": "<", "◂": "<", "▸": ">",
    "▼": "v", "→": ">", "↑": "^", "↓": "v", "←": "<", "·": "-", "…": "~", "•": "*", "⏎": "|", "│": "|", "┃": "|", "─": "-",
    "━": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+", "▌": "|", "▐": "|", "█": "#",
    "▔": "-", "▁": "_", "▎": "|", "▊": "|", "▍": "|", "±": "+", "–": "-", "—": "-",
}  # fmt: skip


def register(app: App[Any]) -> None:
    """Adds the themes and chooses the one that fits what the terminal says of its background."""
    dark = Theme(
        name=_DARK, primary="#5fa8d3", secondary="#8ab6a8", accent="#7cc4f0", warning="#e0b050", error="#e06c75",
        success="#7fb77e", foreground="#d8dee4", background="#14181d", surface="#1a1f26", panel="#20262e", dark=True,
    )  # fmt: skip
    light = Theme(
        name=_LIGHT, primary="#0b6aa2", secondary="#2c6e5a", accent="#00578a", warning="#8a5a00", error="#b3261e",
        success="#256b24", foreground="#1c232b", background="#fbfbf9", surface="#f1f1ee", panel="#e6e7e4", dark=False,
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
    for theme in (dark, light, contrast, mono):
        app.register_theme(theme)
    app.theme = _LIGHT if _light_terminal(os.environ.get("COLORFGBG", "")) else _DARK


def choices(app: App[Any], text: str, lang: Lang) -> tuple[Found, ...]:
    """The product's own themes by what they are for, then the others by name; those that hold the words."""
    wanted = text.strip().lower()
    own = tuple(Found(id=name, title=word.in_(lang), detail=name) for name, word in _OWN.items())
    others = tuple(Found(id=name, title=name) for name in sorted(app.available_themes) if name not in _OWN)
    return tuple(f for f in (*own, *others) if wanted in f"{f.title} {f.id}".lower())


def choose(app: App[Any], name: str) -> None:
    """The theme a person chose before; one that is unknown here changes nothing."""
    if name in app.available_themes:
        app.theme = name


def adapt(app: App[Any]) -> None:
    """Where the terminal cannot show Unicode, signs and frames become ASCII; what has no such sign becomes `?`."""
    encoding = getattr(sys.__stdout__, "encoding", "") or ""
    if not encoding.lower().replace("-", "").startswith("utf"):
        app._filters.append(AsciiOnly())  # Textual has no public way to add one


class AsciiOnly(LineFilter):
    """Keeps the width of everything, so that columns stay where they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [s if s.text.isascii() else Segment(_ascii(s.text), s.style, s.control) for s in segments]


def _ascii(text: str) -> str:
    return "".join(c if c.isascii() else _ASCII.get(c, "?" * width(c)) for c in text)


def _light_terminal(colours: str) -> bool:
    """`COLORFGBG` is "foreground;background" as palette numbers; 7 and 15 are white."""
    return colours.rpartition(";")[2] in ("7", "15")
