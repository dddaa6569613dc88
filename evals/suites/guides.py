"""The suite `guides`: questions in users' words on the built-in guides, a third of them not covered."""

import tempfile
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import Failed
from assistant.guides import search_guides
from assistant.language import language_of
from assistant.library import Library
from evals.spec import Case, Scores, suite
from knowledge.embedding import DEFAULT, named
from knowledge.guide_search import built_in
from knowledge.index.search import Searcher

FILE = Path(__file__).parents[1] / "cases" / "guides" / "questions.toml"
SPLITS = ("calibration", "report", "held_out")
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Question:
    """`sections` answer it, none when the guides do not."""

    text: str
    split: str
    sections: frozenset[str]


@suite(name="guides")
def guides(_data: Path | None) -> Scores:
    """questions on the built-in guides: right section among three, and silence where they do not answer

    `calibration` chose the threshold and is shown case by case; of `report` and `held_out` only the shares are printed.
    """
    with tempfile.TemporaryDirectory(prefix="baepo-eval-") as cache:
        return _measured(
            Library(built_in(named(DEFAULT, cache=Path(cache))), folder=Path("none"), roles=(), searcher=_none)
        )


def _measured(library: Library) -> Scores:
    right: dict[str, list[bool]] = defaultdict(list)
    cases = []
    for number, question in enumerate(questions(), start=1):
        found = answered(library, question.text)
        passed = bool(question.sections & set(found)) if question.sections else not found
        if question.sections:
            right[f"{question.split}.top_3"].append(passed)
            right[f"{question.split}.abstained_wrongly"].append(not found)
        else:
            right[f"{question.split}.abstained_rightly"].append(passed)
        if question.split == "calibration":
            wanted = ", ".join(sorted(question.sections)) or "not covered"
            detail = f"{question.text!r}: {wanted}, not {', '.join(found) or 'not covered'}"
            cases.append(Case(id=f"guides/{number}", passed=passed, detail=detail))
    metrics = {name: sum(of) / len(of) for name, of in sorted(right.items())}
    return Scores(metrics=metrics | {"questions": float(len(questions()))}, cases=tuple(cases))


def questions() -> list[Question]:
    groups = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    return [
        Question(text=text, split=group["split"], sections=frozenset(group["sections"]))
        for group in groups
        for text in group["questions"]
    ]


def answered(library: Library, question: str) -> list[str]:
    """The sections given as an answer, best first; none when the guides are said not to cover it."""
    page = search_guides.function(library, question=question, lang=language_of(question), limit=_SHOWN)
    return [str(item["id"]) for item in page.items if item["covers"]]


def _none() -> Searcher:
    raise Failed("The built-in guides alone are measured.")
