"""The examples of the catalog as they are kept read, so that a cold start has not to read them."""

import json
from pathlib import Path

import pytest

from assistant.planner import examples
from assistant.reference import catalog_examples


def test_what_is_kept_is_what_the_examples_say() -> None:
    kept = json.loads(examples.WRITTEN.read_text(encoding="utf-8"))
    stale = [text for text, read in kept.items() if [sorted(part) for part in examples.analysed(text)] != read]
    assert not stale, "words have changed: make docs"


def test_nearly_all_of_the_catalog_is_kept() -> None:
    kept = json.loads(examples.WRITTEN.read_text(encoding="utf-8"))
    texts = set(catalog_examples())
    assert len(texts & kept.keys()) >= 0.9 * len(texts), "make docs"
    assert kept.keys() <= texts, "examples that no tool has any more: make docs"


@pytest.mark.parametrize("broken", ["", "{", "[1]"])
def test_a_file_that_is_damaged_or_missing_costs_only_time(
    broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = tmp_path / "examples.json"
    if broken:
        written.write_text(broken, encoding="utf-8")
    monkeypatch.setattr(examples, "WRITTEN", written)
    examples.read_example.cache_clear()
    examples._written.cache_clear()
    try:
        assert examples.read_example("checkout 왜 안 떠?") == examples.analysed("checkout 왜 안 떠?")
    finally:
        examples.read_example.cache_clear()
        examples._written.cache_clear()
