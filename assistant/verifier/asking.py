"""A question back, as a model words it, is checked like an answer: it names only what exists. Called by `assistant.agent`."""

import re
from collections.abc import Iterable, Sequence

from assistant.language import Lang
from assistant.models.spec import Ask, Observation
from assistant.verifier.atoms import atoms
from assistant.verifier.inert import inert
from assistant.verifier.sources import known
from assistant.verifier.statements import plain

_NAME = re.compile(r"[\w.-]+")


def verify_ask(
    ask: Ask, *, observations: Sequence[Observation], lang: Lang, question: str, names: Iterable[str] = ()
) -> Ask | None:
    """The question with the candidates that exist and with links as text; None when it speaks of what nobody named, or
    gives nothing to choose from.

    `names`: what is known to exist besides what was observed, such as the names that an argument may take.
    """
    facts = known(observations, (), question, lang)
    exists = {n.lower() for n in names}.union(facts.plans, *(r.tokens for r in facts.records))
    allowed = exists | facts.vocabulary | {i.lower() for i in facts.ids}

    def real(text: str) -> bool:
        read = atoms(text)
        if text.isascii() and re.fullmatch(r"\S*[a-z0-9]-\S+", text):
            return text.lower() in allowed  # a name by itself
        asked_for = atoms(question).quantities
        counted = (q for q in read.quantities if q.raw > len(ask.options))  # "one of these three" counts the candidates
        numbers = all(f"{q.raw:g}" in allowed or any(q.near(x.values[0]) for x in asked_for) for q in counted)
        return numbers and all(n.text.lower() in allowed for n in read.names)

    asked, _ = inert(plain(ask.question), facts)
    options = tuple(dict.fromkeys(safe for o in ask.options if real(safe := inert(plain(o), facts)[0]) and safe))
    options = tuple(o for o in options if exists.intersection(_NAME.findall(o.lower())))
    return Ask(question=asked, options=options) if real(asked) and options else None
