"""The tool over the guides: one passage by id, the section on fixing first, and nothing where they are about another thing."""

from pathlib import Path

import pytest

from assistant.guides import search_guides
from assistant.language import language_of
from assistant.library import Library
from knowledge import guides, topics
from knowledge.embedding import DEFAULT, EmbedderUnavailable, named
from knowledge.guide_search import GuideSearch, built_in
from knowledge.index.search import Searcher
from knowledge.phrase_vectors import PhraseVectors
from tools.spec import NotFound


def _none() -> Searcher:
    raise AssertionError("nothing was added, so nothing is opened")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedders")


@pytest.fixture(scope="module")
def index(cache: Path) -> Library:
    guides = built_in(named(DEFAULT, cache=cache))
    return Library(guides, folder=Path("no-such-folder"), roles=(), searcher=_none)


def _found(index: Library, question: str, **more: str) -> list[str]:
    page = search_guides.function(index, question=question, lang=language_of(question), **more)
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
def test_how_to_fix_is_answered_by_the_section_on_fixing(index: Library, question: str, section: str) -> None:
    assert _found(index, question)[0] == section


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("how do I drain a node", "node-maintenance#fix"),
        ("노드 drain 하는 방법", "node-maintenance#fix"),
        ("how do I safely delete a node", "node-maintenance#remove"),
        ("how do I safely delete a volume", "unattached-volumes#fix"),
        ("디플로이먼트 재시작 어떻게 해", "workload-changes#restart"),
        ("how do I view logs of a crashed container", "pod-access#logs"),
        ("서비스를 외부에 노출하는 방법", "expose-service#fix"),
        ("시크릿 교체하는 방법", "secret-rotation#fix"),
        ("how do I renew a certificate", "secret-rotation#certificate"),
        ("PVC 용량 어떻게 늘려", "volume-resize#claim"),
        ("how do I move gp2 volumes to gp3", "volume-resize#type"),
        ("오래된 스냅샷 삭제 방법", "old-snapshots#fix"),
        ("how do I find who changed something", "change-history#check"),
        ("how do I reserve capacity", "reserved-capacity#fix"),
        ("how do I force delete a pod", "stuck-deletion#fix"),
    ],
)
def test_how_something_is_done_is_answered_by_its_own_section(index: Library, question: str, section: str) -> None:
    assert _found(index, question)[0] == f"runbooks/{section}"


def test_other_questions_keep_their_best_section(index: Library) -> None:
    assert _found(index, "롤백은 언제 해야 해?")[0] == "runbooks/rollback#symptoms"


@pytest.mark.parametrize(
    "question",
    ["what is a canary", "카나리 배포 하는 방법", "how do I set up a canary"],
)
def test_what_only_shares_words_with_a_guide_is_not_covered(index: Library, question: str) -> None:
    assert _found(index, question) == []


@pytest.mark.parametrize("question", ["how do I do a canary deployment", "카나리 배포는 어떻게 해?"])
def test_where_no_guide_answers_the_nearest_sections_are_named(index: Library, question: str) -> None:
    page = search_guides.function(index, question=question, lang="en")
    assert page.items
    assert all(not item["covers"] and "text" not in item and item["heading"] for item in page.items)


def test_one_passage_by_id(index: Library) -> None:
    assert _found(index, "고쳐줘", passage="runbooks/rollback#fix") == ["runbooks/rollback#fix"]
    with pytest.raises(NotFound, match="no-such"):
        _found(index, "x", passage="runbooks/no-such#fix")


def test_every_section_says_what_it_answers_and_no_other_is_named() -> None:
    assert set(topics.load().covered) == {p.id for p in guides.load()}


def test_a_line_of_the_topics_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "covered.txt").write_text("# comment\nnode#fix 노드 = node\n", encoding="utf-8")
    with pytest.raises(guides.GuideError, match=r"covered\.txt:2: expected"):
        topics.load(tmp_path)


def test_what_a_section_is_called_in_its_guide_is_covered(index: Library) -> None:
    silent = [p.id for p in guides.load() if not index.search(f"{p.title}: {p.heading}", lang=p.lang).covered]
    assert silent == []


def test_no_topic_beyond_the_guides_is_covered(index: Library) -> None:
    beyond = [t for t in topics.load().beyond if index.search(t.ko, lang="ko").covered]
    assert beyond == []


def test_the_vectors_that_come_with_it_are_those_of_its_phrases(cache: Path) -> None:
    assert PhraseVectors(topics.load(), named(DEFAULT, cache=cache)).are_kept, "python -m assistant.reference"


def test_vectors_of_other_phrases_are_made_anew(cache: Path, tmp_path: Path) -> None:
    embedder = named(DEFAULT, cache=cache)
    kept = PhraseVectors(topics.load(), embedder).nearness("노드 비우기")
    assert kept.sections["runbooks/node-maintenance#fix"] > 0.9 > kept.beyond
    anew = PhraseVectors(topics.load(), embedder, file=tmp_path / "none.npz").nearness("노드 비우기")
    assert anew.sections == pytest.approx(kept.sections, abs=0.02)


def test_without_an_embedder_words_alone_decide() -> None:
    def unavailable(_question: str) -> None:
        raise EmbedderUnavailable("not installed")

    search = GuideSearch(guides.load(), topics.load(), unavailable)  # type: ignore[arg-type]
    assert search.search("how do I drain a node", lang="en").covered
    assert not search.search("how do I do a canary deployment", lang="en").covered
