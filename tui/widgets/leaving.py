"""What a widget leaves behind when it goes."""

from textual.widget import Widget


class Leaving(Widget):
    """A widget that takes its drawn lines along when it is removed.

    Textual 8 remembers the last 1,024 objects that hold drawn lines (`StylesCache.get_inner_outer` is cached by its
    object), so that a conversation whose old turns leave the window would keep all of them in memory.
    """

    def on_unmount(self) -> None:
        self._styles_cache.clear()
