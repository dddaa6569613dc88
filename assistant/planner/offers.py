"""What can be asked instead: examples of the catalog, about things that exist here. Called by `planner.replies`.

Pure but for `Question.known`, which is asked only where an example needs a name.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.catalog import Entry
from assistant.language import Lang
from assistant.patterns import Lazy
from assistant.planner.examples import PLACEHOLDER
from assistant.planner.intents import Scored
from assistant.planner.question import Question

MOST = 3
_NEAR = 0.3  # from here an entry has something to do with the question
_HANGUL = Lazy(r"[\uac00-\ud7a3]", 0)
_ANY_NAME = Lazy(r"(?:에서|에|의|도|만|까지|부터)?(?![\uac00-\ud7a3])", 0)  # particles that fit after any name


def offers(scored: Sequence[Scored], question: Question) -> list[str]:
    """At most three questions that can be answered here: the nearest, then one on each backend, then the rest."""
    near = [s.entry for s in scored if s.score >= _NEAR]
    of_each: dict[str, Entry] = {}
    for entry in question.catalog:  # it begins with its playbooks
        of_each.setdefault(entry.backend, entry)
    entries = dict.fromkeys((*near, *of_each.values(), *question.catalog))
    each = (offer(e, question) for e in entries if question.has(e.backend))
    found: list[str] = []
    for one in each:
        if one and one not in found:
            found.append(one)
        if len(found) == MOST:
            break
    return found


def offer(entry: Entry, question: Question) -> str:
    """A question it answers, in the asker's language and about what exists; "" where every example needs more than is
    known. An investigation is offered as a whole, unless something was found already."""
    examples = [e for e in entry.examples if bool(_HANGUL.search(e)) == (question.lang == "ko")]
    if entry.kind == "playbook" or not question.has("kube"):
        examples.sort(key=lambda e: bool(PLACEHOLDER.search(e)))
    return next((real for e in examples if (real := _about_here(e, question))), "")


def named(entry: Entry, lang: Lang) -> str:
    """An example as it is written, or what the entry is called."""
    return next((e for e in entry.examples if bool(_HANGUL.search(e)) == (lang == "ko")), entry.title)


def _about_here(example: str, question: Question) -> str:
    """The example with the names of this environment; "" where one is not at hand or does not fit its particle."""
    pieces: list[str] = []
    done = 0
    for match in PLACEHOLDER.finditer(example):
        name = _name(match.lastgroup or "", match[0], question)
        if not name or not _ANY_NAME.match(example, match.end()):
            return ""
        pieces += [example[done : match.start()], name]
        done = match.end()
    return "".join((*pieces, example[done:]))


def _name(kind: str, written: str, question: Question) -> str:
    if kind == "amount":
        return written
    return next((n for n in _names(kind, written, question) if n), "")


def _names(kind: str, written: str, question: Question) -> Iterator[str]:
    """What the session found first, then what exists."""
    found = question.standing.findings
    if kind == "name":
        yield from (f.target.id for f in found if f.target.provider == "kube")
        yield from (k.name for k in question.known("kube"))
    elif kind == "namespace":
        yield from (f.target.place for f in found if f.target.provider == "kube")
        yield from (k.namespace for k in question.known("kube"))
    elif kind == "id":
        prefix = written.partition("-")[0]
        yield from (f.target.id for f in found if f.target.id.startswith(f"{prefix}-"))
        yield from (k.id for k in question.known("aws") if k.id.startswith(f"{prefix}-"))
    elif kind == "instance":
        yield from (k.name for k in question.known("aws") if k.kind == "instances")
    elif kind == "region" and re.fullmatch(r"[a-z0-9-]+", written):
        yield from (k.region for k in question.known("aws"))
