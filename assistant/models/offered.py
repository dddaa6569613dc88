"""Tools as a model is told about them: name, what it does, a short closed JSON schema; and two of the dialogue's own."""

import re
from functools import lru_cache
from typing import Any

from assistant import arguments
from assistant.catalog import Entry

MORE_TOOLS, ASK_USER = "more_tools", "ask_user"
OWN = (MORE_TOOLS, ASK_USER)
_DESCRIPTION_CHARS = 260


def own_tools() -> list[dict[str, Any]]:
    """Always first, so that every prompt begins alike."""
    return [
        _tool(
            MORE_TOOLS,
            "Find other tools by what they should do, when none of those given fits.",
            {"query": {"type": "string"}},
            ["query"],
        ),
        _tool(
            ASK_USER,
            "Ask the user one short question, only when no tool can answer it.",
            {"question": {"type": "string"}, "options": {"type": "array", "items": {"type": "string"}}},
            ["question"],
        ),
    ]


@lru_cache(maxsize=512)
def described(entry: Entry) -> dict[str, Any]:
    """One tool in the shape of the chat-completions protocol. Not to be changed: it is shared."""
    schema = arguments.schema(entry.function)
    properties = {n: _slim(p) for n, p in schema.get("properties", {}).items()}
    return _tool(entry.name, _short(entry.description), properties, schema.get("required", []), schema.get("$defs"))


def _tool(
    name: str, description: str, properties: dict[str, Any], required: list[str], defs: Any = None
) -> dict[str, Any]:
    parameters: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        parameters["required"] = required
    if defs:
        parameters["$defs"] = defs
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


def _short(description: str) -> str:
    """The first line, its example, and as many more sentences as fit; what only programmers need is left out."""
    body = re.split(r"\n\s*(?:Raises|Source):", description)[0]
    body, _, example = body.partition("Example:")
    text = " ".join(body.split())
    if len(text) > _DESCRIPTION_CHARS:
        text = text[:_DESCRIPTION_CHARS].rsplit(" ", 1)[0] + " …"
    return f"{text} Example: {' '.join(example.split())}" if example else text


def _slim(schema: dict[str, Any]) -> dict[str, Any]:
    """Without titles, and an optional value as its type alone: what may be left out is not in `required` anyway."""
    kept = {k: v for k, v in schema.items() if k not in ("title", "default") or (k == "default" and v is not None)}
    choices = [c for c in kept.get("anyOf", ()) if c.get("type") != "null"]
    if len(choices) == 1 and "anyOf" in kept:
        del kept["anyOf"]
        kept |= choices[0]
    if isinstance(kept.get("items"), dict):
        kept["items"] = _slim(kept["items"])
    return kept
