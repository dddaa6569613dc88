"""A question back, as a model words it, is checked like an answer: it names only what exists. Called by `assistant.agent`."""

import re
from collections.abc import Iterable, Sequence

from assistant.language import Lang
from assistant.models.spec import Ask, Observation
from assistant.verifier.atoms import atoms
from assistant.verifier.inert import inert
from assistant.verifier.sources import known
from assistant.verifier.statements import plain


def verify_ask(
    ask: Ask, *, observations: Sequence[Observation], lang: Lang, question: str, names: Iterable[str] = ()
) -> Ask | None:
    """The question with the candidates that exist and with links as text; None when it speaks of what nobody named.

    `names`: what is known to exist besides what was observed, such as the names that an argument may take.
    """
    facts = known(observations, (), question, lang)
    allowed = {n.lower() for n in names} | facts.vocabulary | facts.plans | {i.lower() for i in facts.ids}
    allowed = allowed.union(*(r.tokens for r in facts.records))

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
    if not real(asked) or (ask.options and not options):
        return None
    return Ask(question=asked, options=options)
