"""Widgets that leave nothing in memory when they go."""

from functools import lru_cache
from typing import Any

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.style import Style
from textual.widget import Widget


class _DrawnLines(StylesCache):
    """Textual 8 memoises `get_inner_outer` by the object, and so keeps the drawn lines of the last 1,024 widgets alive."""

    @staticmethod
    @lru_cache(maxsize=256)
    def get_inner_outer(base_background: Color, background: Color) -> tuple[Style, Style]:
        return Style(background=base_background + background), Style(background=base_background)


class Leaving(Widget):
    """A widget of which there come and go many: the turns of a long conversation."""

    def __init__(self, *children: Widget, **given: Any) -> None:
        super().__init__(*children, **given)
        self._styles_cache = _DrawnLines()
