"""Collections of garbage short enough not to be felt. Called by `tui.app` whenever a part of the product was loaded.

What was imported stays until the end, and is hundreds of thousands of objects: to look through them all takes Python a
fifth of a second, in which no key is drawn. Source: `gc`, "freeze" and "set_threshold".
"""

import gc

_YOUNG, _MIDDLE, _OLD = 2_000, 20, 50  # the oldest generation is looked through this much more rarely than by default


def keep_short() -> None:
    """Everything that is there by now is left out of collections from now on."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    gc.freeze()
