"""What a text is about: the names in it that records have; called by `assistant.verifier.bindings`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms, parts
from assistant.verifier.moods import SERVING
from assistant.verifier.records import Record
from assistant.verifier.statements import Statement

EARLIER = Lazy(
    r"\b(?:previous|prior|before|old|older|earlier|used to|was|were|ran|from|roll\w*|revert\w*|back|good|last|latter|replac\w*)\b"
    r"|이전|직전|예전|원래|되돌|롤백|정상|에서|까지|→"
)  # words with which an answer speaks of the state before
REVISION = Lazy(r"(?:\brevisions?|\brev\.?|리비전)\s?#?(\d+)", re.I | re.A)


class Scope(tuple[Record, ...]):
    """Records that a statement may rest on, in order, found by name. A part of a scope uses the index of the whole."""

    _whole: "Scope | None" = None
    _positions: frozenset[int] = frozenset()

    def part(self, keep: Callable[[Record], bool]) -> "Scope":
        """The records that are to be kept."""
        whole = self._whole or self
        within = self._positions if self._whole is not None else range(len(self))
        positions = [i for i in sorted(within) if keep(whole[i])]
        found = Scope(whole[i] for i in positions)
        found._whole, found._positions = whole, frozenset(positions)
        return found

    def positions(self, key: str) -> frozenset[int]:
        """Where in the whole the records about a name are, as far as they belong to this scope."""
        if self._whole is None:
            return self._by_key.get(key, frozenset())
        return self._whole._by_key.get(key, frozenset()) & self._positions

    @cached_property
    def _by_key(self) -> dict[str, frozenset[int]]:
        found: dict[str, list[int]] = {}
        for i, r in enumerate(self):
            for key in r.keys:
                found.setdefault(key, []).append(i)
        return {key: frozenset(rows) for key, rows in found.items()}

    @cached_property
    def services(self) -> frozenset[str]:
        """What the services of a bill are called."""
        if self._whole is not None:
            return self._whole.services
        return frozenset(k for r in self for k, field in r.keys.items() if field == "service")

    @cached_property
    def of_now(self) -> "Scope":
        """Without what was so before."""
        return self.part(lambda r: r.role != "previous")

    @cached_property
    def of_before(self) -> tuple[Record, ...]:
        """Only what was so before."""
        return tuple(r for r in self if r.role == "previous")

    def recalls(self, text: str) -> bool:
        """Whether a text speaks of the state before: by its words, or by the number of a revision known only from then."""
        if SERVING.search(text) and not self._versions_before.isdisjoint(n.text.lower() for n in atoms(text).names):
            return True
        return bool(EARLIER.search(text)) or not self._revisions_before.isdisjoint(REVISION.findall(text))

    @cached_property
    def _versions_before(self) -> frozenset[str]:
        """What only the state before had: the version that serves on."""
        whole = self._whole or self
        return frozenset(t for r in whole if r.role == "previous" for t in r.tokens if t[:1] == "v" or t[:1].isdigit())

    @cached_property
    def _revisions_before(self) -> frozenset[str]:
        whole = self._whole or self
        facts = (f for r in whole if r.role == "previous" for f in r.facts if "revision" in f.concepts)
        return frozenset(f"{f.raw:g}" for f in facts)

    def about(self, names: frozenset[str]) -> tuple[Record, ...]:
        """The records about any of the names: of a list that has a row of that very name, only that row.

        Otherwise `live-api` would also be about `live-api-canary`, whose image bears its name.
        """
        if names not in self._about:
            own = {
                (n, r.evidence.id)
                for n in names
                for r in ((self._whole or self)[i] for i in self.positions(n))
                if r.row is not None and r.evidence is not None and r.keys[n] in ("name", "id")
            }
            self._about[names] = tuple(r for r in self if any(_speaks_of(r, n, own) for n in names))
        return self._about[names]

    @cached_property
    def _about(self) -> dict[frozenset[str], tuple[Record, ...]]:
        return {}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the statements so far are about: lower-cased names."""

    names: frozenset[str] = frozenset()
    block: int = -1
    topic: frozenset[str] = frozenset()  # the one thing that the question is about

    def within(self, block: int) -> frozenset[str]:
        """What a statement of a block is about when it names nothing."""
        return self.names if self.block == block else self.topic

    @classmethod
    def of(cls, s: Statement, scope: Scope, before: "Subject") -> "Subject":
        found = subjects(s.plain, scope)
        if found:
            return cls(found, s.block, before.topic)
        return before


def _speaks_of(record: Record, name: str, own: set[tuple[str, str]]) -> bool:
    if name in record.keys:
        field = record.keys[name]
        return field in ("name", "id") or record.evidence is None or (name, record.evidence.id) not in own
    if name not in record.tokens:
        return False
    return record.row is None or record.evidence is None or (name, record.evidence.id) not in own


def subjects(text: str, scope: Scope) -> frozenset[str]:
    """The names in a text that some record is about; of two that mean the same records, the more telling one."""
    read = atoms(text)
    hangul = bool(re.search("[가-힣]", text))
    candidates = {n.text.lower() for n in read.names}
    for word in read.words:
        lowered = word.text.lower()
        if lowered in candidates or not (scope.positions(lowered) or len(parts(lowered)) > 1):
            continue
        plain = word.text.islower() and (hangul or _set_apart(text, word.start, word.end))
        if plain or lowered in scope.services:
            candidates.add(lowered)
    if hangul:
        candidates |= {k for k in scope.services if not k.isascii() and k in text}
    lowered = text.lower()
    candidates |= {k for k in scope.services if " " in k and k in lowered}
    keyed: dict[str, frozenset[int]] = {}
    for candidate in candidates:
        for piece in dict.fromkeys((candidate, *_last(candidate))):
            if rows := scope.positions(piece):
                keyed[piece] = rows
                break
    return frozenset(n for n, rows in keyed.items() if not any(rows > other for o, other in keyed.items() if o != n))


def _last(name: str) -> tuple[str, ...]:
    return tuple(p for p in parts(name) if p != name)


_BEFORE_NAME = Lazy(
    r"(?:[`/]|\*\*|\b(?:namespace|service|deployment|statefulset|daemonset|pods?|workload|container|job|in|than|before|after|then|versus|of|for|to|from|back|only|with|"
    r"both|and|or|on|under|by|restart|fix|scale|delete|create|move|get)\s(?:the\s)?|(?:^|[,:;(]|\b(?:and|but|while|whereas|so|because|since|as|that|when))[\s*]*(?:the\s)?)$"
)
_AFTER_NAME = Lazy(
    r"^(?:[`/]|\*\*|['’]s?\s|\s?[:(]|\s(?:service|deployment|statefulset|daemonset|pods?|rollout|workload|containers?|revision|version|limit|memory|going|first|too|again)\b"
    r"|\s(?:is|are|has|have|was|were|cannot|can't|does|did|do|since|for|isn't|hasn't|doesn't|went|got|broke|began|came|lost|hits?|with|fell|runs?|keeps?|needs?|still|never|also|only|and|or|at|back)\b"
    r"|\s[a-z]+(?:s|ed)\b|\s?[.,;)]|\s?$|\s[–—-]\s|\s\[)"
)


_KIND_AFTER = Lazy(
    r"^`?\s(?:service|deployment|statefulset|daemonset|pods?|containers?|replicas?|workload|rollout|instances?|volumes?)\b"
)


def _set_apart(text: str, start: int, end: int) -> bool:
    """Whether a word that might be ordinary English stands where a name stands: `points` in `points is down`, "of auth and",
    "namespace review", "`points`"."""
    if _KIND_AFTER.match(text[end : end + 24]):
        return True  # "all 3 redis pods"
    return bool(_BEFORE_NAME.search(text[max(0, start - 40) : start]) and _AFTER_NAME.match(text[end : end + 24]))
