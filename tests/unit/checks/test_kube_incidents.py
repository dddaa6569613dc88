"""Incidents of many kinds, asked about as people do: the cause is named and cited, and silence returns once it is mended."""

from pathlib import Path

import pytest

from tests.unit.checks import pod_incidents as pods
from tests.unit.checks import surrounding_incidents as around
from tests.unit.checks.incident import Incident, deployed, event_on
from tests.unit.checks.recorded import ask, cites_hold
from tests.unit.kube.objects import dead, pod, service, waiting

ALL = [
    *pods.unscheduled(),
    *pods.probed(),
    *pods.lived_before(),
    *pods.dependent(),
    *pods.unreachable_node(),
    *pods.waiting_for_others(),
    *around.creation(),
    *around.entrances(),
    *around.autoscalers(),
    *around.services(),
    *around.jobs(),
    *around.missing_pods(),
    *around.stopped(),
    *around.guarded(),
]


@pytest.mark.parametrize("incident", ALL, ids=str)
def test_the_cause_is_named_with_what_decides_it(incident: Incident, tmp_path: Path) -> None:
    answer = ask(tmp_path, incident.objects, incident.question, logs=incident.logs)
    (finding,) = answer.of(incident.check)
    assert dict(finding.cause)["variant"] == incident.variant
    said = " ".join(s.text.en for s in finding.statements)
    for words in incident.says:
        assert words in said
    for statement in finding.statements:
        assert statement.cites
        assert not statement.text.ko.isascii()
    assert cites_hold(answer)


@pytest.mark.parametrize("incident", ALL, ids=str)
def test_nothing_is_said_once_it_is_mended(incident: Incident, tmp_path: Path) -> None:
    answer = ask(tmp_path, incident.after().objects, incident.question)
    assert answer.of(incident.check) == []


def test_a_warning_that_no_check_understands_is_told_about_what_is_asked(tmp_path: Path) -> None:
    parts = deployed()
    odd = event_on("Pod", parts[2][1], "DNSConfigForming", "Nameserver limits were exceeded")
    (noted,) = [
        f for f in ask(tmp_path / "a", [*parts, odd], "is web fine?").findings if f.check == "kube.recent_warnings"
    ]
    assert noted.klass == "advice"
    assert "Nameserver limits were exceeded" in noted.title.en
    assert ask(tmp_path / "b", [*parts, odd], "is everything fine?").findings == ()
    assert ask(tmp_path / "c", parts, "is web fine?").findings == ()


def test_asking_for_an_ingress_reaches_what_fails_behind_it(tmp_path: Path) -> None:
    ill = deployed(ready=False)
    looping = pod("web-1a-0", owner=ill[1][1], restarts=5, state=waiting("CrashLoopBackOff"), last=dead(1))
    front = service("web", selector={"app": "web"}, ports=[{"name": "http", "port": 80}])
    answer = ask(
        tmp_path,
        [*ill[:2], looping, front, around.ingress(address=True)],
        "why does the ingress return 503?",
        name="front",
    )
    assert [f.check for f in answer.problems] == ["kube.failing_workload"]
