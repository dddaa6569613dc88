"""What could not be looked at, in words: many kinds that are forbidden make one line, everything else keeps its own."""

import pytest

from assistant.finding_text import not_looked_at
from assistant.language import Lang
from tools.spec import NotRead, Reason


def forbidden(kind: str) -> NotRead:
    parts = {"user": "viewer", "permission": f"list {kind}", "doing": f"list {kind}", "place": "the API server x"}
    reason = Reason(code="forbidden", parts=parts)
    return NotRead(what=kind, why=f"refused {kind}", remedy=f"allow {kind}", reason=reason)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_many_forbidden_kinds_are_one_line(lang: Lang) -> None:
    away = NotRead(what="services", why="no answer")
    lines = not_looked_at((forbidden("nodes"), away, forbidden("roles"), forbidden("clusterroles")), lang).splitlines()
    assert len(lines) == 3
    assert "nodes, roles, clusterroles" in lines[1]
    assert "viewer" in lines[1]
    assert "baepo permissions kube" in lines[1]
    assert "services" in lines[2]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_few_say_each_what_allows_them(lang: Lang) -> None:
    lines = not_looked_at((forbidden("nodes"), forbidden("roles")), lang).splitlines()
    assert len(lines) == 3
    assert "baepo permissions kube" not in "".join(lines)
    assert not_looked_at((), lang) == ""
