"""Single statements of `evals/cases/verifier/`, a file a group: each is right or wrong by itself.

Called by `evals.suites.verifier` and by the verifier's tests. Whole answers hide which of their statements fails; here
every case is one statement.
"""

import json
import tomllib
from collections.abc import Iterator
from typing import cast

from assistant.language import Lang
from evals.spec import Case
from evals.suites.verifier_cases import FOLDER, Verify, Written, recorded

GROUPS = ("statements", "remarks")


def statements(group: str = "statements") -> tuple[Written, ...]:
    """Every statement as an answer of its own: `wrong` is empty for a true one and holds the statement itself otherwise."""
    documents = json.loads((FOLDER / f"recording_{group}.json").read_text(encoding="utf-8"))
    companies = {name: recorded(document, f"{group}-{name}") for name, document in documents.items()}
    found = []
    contexts = tomllib.loads((FOLDER / f"{group}.toml").read_text(encoding="utf-8"))["context"]
    for at, context in enumerate(contexts, start=1):
        observed = tuple(companies[context["company"]][o] for o in context["observe"])
        said: list[tuple[str, tuple[tuple[str, str], ...]]] = [(text, ()) for text in context["true"]]
        said += [(text, ((kind, text),)) for kind, text in context["false"]]
        found += [
            Written(
                id=f"{at}-{number}",
                lang=cast(Lang, context["lang"]),
                question=context["question"],
                text=text,
                observations=observed,
                wrong=wrong,
            )
            for number, (text, wrong) in enumerate(said, start=1)
        ]
    return tuple(found)


def graded(verify: Verify) -> Iterator[Case]:
    """One case a statement: a true one passes untouched, a false one is removed or marked."""
    for group, one in ((name, one) for name in GROUPS for one in statements(name)):
        seen = verify(one.text, observations=one.observations, lang=one.lang, question=one.question)
        kind = one.wrong[0][0] if one.wrong else "true"
        passed = seen.text != one.text if one.wrong else seen.ok and seen.text == one.text
        reasons = "; ".join(x.reason for x in seen.flagged)
        yield Case(id=f"{group}/{one.lang}/{kind}/{one.id}", passed=passed, detail=f"{one.text} {reasons}".strip())
