"""A part that is made when it is first asked for, once, whichever thread asks first. Used by `assistant.wiring`.

`functools.cached_property` makes it twice when two threads ask at the same time (Python 3.12 and newer), or lets no two
installations be built at the same time (older).
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):
    """Its owner has `making`, one `threading.RLock` for all its parts: they need one another."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = ""
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "once[T]": ...
    @overload
    def __get__(self, instance: Any, owner: type) -> T: ...

    def __get__(self, instance: Any, owner: type) -> "once[T] | T":
        if instance is None:
            return self
        with instance.making:
            kept = instance.__dict__
            if self._name not in kept:
                kept[self._name] = self._make(instance)
            made: T = kept[self._name]
            return made
