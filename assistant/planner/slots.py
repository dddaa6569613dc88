"""What a question names: existing things and namespaces, exactly, in part or within a typo. Pure."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?")
_TYPO = 0.84  # similarity from which a word of five letters or more is taken for a known name


@dataclass(frozen=True, kw_only=True)
class Named:
    """`name` and `namespace` as they exist; "" where the question names none, or leaves open which."""

    name: str = ""
    namespace: str = ""


def named(question: str, known: Iterable[str]) -> Named:
    """What of `known` (`namespace/name`, or plain names) the question means."""
    names = tuple(known)
    words = [w.lower() for w in _WORD.findall(question)]
    spaces = {n.rpartition("/")[0] for n in names} - {""}
    by_name: dict[str, list[str]] = {}
    for full in names:
        by_name.setdefault(full.rpartition("/")[2].lower(), []).append(full)
        by_name.setdefault(full.lower(), []).append(full)
    # A word may be both, such as the namespace `payment` with a Deployment `payment` in it: then it is the thing.
    thing = _match(words, by_name)
    space = next((w for w in words if w in spaces and w != thing), "")
    if not thing:
        return Named(namespace=space)
    candidates = [f for f in by_name[thing] if not space or f.startswith(f"{space}/")] or by_name[thing]
    places = {f.rpartition("/")[0] for f in candidates}
    return Named(name=candidates[0].rpartition("/")[2], namespace=places.pop() if len(places) == 1 else "")


def _match(words: list[str], by_name: dict[str, list[str]]) -> str:
    for word in words:
        if word in by_name:
            return word
    for word in words:
        if len(word) >= 5 and (close := difflib.get_close_matches(word, by_name, n=1, cutoff=_TYPO)):
            return close[0]
    return ""
