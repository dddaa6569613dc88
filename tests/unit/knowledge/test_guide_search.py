"""The tool over the guides: one passage by id, the section on fixing first, and nothing where they are about another thing."""

from pathlib import Path

import pytest

import knowledge.guides
from assistant.guides import search_guides
from assistant.library import Library
from knowledge.index.search import Searcher
from knowledge.lexical import GuideIndex
from tools.spec import NotFound


def _none() -> Searcher:
    raise AssertionError("nothing was added, so nothing is opened")


INDEX = Library(GuideIndex(knowledge.guides.load()), folder=Path("no-such-folder"), roles=(), searcher=_none)


def _found(question: str, **more: str) -> list[str]:
    lang = "ko" if any("가" <= c <= "힣" for c in question) else "en"
    page = search_guides.function(INDEX, question=question, lang=lang, **more)
    return [str(item["id"]) for item in page.items if item["covers"]]


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("OOMKilled 해결 방법", "runbooks/out-of-memory#fix"),
        ("how do I fix CreateContainerConfigError", "runbooks/config-error#fix"),
        ("서비스 엔드포인트 없을 때 해결법", "runbooks/service-no-endpoints#fix"),
        ("how to fix image pull errors", "runbooks/image-pull#fix"),
    ],
)
def test_how_to_fix_is_answered_by_the_section_on_fixing(question: str, section: str) -> None:
    assert _found(question)[0] == section


def test_other_questions_keep_their_best_section() -> None:
    assert _found("롤백은 언제 해야 해?")[0] == "runbooks/rollback#symptoms"


@pytest.mark.parametrize(
    "question",
    ["what is a canary", "카나리 배포 하는 방법", "how do I set up a canary"],
)
def test_what_only_shares_words_with_a_guide_is_not_covered(question: str) -> None:
    assert _found(question) == []


@pytest.mark.parametrize("question", ["how do I do a canary deployment", "카나리 배포는 어떻게 해?"])
def test_where_no_guide_answers_the_nearest_sections_are_named(question: str) -> None:
    page = search_guides.function(INDEX, question=question, lang="en")
    assert page.items
    assert all(not item["covers"] and "text" not in item and item["heading"] for item in page.items)


def test_one_passage_by_id() -> None:
    assert _found("고쳐줘", passage="runbooks/rollback#fix") == ["runbooks/rollback#fix"]
    with pytest.raises(NotFound, match="no-such"):
        _found("x", passage="runbooks/no-such#fix")
