"""Advice that repeats itself as one line a check, so that what matters stays in sight. Called by `check`, `check_manifests`."""

from collections.abc import Iterable

from assistant.findings import Severity
from assistant.language import Lang, Text

_MOST_PLACES = 4


def folded_advice(told: Iterable[tuple[str, str]], titles: dict[str, Text], lang: Lang) -> str:
    """Markdown of pairs (check, where): under a heading a line for each check, with its title and the first places."""
    places: dict[str, list[str]] = {}
    for check, where in told:
        places.setdefault(check, []).append(where)
    lines = [Text(ko="**그 밖의 권고**", en="**Further advice**").in_(lang)]
    for check, spots in places.items():
        more = len(spots) - _MOST_PLACES
        rest = Text(ko=f" 외 {more}곳", en=f" and {more} more").in_(lang) if more > 0 else ""
        lines.append(f"{Severity.LOW.sign} {titles[check].in_(lang)}: {', '.join(spots[:_MOST_PLACES])}{rest}")
    return "\n".join(lines)
