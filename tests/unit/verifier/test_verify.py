"""What the verifier keeps, marks and removes, by kind of claim."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.canonical import digest
from assistant.evidence import Evidence
from assistant.findings import Cite, Finding, Severity, Statement
from assistant.identity import ResourceRef
from assistant.language import Lang, Text, same
from assistant.models.spec import CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.playbooks.spec import Diagnosis
from assistant.verifier import HYPOTHESIS, MISCITED, UNVERIFIED, Verified, verify
from evals.suites.verifier_cases import answers, recording
from tools.spec import NotRead, Unavailable

_NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _evidence(id_: str, *items: Mapping[str, Any], tool: str = "list_things") -> Observation:
    evidence = Evidence(
        id=id_,
        session="s",
        tool=tool,
        arguments={},
        environment="test",
        taken_at=_NOW,
        digest=digest([dict(i) for i in items]),
        items=items,
        cut=False,
    )
    return Observation(call=CallWanted(name=tool, arguments={}), evidence=evidence)


PODS = _evidence(
    "E1",
    {"name": "cart-api", "namespace": "shop", "ready": "1/1", "restarts": 0, "created_at": "2026-03-02T10:00:00Z"},
    {"name": "cart-worker", "namespace": "shop", "ready": "0/1", "restarts": 12, "created_at": "2026-02-27T12:00:00Z"},
)
VOLUMES = _evidence(
    "E2",
    {"id": "vol-0aa11", "name": "cart-data", "size_gib": 80, "state": "in-use", "encrypted": True},
    {"id": "vol-0bb22", "name": "old-data", "size_gib": 40, "state": "available", "encrypted": False},
)


def _check(text: str, lang: Lang = "en") -> Verified:
    return verify(text, observations=(PODS, VOLUMES), lang=lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "cart-worker restarted 12 times and is not ready [E1]."),
        ("en", "cart-api was created 2 hours ago [E1]."),
        ("en", "One of the 2 pods is not ready [E1]."),
        ("en", "The volumes have 120 GiB in total [E2]."),
        ("en", "old-data (`vol-0bb22`) is not attached [E2]."),
        ("ko", "cart-worker는 12번 재시작됐고 준비되지 않았습니다 [E1]."),
        ("ko", "cart-api는 2026-03-02 19:00 KST에 만들어졌습니다 [E1]."),
        ("ko", "볼륨 2개의 크기를 합치면 120 GiB입니다 [E2]."),
        ("ko", "볼륨의 평균 크기는 60 GiB입니다 [E2]."),
    ],
)
def test_true_statements_pass_untouched(lang: Lang, text: str) -> None:
    found = _check(text, lang)
    assert found.ok, (found.removed, found.marked)
    assert found.text == text


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "cart-worker restarted 21 times [E1]."),
        ("en", "cart-api restarted 12 times [E1]."),
        ("en", "cart-web restarted 12 times [E1]."),
        ("en", "cart-worker is ready [E1]."),
        ("en", "cart-api is not ready [E1]."),
        ("en", "cart-api was created 5 hours ago [E1]."),
        ("en", "old-data is attached [E2]."),
        ("en", "cart-data is not encrypted [E2]."),
        ("en", "The volumes have 130 GiB in total [E2]."),
        ("en", "cart-data has 80 MiB [E2]."),
        ("en", "The largest volume is old-data [E2]."),
        ("ko", "cart-worker는 준비되었습니다 [E1]."),
        ("ko", "cart-web은 12번 재시작됐습니다 [E1]."),
        ("ko", "old-data는 연결되어 있습니다 [E2]."),
    ],
)
def test_false_statements_are_removed_or_marked(lang: Lang, text: str) -> None:
    found = _check(text, lang)
    assert not found.ok
    assert found.text != text


def test_a_supported_statement_with_a_wrong_number_is_marked_where_it_stands() -> None:
    found = _check("cart-worker restarted 21 times [E1]. cart-api is ready [E1].")
    assert found.text == f"cart-worker restarted 21 times [E1]. {UNVERIFIED.en} cart-api is ready [E1]."
    assert [m.statement for m in found.marked] == ["cart-worker restarted 21 times [E1]."]


def test_a_statement_with_nothing_supported_is_removed_with_its_line() -> None:
    found = _check("Two findings:\n- mail-sender lost 77 messages\n- cart-worker is not ready [E1]")
    assert "mail-sender" not in found.text
    assert found.text.endswith("- cart-worker is not ready [E1]")
    assert [r.statement for r in found.removed] == ["mail-sender lost 77 messages"]


def test_a_name_from_other_evidence_is_called_wrongly_cited() -> None:
    found = _check("cart-worker restarted 12 times [E2].")
    assert found.text.endswith(MISCITED.en)
    assert found.marked


def test_a_citation_that_does_not_exist_is_removed_and_flagged() -> None:
    found = _check("cart-worker is not ready [E9].")
    assert found.text == f"cart-worker is not ready. {UNVERIFIED.en}"
    assert "E9" in found.marked[0].reason


def test_a_cause_without_a_finding_is_a_hypothesis() -> None:
    found = _check("cart-worker is not ready because of its memory limit [E1].")
    assert found.text.startswith(HYPOTHESIS.en)
    found = _check("cart-worker가 준비되지 않은 원인은 메모리 한도입니다 [E1].", "ko")
    assert found.text.startswith(HYPOTHESIS.ko)


def test_a_finding_carries_its_cause_and_no_other() -> None:
    kube = recording("dev")["explain_workload"]
    true = verify("review-api is killed because it exceeds its memory limit [E3].", observations=[kube], lang="en")
    assert true.ok, true.marked
    other = verify("review-api is down because its image cannot be pulled [E3].", observations=[kube], lang="en")
    assert other.text.startswith(HYPOTHESIS.en)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See [the runbook](https://evil.example/x?d=cart).", "See the runbook."),
        ("See ![chart](https://evil.example/p.png).", "See chart."),
        ('See <img src="https://evil.example/p.png"> this.', "See  this."),
    ],
)
def test_links_and_images_become_text(text: str, shown: str) -> None:
    found = _check(text)
    assert found.text == shown
    assert found.marked


def test_nothing_found_is_contradicted_by_a_finding() -> None:
    kube = recording("dev")["explain_workload"]
    for lang, text in (("en", "Nothing is wrong in the cluster."), ("ko", "클러스터에는 문제가 없습니다.")):
        assert verify(text, observations=[kube], lang=lang).removed  # type: ignore[arg-type]


def test_denying_what_a_finding_says_word_for_word_is_removed() -> None:
    kube = recording("dev")["explain_workload"]
    assert kube.diagnosis is not None
    said = kube.diagnosis.findings[0].statements[0].text.en
    assert verify(f"It is not true that {said}", observations=[kube], lang="en").removed
    assert verify(said, observations=[kube], lang="en").ok


def _owned(name: str, evidence: str) -> Finding:
    """A finding whose second sentence is that of every other."""
    text = f"`stack:{name}` manages it. Deleted by hand it drifts or comes back."
    return Finding(
        check="c",
        severity=Severity.LOW,
        target=ResourceRef(provider="aws", scope="1", place="r", kind="Volume", id=name),
        title=same(f"{name} is idle"),
        statements=(Statement(role="caution", text=same(text), cites=(Cite(evidence=evidence),)),),
    )


def test_a_sentence_that_several_findings_say_may_cite_each_of_them() -> None:
    found = (_owned("cart-data", "E1"), _owned("old-data", "E2"))
    diagnosis = Diagnosis(findings=found, looked_at=same("2 volumes"), evidence=("E1", "E2"))
    observations = (Observation(call=CallWanted(name="find_waste", arguments={}), diagnosis=diagnosis),)
    text = compose(observations, "en", environment="staging", detail=True)
    assert verify(text, observations=observations, lang="en").ok
    wrong = text.replace("comes back. [E2]", "comes back. [E3]")
    assert wrong != text
    assert not verify(wrong, observations=observations, lang="en").ok


def test_what_could_not_be_looked_at_survives() -> None:
    diagnosis = Diagnosis(
        findings=(),
        looked_at=Text(ko="워크로드 3개", en="3 workloads"),
        evidence=("E1",),
        not_read=(NotRead(what="events", why="Forbidden: cannot list events in eu-1", remedy="Grant list events"),),
    )
    failed = Unavailable("bills-db:5432 did not answer within 30 s.", remedy="Check baepo.toml")
    observations = (
        Observation(call=CallWanted(name="explain_workload", arguments={}), diagnosis=diagnosis),
        Observation(call=CallWanted(name="read_bill_summary", arguments={}), error=failed),
    )
    langs: tuple[Lang, ...] = ("ko", "en")
    for lang in langs:
        text = compose(observations, lang, environment="staging")
        found = verify(text, observations=observations, lang=lang)
        assert found.ok, (found.removed, found.marked)
        assert found.text == text


def test_a_prefix_of_whole_lines_is_shown_alike() -> None:
    """Streaming may verify what has arrived up to the last line break: later text does not change it."""
    for answer in answers("dev"):
        for text in (answer.text, *(t for _, t in answer.wrong[:2])):
            whole = verify(text, observations=answer.observations, lang=answer.lang).text
            for end in (i for i, c in enumerate(text) if c == "\n"):
                part = verify(text[:end], observations=answer.observations, lang=answer.lang).text.rstrip()
                assert whole.startswith(part), (answer.id, part, whole)


def test_no_heavy_library_is_imported() -> None:
    code = "import sys, assistant.verifier; print(sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for library in ("boto3", "kubernetes", "duckdb", "langchain", "openai", "pyarrow", "sqlalchemy", "textual"):
        assert f"'{library}'" not in loaded
