"""From a question to the calls that answer it: lexical match against the catalog, then names from what exists.

Pure but for `turn.names`, which is asked only when a chosen call takes a name.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from assistant.catalog import Entry
from assistant.language import Lang
from assistant.models.spec import Abstain, Ask, Calls, CallWanted, Turn
from assistant.planner.slots import named
from knowledge.analysis import expand, terms

_ENOUGH = 0.34  # share of the question's weight that an entry must explain
_TIE = 0.02


@dataclass(frozen=True)
class _Scored:
    entry: Entry
    score: float


def route(turn: Turn) -> Calls | Ask | Abstain:
    """The calls for this question; or one question back when two fit alike; or what can be done instead."""
    usable = tuple(e for e in turn.catalog if turn.environment.has(e.backend))
    scored = _ranked(turn.question, usable, turn)
    if not scored or scored[0].score < _ENOUGH:
        return _abstain(scored, turn.lang)
    best = scored[0]
    rivals = [s for s in scored[1:] if best.score - s.score < _TIE and s.entry.kind == best.entry.kind]
    if rivals and rivals[0].entry.backend != best.entry.backend:
        return _ask([best, *rivals], turn.lang)
    return Calls((CallWanted(name=best.entry.name, arguments=_arguments(best.entry, turn)),))


def _ranked(question: str, entries: tuple[Entry, ...], turn: Turn) -> list[_Scored]:
    """Best first. A score is the share of the question's weighted terms that the entry's closest example explains."""
    index = _index(entries)
    asked = Counter(expand(terms(question)))
    known = {t: n for t, n in asked.items() if t in index.weight}
    # A term no entry knows counts as half a rare one: it may be a name, or what the question is really about.
    unknown = sum(n for t, n in asked.items() if t not in index.weight) * index.rare * 0.5
    whole = sum(index.weight[t] * n for t, n in known.items()) + unknown
    if not whole:
        return []
    scored = [
        _Scored(entry, max(sum(index.weight[t] * n for t, n in known.items() if t in doc) / whole for doc in docs))
        for entry, docs in zip(entries, index.documents, strict=True)
    ]
    return sorted(scored, key=lambda s: (-s.score, s.entry.kind != "playbook"))


@dataclass(frozen=True)
class _Index:
    documents: tuple[tuple[frozenset[str], ...], ...]  # per entry: each example, and the description
    weight: dict[str, float]  # inverse document frequency
    rare: float


@lru_cache(maxsize=8)
def _index(entries: tuple[Entry, ...]) -> _Index:
    documents = tuple(
        tuple(frozenset(expand(terms(text))) for text in (*e.examples, f"{e.title} {e.description}")) for e in entries
    )
    counts = Counter(t for docs in documents for t in frozenset().union(*docs))
    total = len(entries)
    weight = {t: math.log(1 + total / n) for t, n in counts.items()}
    return _Index(documents=documents, weight=weight, rare=math.log(1 + total))


def _arguments(entry: Entry, turn: Turn) -> dict[str, object]:
    arguments: dict[str, object] = {}
    if "question" in entry.arguments:
        arguments["question"] = turn.question
    if "lang" in entry.arguments:
        arguments["lang"] = turn.lang
    if {"name", "namespace"} & set(entry.arguments):
        slots = named(turn.question, turn.names())
        found = {"name": slots.name, "namespace": slots.namespace}
        arguments.update({k: v for k, v in found.items() if v and k in entry.arguments})
    return arguments


def _ask(scored: list[_Scored], lang: Lang) -> Ask:
    question = "어느 쪽을 물으신 건가요?" if lang == "ko" else "Which of these do you mean?"
    return Ask(question=question, options=tuple(_example(s.entry, lang) for s in scored[:3]))


def _abstain(scored: list[_Scored], lang: Lang) -> Abstain:
    nearest = "\n".join(f"- {_example(s.entry, lang)}" for s in scored[:3])
    if lang == "ko":
        text = "이 질문에 답할 방법을 찾지 못했습니다."
        return Abstain(text=f"{text} 이런 것은 할 수 있습니다.\n{nearest}" if nearest else text)
    text = "I have no way to answer this."
    return Abstain(text=f"{text} What I can do here:\n{nearest}" if nearest else text)


def _example(entry: Entry, lang: Lang) -> str:
    korean = [e for e in entry.examples if re.search(r"[\uac00-\ud7a3]", e)]
    english = [e for e in entry.examples if e not in korean]
    return next(iter(korean if lang == "ko" else english), entry.title)
