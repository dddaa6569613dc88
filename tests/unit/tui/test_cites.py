"""From a citation to the row and line it rests on; two evidences compared."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.evidence import Evidence
from tui import prose
from tui.cites import Citations, Located, Spot, locate
from tui.compare import compare

POD: dict[str, Any] = {
    "metadata": {"name": "pay-1", "namespace": "shop"},
    "status": {
        "conditions": [{"type": "Ready", "status": "False"}],
        "containerStatuses": [{"name": "pay", "restartCount": 7}],
    },
}
OTHER = {"metadata": {"name": "pay-1", "namespace": "other"}, "status": {}}


def spot(field: str, value: str) -> Spot:
    return Spot(evidence="E3", field=field, value=value)


def test_spot_is_found_by_namespace_name_and_path() -> None:
    wanted = (
        spot("shop/pay-1 status.containerStatuses[pay].restartCount", "7"),
        spot("shop/pay-1 status.conditions[Ready].status", "False"),
    )
    assert locate((OTHER, POD), wanted) == (
        Located(row=1, path="status.containerStatuses[pay].restartCount"),
        Located(row=1, path="status.conditions[Ready].status"),
    )


def test_flat_row_is_found_by_its_id() -> None:
    rows = ({"id": "vol-1", "state": "in-use"}, {"id": "vol-2", "state": "available"})
    assert locate(rows, (spot("vol-2 state", "available"),)) == (Located(row=1, path="state"),)


def test_path_that_is_written_otherwise_is_found_by_its_value_only_when_that_is_one() -> None:
    assert locate((POD,), (spot("shop/pay-1 restarts", "7"),)) == (
        Located(row=0, path="status.containerStatuses[pay].restartCount"),
    )
    twice = {"id": "x", "a": "1", "b": "1"}
    assert locate((twice,), (spot("x c", "1"),)) == (Located(row=0, path=""),)


def test_nothing_is_guessed() -> None:
    assert locate((POD, OTHER), (spot("shop/other-2 status.phase", "Running"),)) == ()
    assert locate((), (spot("x y", "z"),)) == ()


def test_citation_leads_to_the_spots_of_its_own_sentence() -> None:
    def statement(text: str, *cites: Spot) -> dict[str, Any]:
        return {
            "text": {"ko": f"{text}입니다", "en": text},
            "cites": [{"evidence": c.evidence, "field": c.field, "value": c.value} for c in cites],
        }

    one, two = spot("shop/pay-1 a", "1"), spot("shop/pay-2 b", "2")
    citations = Citations()
    citations.add({"statements": [statement("it fails", one), statement("it is slow", two)]})
    assert citations.of("E3", "**Cause** it is slow [E3]") == (two,)
    assert citations.of("E3", "**원인** it fails입니다 [E3]") == (one,)
    assert citations.of("E3", "a model's own words [E3]") == (one, two)
    assert citations.of("E4", "it fails") == ()


EVIDENCE = Evidence(
    id="E1", session="s-1", tool="list", arguments={}, environment="demo", digest="0" * 64, cut=False,
    taken_at=datetime(2026, 1, 1, tzinfo=UTC), items=({"name": "a", "n": 1}, {"name": "b", "n": 1}, {"name": "c", "n": 1}),
)  # fmt: skip


def test_comparing_tells_what_went_came_and_changed() -> None:
    after = replace(EVIDENCE, id="E2", items=({"name": "a", "n": 1}, {"name": "b", "n": 2}, {"name": "d", "n": 1}))
    page = compare(EVIDENCE, after, "en")
    assert page.rows == (("~", "b", "n", "1", "2"), ("-", "c", "", "", ""), ("+", "d", "", "", ""))
    assert "1 items are the same" in page.head[0]
    assert len(compare(EVIDENCE, replace(after, cut=True), "en").head) == 2
    assert compare(EVIDENCE, EVIDENCE, "ko").rows == ()


def test_marked_line_is_found_below_lines_that_wrap() -> None:
    value = {"annotation": "word " * 60, "empty": "", "name": "한글" * 30, "status": "False"}
    detail = prose.values(value, {"status"}, "cited")
    for columns in (20, 40, 400):
        laid = [line.plain for part in detail.content.split("\n", allow_blank=True) for line in part.wrap(columns)]
        assert "status" in laid[detail.top(columns)], columns
    assert detail.top(20) > detail.top(40) > detail.line
