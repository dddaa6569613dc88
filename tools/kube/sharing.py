"""What many objects of a list have in common, held once: the pods of a workload have the same containers. Called by `partial`."""

from typing import TypeVar

T = TypeVar("T")


class Shared:
    """For one list; equal parts become the same value, so that a large cluster is neither held nor gone through many times."""

    def __init__(self) -> None:
        self._known: dict[bytes, object] = {}

    def same(self, part: T) -> T:
        """`part`, or the one seen before that is equal as JSON."""
        import orjson

        try:
            key = orjson.dumps(part)
        except orjson.JSONEncodeError:  # numbers or characters that the fast encoder refuses
            return part
        found: T = self._known.setdefault(key, part)  # type: ignore[assignment]  # what is equal as JSON has the same type
        return found
