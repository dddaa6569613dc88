"""What a turn was reading, told in lines: what is not there was looked for, and is no failure."""

from assistant.events import ToolFailed
from tui.widgets.activity import Activity


def failed(kind: str) -> ToolFailed:
    return ToolFailed(call="c1", name="read_objects", kind=kind, message="no such kind", remedy="")


def test_what_a_cluster_does_not_have_is_no_failure() -> None:
    absent, refused = Activity(ended=True), Activity(ended=True)
    absent.see(failed("not_found"))
    refused.see(failed("denied"))
    assert absent.lines("en")[1:] == ["– read_objects: no such kind"]
    assert not absent.failures
    assert refused.lines("en")[1:] == ["✗ read_objects: no such kind"]
    assert "1 could not be read" in refused.lines("en")[0]
