"""Finds the periods that a text names; called by `assistant.planner.slots`, `reading` and `narrowing`."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from assistant.patterns import Lazy
from assistant.planner.windows.meanings import Window, utc
from assistant.planner.windows.rules import RULES
from assistant.planner.windows.words import MAYBE


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A period in a text; `window` is None for a duration that is no window."""

    first: int
    last: int
    window: Window | None


def find(text: str, now: datetime, zone: tzinfo) -> tuple[Found, ...]:
    """The periods that `text` names, in reading order; words like 오후 2시 are meant in `zone`."""
    lowered = text.lower()
    if not MAYBE.search(lowered):
        return ()
    found: list[Found] = []
    for rule in RULES:
        for match in rule.pattern.finditer(lowered):
            if any(match.start() < f.last and f.first < match.end() for f in found):
                continue
            window = rule.meaning(match, now.astimezone(zone))
            if window is not None and window.end >= now:
                window = replace(window, to_now=True)
            found.append(Found(first=match.start(), last=match.end(), window=window))
    return tuple(_until_now(f, lowered, now) for f in _ranges(sorted(found, key=lambda f: f.first), lowered, now))


_SINCE_AFTER = Lazy(r"\s*(?:부터|이후|이래)(?!\s*\d)", 0)
_SINCE_BEFORE = Lazy(r"\b(?:since|starting(?:\s+(?:from|on))?)\s+(?:the\s+)?$", 0)


def _until_now(found: Found, text: str, now: datetime) -> Found:
    """A day or month since which something is asked, "since Nov 3" or 11월 3일부터, until now."""
    window = found.window
    if window is None or window.end >= now:
        return found
    after, before = _SINCE_AFTER.match(text, found.last), _SINCE_BEFORE.search(text[: found.first])
    if not after and not before:
        return found
    first, last = before.start() if before else found.first, after.end() if after else found.last
    return Found(first=first, last=last, window=replace(utc(window.start, now), to_now=True))


_TO = Lazy(r"\s*(?:부터|에서|to|until|till|through|~|-|–)\s*", 0)
_AND = Lazy(r"\s*and\s*", 0)
_BETWEEN_WORD = Lazy(r"(?:between|from)\s*$", 0)
_CLOSING = Lazy(r"\s*(?:까지|사이에?)")


def _ranges(found: list[Found], text: str, now: datetime) -> tuple[Found, ...]:
    """Two days that a question joins, "between Nov 1 and Nov 10" or "3일부터 5일까지", as one period."""
    joined: list[Found] = []
    for one in found:
        last = joined[-1] if joined else None
        if last is None or last.window is None or one.window is None or one.window.start < last.window.start:
            joined.append(one)
            continue
        between = text[last.last : one.first]
        before = _BETWEEN_WORD.search(text[: last.first])
        if not _TO.fullmatch(between) and not (before and _AND.fullmatch(between)):
            joined.append(one)
            continue
        closing = _CLOSING.match(text, one.last)
        window = utc(last.window.start, one.window.end, exact=True)
        joined[-1] = Found(
            first=before.start() if before else last.first,
            last=closing.end() if closing else one.last,
            window=replace(window, to_now=window.end >= now),
        )
    return tuple(joined)
