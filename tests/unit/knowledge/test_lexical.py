"""Search by users' words in both languages, abstention, and lookup."""

import pytest

from knowledge.guides import Lang, load
from knowledge.lexical import COVERED, GuideIndex, PassageNotFound
from tests.unit.knowledge.questions import CALIBRATION, HELD_OUT, UNSEEN, Question

INDEX = GuideIndex(load())
SETS = ["calibration", "held out", "unseen"]
ANSWERABLE = [q for q in CALIBRATION + HELD_OUT + UNSEEN if q.guide]
UNANSWERABLE = [q for q in CALIBRATION + HELD_OUT + UNSEEN if not q.guide]


def finds_first(question: Question) -> bool:
    hits = INDEX.search(question.text, lang=question.lang)
    first = hits[0].passage
    return first.guide == question.guide and question.section in ("", first.section)


def test_the_questions_are_many_and_in_both_languages() -> None:
    for questions, enough in ((ANSWERABLE, 20), (UNANSWERABLE, 10)):
        assert all(sum(q.lang == lang for q in questions) >= enough for lang in ("ko", "en"))


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda q: q.text)
def test_the_guide_is_among_three_in_the_language_asked(question: Question) -> None:
    hits = INDEX.search(question.text, lang=question.lang)
    assert question.guide in {hit.passage.guide for hit in hits}
    assert {hit.passage.lang for hit in hits} == {question.lang}


@pytest.mark.parametrize(("questions", "wrong"), [(CALIBRATION, 1), (HELD_OUT, 1), (UNSEEN, 0)], ids=SETS)
def test_the_first_hit_is_the_right_guide(questions: tuple[Question, ...], wrong: int) -> None:
    missed = [q.text for q in questions if q.guide and not finds_first(q)]
    assert len(missed) <= wrong, missed


@pytest.mark.parametrize(("questions", "silent"), [(CALIBRATION, 3), (HELD_OUT, 1), (UNSEEN, 1)], ids=SETS)
def test_answerable_questions_are_called_covered(questions: tuple[Question, ...], silent: int) -> None:
    missed = [q.text for q in questions if q.guide and INDEX.search(q.text, lang=q.lang)[0].score < COVERED]
    assert len(missed) <= silent, missed


@pytest.mark.parametrize(("questions", "wrong"), [(CALIBRATION, 2), (HELD_OUT, 0), (UNSEEN, 1)], ids=SETS)
def test_unanswerable_questions_are_called_not_covered(questions: tuple[Question, ...], wrong: int) -> None:
    covered = [
        q.text for q in questions if not q.guide and any(h.score >= COVERED for h in INDEX.search(q.text, lang=q.lang))
    ]
    assert len(covered) <= wrong, covered


@pytest.mark.parametrize(
    ("question", "lang", "passage_id"),
    [
        ("out of memory", "ko", "runbooks/out-of-memory"),
        ("메모리 부족", "en", "runbooks/out-of-memory"),
        ("unattached volumes", "ko", "runbooks/unattached-volumes"),
        ("연결되지 않은 볼륨", "en", "runbooks/unattached-volumes"),
    ],
)
def test_the_answer_is_in_the_language_asked_for_whatever_the_question_is_in(
    question: str, lang: Lang, passage_id: str
) -> None:
    first = INDEX.search(question, lang=lang)[0].passage
    assert (first.guide, first.lang) == (passage_id, lang)


def test_korean_finds_a_guide_that_exists_in_english_only() -> None:
    english = GuideIndex(p for p in load() if p.lang == "en")
    for question in ("메모리 부족으로 파드가 죽어요", "탄력적 IP 해제", "롤백은 언제 하나요"):
        found = english.search(question, lang="ko")[0].passage
        assert found.guide == INDEX.search(question, lang="ko")[0].passage.guide
        assert found.lang == "en"


def test_a_word_of_the_title_counts_more_than_one_in_passing() -> None:
    for question in ("OOMKilled", "OOMKilled가 뭐야"):
        assert INDEX.search(question, lang="ko")[0].passage.guide == "runbooks/out-of-memory"


def test_scores_are_shares_best_first_and_limited() -> None:
    for question in ANSWERABLE:
        scores = [hit.score for hit in INDEX.search(question.text, lang=question.lang, limit=5)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert len(scores) <= 5
    assert len(INDEX.search("pod", lang="en", limit=2)) == 2


@pytest.mark.parametrize("question", ["", "?", "왜", "how do I", "zzzz qqqq"])
def test_a_question_without_a_known_word_finds_nothing(question: str) -> None:
    assert INDEX.search(question, lang="en") == []


def test_get() -> None:
    passage = INDEX.get("runbooks/config-error#check", "ko")
    assert (passage.id, passage.lang) == ("runbooks/config-error#check", "ko")
    assert INDEX.get("runbooks/config-error#check", "en").lang == "en"


def test_get_names_the_nearest_ids() -> None:
    with pytest.raises(PassageNotFound) as missing:
        INDEX.get("runbooks/config-eror#chek", "en")
    assert missing.value.nearest[0] == "runbooks/config-error#check"
    assert "runbooks/config-error#check" in str(missing.value)


def test_an_empty_index_finds_nothing() -> None:
    assert GuideIndex(()).search("pod", lang="en") == []
