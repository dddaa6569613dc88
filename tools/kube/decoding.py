"""JSON of API servers and snapshots. Called by `transport` and `snapshot`."""

import json
from typing import Any


def decoded(body: bytes) -> Any:
    """The value; what only the standard library takes (NaN, lone surrogates) is left to it. Raises: ValueError, which says
    where the text is broken."""
    import orjson

    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)
