"""Arguments of tools and playbooks: parsed against the function's own signature, or refused; nothing runs on a guess."""

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_type_hints

from tools.spec import BadRequest

if TYPE_CHECKING:
    from pydantic import BaseModel


def parse(name: str, function: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments as the function's types want them; only those given. Raises `BadRequest`."""
    from pydantic import ValidationError

    try:
        parsed = _model(function)(**arguments)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        known = ", ".join(_keyword_parameters(function)) or "none"
        raise BadRequest(f"Arguments of {name} are wrong: {problems}.", remedy=f"Its arguments: {known}.") from error
    return {k: getattr(parsed, k) for k in parsed.model_fields_set}


def schema(function: Callable[..., Any]) -> dict[str, Any]:
    """The closed JSON schema of the keyword arguments."""
    return _model(function).model_json_schema()


@lru_cache(maxsize=512)
def names(function: Callable[..., Any]) -> tuple[str, ...]:
    """The keyword arguments, in order; cheap, without a schema library."""
    return tuple(_keyword_parameters(function))


def _keyword_parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    parameters = inspect.signature(function).parameters
    return {n: p for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}


@lru_cache(maxsize=512)
def _model(function: Callable[..., Any]) -> "type[BaseModel]":
    from pydantic import ConfigDict, create_model

    types = get_type_hints(function)
    fields: dict[str, Any] = {
        n: (types[n], ... if p.default is inspect.Parameter.empty else p.default)
        for n, p in _keyword_parameters(function).items()
    }
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)
