"""Every check on what is written: the examples of upstream documentation, and a careful set of which nothing is said."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.manifests.checking import Placed, check, checks, postures
from assistant.manifests.reading import read
from tests.unit.manifests.upstream import CAREFUL, EXAMPLES, Example

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def said(tmp_path: Path, text: str) -> tuple[Placed, ...]:
    file = tmp_path / "demo.yaml"
    file.write_text(text, encoding="utf-8")
    manifests = read([str(file)])
    assert manifests.not_read == ()
    return check(manifests, NOW)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.page.rpartition('/')[2]}-{next(iter(e.checks))}")
def test_examples_of_the_documentation(example: Example, tmp_path: Path) -> None:
    found = {p.finding.check: p for p in said(tmp_path, example.text)}
    assert {check: found[check].place.line for check in example.checks if check in found} == example.checks
    for placed in found.values():
        assert placed.place.file == str(tmp_path / "demo.yaml")
        assert all(c.evidence.startswith(f"{placed.place.file}:") for s in placed.finding.statements for c in s.cites)


def test_every_check_has_an_example() -> None:
    shown = {check for e in EXAMPLES for check in e.checks}
    assert shown == {c.id for c in checks()}


def test_nothing_is_said_of_what_is_written_with_care(tmp_path: Path) -> None:
    assert [(p.finding.check, p.place.line) for p in said(tmp_path, CAREFUL)] == []
    (posture,) = postures(read([str(tmp_path / "demo.yaml")]))
    assert posture.level == "restricted"


@pytest.mark.parametrize("document", ["docs/manifests.md", "docs/ko/manifests.md"])
def test_the_documentation_lists_every_check(document: str) -> None:
    text = (Path(__file__).parents[3] / document).read_text(encoding="utf-8")
    assert {line.split("`")[1] for line in text.splitlines() if "| `kube." in line} == {c.id for c in checks()}
