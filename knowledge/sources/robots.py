"""robots.txt: what it allows, by the longest rule that fits. Pure; called by `knowledge.sources.web`. Source: RFC 9309."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules for one program: (pattern, allowed), and the pause it is asked to make between two pages."""

    rules: tuple[tuple[str, bool], ...] = ()
    pause_s: float = 0.0

    def allows(self, url: str) -> bool:
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True  # of two that are as long the one that allows


def read(text: str, agent: str) -> Robots:
    """The group for `agent`, or else the one for everybody."""
    ours: list[tuple[str, str]] = []
    everybody: list[tuple[str, str]] = []
    named = False
    agents: list[str] = []
    in_rules = False
    for field, value in _lines(text):
        if field == "user-agent":
            agents = [*([] if in_rules else agents), value.lower()]
            in_rules = False
            named = named or _is_for(value.lower(), agent)
            continue
        in_rules = True
        if any(_is_for(a, agent) for a in agents):
            ours.append((field, value))
        if "*" in agents:
            everybody.append((field, value))
    chosen = ours if named else everybody
    rules = tuple((unquote(v), f == "allow") for f, v in chosen if f in ("allow", "disallow") and v)
    pauses = [float(v) for f, v in chosen if f == "crawl-delay" and re.fullmatch(r"\d+(?:\.\d+)?", v)]
    return Robots(rules=rules, pause_s=max(pauses, default=0.0))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield field.strip().lower(), value.strip()


def _is_for(named: str, agent: str) -> bool:
    return bool(named) and named != "*" and agent.lower().startswith(named)


def _fits(pattern: str, path: str) -> bool:
    """`*` is anything, `$` the end; else what it begins with."""
    end = pattern.endswith("$")
    parts = [re.escape(part) for part in pattern.removesuffix("$").split("*")]
    return re.match(".*".join(parts) + ("$" if end else ""), path) is not None
