"""An example of the catalog as the features that it shares with questions. Called by `planner.intents`, `route` and `unread`.

Reading some hundred examples is most of a cold start, so that those of this product are read once, into `examples.json`
(`make docs`); an example that is not there, of a tool just written, is read when it is needed.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

from assistant.patterns import Lazy
from assistant.planner import slots as slot_rules
from assistant.planner import windows
from assistant.planner.reading import ID_FEATURES, VERB, features_of
from knowledge import concepts

WRITTEN = Path(__file__).with_name("examples.json")
Read = tuple[frozenset[str], frozenset[str]]


@lru_cache(maxsize=8192)
def read_example(text: str) -> Read:
    """An example's features, and the words among them that name other products.

    Its names are `checkout`, `payment-api`, `web-1` and whatever has a hyphen; its namespaces `shop` and `payment`.
    """
    known = _written().get(text)
    return (frozenset(known[0]), frozenset(known[1])) if known is not None else analysed(text)


@cache
def _written() -> dict[str, tuple[list[str], list[str]]]:
    try:
        found = json.loads(WRITTEN.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # then each is read
        return {}
    return found if isinstance(found, dict) else {}


def analysed(text: str) -> Read:
    """What `read_example` gives, from the text itself."""
    placeholders: set[str] = set()
    text = VERB.sub(r"\1 \2", text)

    def hide(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        placeholders.add(ID_FEATURES.get(match[0].partition("-")[0], "<address>") if kind == "id" else f"<{kind}>")
        return slot_rules.MASK * len(match[0])

    masked = PLACEHOLDER.sub(hide, text) if _MAY_STAND.search(text) else text
    for period in windows.find(masked, _ANY_TIME, UTC):
        masked = masked[: period.first] + slot_rules.MASK * (period.last - period.first) + masked[period.last :]
        placeholders |= {"<window>"} if period.window else set()
    meant = concepts.read(masked)
    if "<namespace>" in placeholders:
        meant = [m for m in meant if m.concept != "namespace"]
    return features_of(meant, placeholders), frozenset(f"~{m.word}" for m in meant if m.concept == "other")


_ANY_TIME = datetime(2026, 1, 14, 12, tzinfo=UTC)
# What stands for a thing in the examples of the catalog; without any of the first there is nothing to look for.
_MAY_STAND = Lazy(r"[-\d$]|checkout|체크아웃|shop|payment|서울|버지니아|seoul|virginia", 0)
PLACEHOLDER = Lazy(
    (
        r"(?P<pod>(?<![\w-])[a-z][a-z0-9-]*-[a-z0-9]{8,10}-[a-z0-9]{5}(?![A-Za-z0-9-]))"
        r"|(?P<id>(?<![\w-])(?:i|vol|snap|eipalloc)-[0-9a-f]{6,}|\d{1,3}(?:\.\d{1,3}){3})"
        r"|(?P<region>(?<![\w-])[a-z]{2}-(?:north|south|east|west|central)[a-z]*-\d|서울|버지니아|\bseoul\b|\bvirginia\b)"
        r"|(?P<instance>(?<![\w-])web-1(?![A-Za-z0-9-]))"
        r"|(?P<name>(?<![\w-])(?:[a-z]+/)?(?:checkout|[a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?![A-Za-z0-9-])|체크아웃)"
        r"|(?P<namespace>(?<![\w-])(?:shop|payment)(?![A-Za-z0-9-]))"
        r"|(?P<amount>\$\d+|\d+\s?(?:%|달러|percent))"
    ),
    0,
)


def written(texts: Iterable[str]) -> str:
    """The file for these examples."""
    read = {text: [sorted(part) for part in analysed(text)] for text in sorted(set(texts))}
    return json.dumps(read, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"
