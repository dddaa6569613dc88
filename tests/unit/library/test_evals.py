"""The suites on retrieval and on guides: their questions, and that they tell right from wrong."""

import json
from pathlib import Path

import knowledge.guides
from assistant.language import language_of
from evals.suites import guides, retrieval


def test_questions_are_many_in_both_languages_a_third_not_covered_and_name_real_sections() -> None:
    asked = guides.questions()
    sections = {p.id for p in knowledge.guides.load()}
    assert len({q.text for q in asked}) == len(asked) >= 200
    assert all(q.sections <= sections and q.split in guides.SPLITS for q in asked)
    assert 0.3 <= sum(not q.sections for q in asked) / len(asked) <= 0.4
    assert {language_of(q.text) for q in asked} == {"ko", "en"}


def test_guides_reach_what_the_documentation_says() -> None:
    metrics = guides.guides.function(None).metrics
    for split in ("report", "held_out"):
        assert metrics[f"{split}.top_3"] >= 0.95
        assert metrics[f"{split}.abstained_rightly"] >= 0.9
        assert metrics[f"{split}.abstained_wrongly"] <= 0.05


def test_retrieval_counts_a_section_that_is_missing_as_a_miss(tmp_path: Path) -> None:
    rows = [
        {"id": "a.md#1", "page": "a.md", "title": "Nodes", "heading": "Drain", "text": "Evict the pods of a node."},
        {
            "id": "b.md#1",
            "page": "b.md",
            "title": "Caches",
            "heading": "Expiry",
            "text": "Entries expire after a while.",
        },
    ]
    for lang, known in (("en", rows), ("ko", rows[:1])):
        (tmp_path / f"corpus_{lang}.jsonl").write_text("\n".join(json.dumps(r) for r in known))
    asked = [
        {"id": "1", "type": "heading", "text": "노드의 파드 비우기", "rel": "a.md#1"},
        {"id": "2", "type": "heading", "text": "캐시 만료", "rel": "b.md#1"},
    ]
    (tmp_path / "queries_ko.jsonl").write_text("\n".join(json.dumps(q) for q in asked))
    metrics = retrieval.retrieval.function(tmp_path).metrics
    assert metrics["ko_en.heading.recall_at_10"] == 1.0
    assert metrics["ko_ko.heading.recall_at_10"] == metrics["ko_ko.heading.findable"] == 0.5
    assert metrics["ko_en.heading.ndcg_at_10"] > 0.8
