"""Recorded incidents: kubectl text back into objects, the grader, the suite, and the log lines that incidents turn on.

Texts are written after what kubectl prints and what the API reference documents.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UsageError
from evals.incidents.cases import Incident, Recorded
from evals.incidents.describe import described, event_table
from evals.incidents.grading import Recording, Said, Verdict, judge, statements
from evals.incidents.replay import write_snapshot
from evals.incidents.tables import tabled
from evals.suites.k8s_incidents import k8s_incidents
from tests.unit.kube.objects import Obj
from tools.kube.log_lines import duration_s, groups, records
from tools.kube.reader import Query
from tools.kube.resources import resource_named
from tools.kube.snapshot import open_snapshot
from tools.spec import Call, Unavailable

AT = datetime(2025, 5, 29, 10, 58, tzinfo=UTC)
DESCRIBED_POD = """\
Name:             web-7d9f4c8b5-x2x1z
Namespace:        shop
Start Time:       Thu, 29 May 2025 12:41:59 +0200
Labels:           app=web
                  pod-template-hash=7d9f4c8b5
Status:           Running
Controlled By:    ReplicaSet/web-7d9f4c8b5
Containers:
  web:
    Image:          registry.test/web:2
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
      Started:      Thu, 29 May 2025 12:57:00 +0200
      Finished:     Thu, 29 May 2025 12:57:02 +0200
    Ready:          False
    Restart Count:  6
    Limits:
      cpu:     500m
      memory:  256Mi
    Environment:
      DB_URL:   <set to the key 'url' in secret 'web-db'>  Optional: false
Conditions:
  Type              Status
  Ready             False
  PodScheduled      True
Volumes:
  data:
    Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
    ClaimName:  web-data
Events:
  Type     Reason   Age                   From     Message
  ----     ------   ----                  ----     -------
  Normal   Pulled   14m (x5 over 16m)     kubelet  Container image "registry.test/web:2" already present on machine
  Warning  BackOff  70s (x70 over 15m)    kubelet  Back-off restarting failed container web in pod web-7d9f4c8b5-x2x1z
"""
POD_TABLE = """\
NAME                    READY   STATUS                  RESTARTS       AGE   IP           NODE
web-7d9f4c8b5-x2x1z     0/1     CrashLoopBackOff        6 (70s ago)    16m   10.244.1.7   worker-1
db-0                    1/1     Running                 2 (3h ago)     21h   10.244.1.9   worker-1
logging-agent           0/2     Init:ImagePullBackOff   0              21h   10.244.1.3   worker-2
nightly-x7k2p           0/1     Completed               0              8h    <none>       worker-2
"""


def of(resource: str, found: Any) -> list[Obj]:
    return [obj for kind, obj in found if kind == resource]


def test_a_described_pod_becomes_the_object_it_was() -> None:
    (obj,) = of("pods", described("pod", DESCRIBED_POD, AT))
    (status,) = obj["status"]["containerStatuses"]
    assert status["state"] == {"waiting": {"reason": "CrashLoopBackOff"}}
    assert status["lastState"]["terminated"]["exitCode"] == 1
    assert status["lastState"]["terminated"]["finishedAt"] == "2025-05-29T10:57:02Z"
    assert obj["metadata"]["labels"]["pod-template-hash"] == "7d9f4c8b5"
    assert obj["metadata"]["ownerReferences"][0]["name"] == "web-7d9f4c8b5"
    assert obj["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "500m", "memory": "256Mi"}}
    assert obj["spec"]["containers"][0]["env"] == [
        {"name": "DB_URL", "valueFrom": {"secretKeyRef": {"name": "web-db", "key": "url"}}}
    ]
    assert obj["spec"]["volumes"] == [{"name": "data", "persistentVolumeClaim": {"claimName": "web-data"}}]


def test_events_keep_how_often_and_when() -> None:
    warning = next(e for e in of("events", described("pod", DESCRIBED_POD, AT)) if e["type"] == "Warning")
    assert (warning["reason"], warning["count"]) == ("BackOff", 70)
    assert (warning["firstTimestamp"], warning["lastTimestamp"]) == ("2025-05-29T10:43:00Z", "2025-05-29T10:56:50Z")
    row = "7m (x3 over 9m)   Warning   FailedMount   Pod/web-1   MountVolume.SetUp failed for volume conf"
    (event,) = of("events", event_table(f"LAST SEEN   TYPE   REASON   OBJECT   MESSAGE\n{row}\n", "shop", AT))
    assert event["involvedObject"]["name"] == "web-1"
    assert event["message"] == "MountVolume.SetUp failed for volume conf"


def test_a_table_says_what_it_says_and_no_more() -> None:
    crashing, healthy, init, done = of("pods", tabled("pod", "shop", POD_TABLE, AT))
    assert crashing["status"]["containerStatuses"][0]["state"] == {"waiting": {"reason": "CrashLoopBackOff"}}
    assert crashing["status"]["containerStatuses"][0]["lastState"] == {}
    assert healthy["status"]["conditions"] == [{"type": "Ready", "status": "True"}]
    assert init["status"]["initContainerStatuses"][0]["state"] == {"waiting": {"reason": "ImagePullBackOff"}}
    assert done["status"]["phase"] == "Succeeded"
    line = "shop   web-7d9f4c8b5-x2x1z   0/1   Pending   0   6m44s   <none>   <none>   <none>   <none>   app=web"
    (grepped,) = of("pods", tabled("pod", "", line, AT))
    assert (grepped["metadata"]["namespace"], grepped["metadata"]["labels"]) == ("shop", {"app": "web"})


def recorded(tool: str, body: str, *, failed: bool = False, **params: str) -> Recorded:
    return Recorded(file="f.txt", tool=tool, params=params, body=body, failed=failed)


def incident(*outputs: Recorded, manifests: tuple[str, ...] = ()) -> Incident:
    return Incident(
        id="x", tags=("t",), earlier=(), questions=("why?",), expected=("e",), outputs=outputs, manifests=manifests
    )


CALL = Call(operations=frozenset(), deadline=float("inf"))


def listed(folder: Path, kind: str) -> list[str]:
    return [o["metadata"]["name"] for o in open_snapshot(folder).list(resource_named(kind), Query(), CALL)]


def test_what_was_not_recorded_could_not_be_looked_at(tmp_path: Path) -> None:
    failed = recorded("kubectl_get_by_kind_in_namespace", "", failed=True, kind="deployment", namespace="shop")
    write_snapshot(incident(recorded("kubectl_describe", DESCRIBED_POD, kind="pod"), failed), tmp_path / "s")
    assert listed(tmp_path / "s", "pods") == ["web-7d9f4c8b5-x2x1z"]
    for kind in ("deployments.apps", "services", "configmaps"):
        with pytest.raises(Unavailable, match="does not hold"):
            listed(tmp_path / "s", kind)


def test_a_search_for_everything_that_finds_nothing_is_an_empty_list(tmp_path: Path) -> None:
    write_snapshot(incident(recorded("kubectl_find_resource", "", kind="*", keyword="*")), tmp_path / "s")
    assert listed(tmp_path / "s", "pods") == []


def test_a_log_lies_where_the_container_of_the_workload_is(tmp_path: Path) -> None:
    table = "NAME   READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES        SELECTOR\n"
    table += "web    0/1     1            0           16m   server       web:2         app=web\n"
    labels = "   <none>   <none>   app=web,pod-template-hash=7d9f4c8b5"
    pods = f"shop   web-7d9f4c8b5-x2x1z   0/1   CrashLoopBackOff   6 (70s ago)   16m   10.0.0.1   worker-1{labels}"
    outputs = (
        recorded("kubectl_get_by_name", table, kind="deployment", namespace="shop"),
        recorded("kubectl_find_resource", pods, kind="pod", keyword="web"),
        recorded(
            "fetch_pod_logs", "2025-05-29 10:57:01 ERROR no\n  more", pod_name="web-7d9f4c8b5-x2x1z", namespace="shop"
        ),
    )
    write_snapshot(incident(*outputs), tmp_path / "s")
    log = (tmp_path / "s/logs/shop/web-7d9f4c8b5-x2x1z/server.log").read_text()
    assert log.splitlines() == [
        "2025-05-29T10:57:01Z 2025-05-29 10:57:01 ERROR no",
        "2025-05-29T10:57:01Z   more",
    ]
    assert listed(tmp_path / "s", "replicasets.apps") == ["web-7d9f4c8b5"]


RECORDING = Recording(
    [
        "storageclass.storage.k8s.io fast-v2 not found",
        "StorageClass:  fast-v2",
        "Status: Pending",
        "Age: 10m",
        "pods: 17",
    ]
)


def verdict(
    expected: str, text: str, *, rows: tuple[str, ...] = (), problems: int = 1, question: str = "why?"
) -> Verdict:
    return judge((expected,), question, RECORDING, Said(text=text, problems=problems, rows=rows))


def test_the_grader_tells_a_right_cause_from_a_plausible_one() -> None:
    expected = 'The PVC is pending because StorageClass "fast-v2" does not exist'
    assert verdict(expected, "PVC data is Pending: the StorageClass fast-v2 does not exist").cause_right
    assert not verdict(expected, "PVC data is Pending: no node has enough memory").cause_right
    assert not verdict(expected, "PVC data is Pending: the StorageClass fast-v1 does not exist").cause_right


def test_the_grader_wants_the_decisive_line_in_one_row() -> None:
    expected = 'StorageClass "fast-v2" does not exist'
    whole = ('{"message": "storageclass.storage.k8s.io \\"fast-v2\\" not found", "storageClassName": "fast-v2"}',)
    assert verdict(expected, "", rows=whole).line_kept
    assert not verdict(expected, "", rows=("StorageClass standard", "fast-v1")).line_kept


def test_what_the_question_says_is_no_cause() -> None:
    assert not verdict("fast-v2 is Pending", "fast-v2 it is", question="what about fast-v2?").cause_right
    assert verdict("fast-v2 is Pending", "it is Pending", question="what about fast-v2?").cause_right


def test_absence_and_health_must_be_said() -> None:
    absent = 'The user is told that "cart" could not be found'
    assert verdict(absent, "There is no workload called 'cart'.", question="why does cart crash?").cause_right
    assert not verdict(absent, "web crashes", question="why does cart crash?").cause_right
    assert verdict("17 pods and no errors", "17 pods", problems=0).cause_right
    assert not verdict("17 pods and no errors", "17 pods", problems=1).cause_right
    assert not verdict("quantum flux", "quantum flux").cause_right  # nothing of it was recorded


def test_statements_are_split_by_their_own_marks() -> None:
    assert statements(["These are ok:\n- the disk is full\n- the key is missing\n"]) == [
        ("the disk is full",),
        ("the key is missing",),
    ]
    assert statements(["Mentions one of the reasons: 1. exit code 125 2. recursion"]) == [
        ("exit code 125", "recursion")
    ]
    assert statements(["Should NOT guess"]) == []


def data_set(folder: Path, question: str, expected: list[str], outputs: dict[str, tuple[Obj, str]]) -> Path:
    where = folder / "fixtures" / "case"
    where.mkdir(parents=True)
    for name, (call, body) in outputs.items():
        head = {"toolset_name": "kubernetes/core", **call}
        (where / name).write_text(f"{json.dumps(head)}\n{json.dumps({'status': 'success'})}\n{body}")
    calls = [{"file": name} for name in outputs]
    case = {"id": "case", "tags": ["jobs"], "prompt": question, "expected": expected, "recorded_calls": calls}
    (folder / "cases.jsonl").write_text(json.dumps(case) + "\n")
    return folder


DESCRIBED_JOB = """\
Name:             import-prices
Namespace:        shop
Labels:           controller-uid=05cb8b41
                  job-name=import-prices
Parallelism:      1
Completions:      1
Backoff Limit:    1
Start Time:       Thu, 29 May 2025 12:41:59 +0200
Pods Statuses:    0 Active (0 Ready) / 0 Succeeded / 2 Failed
Pod Template:
  Labels:  job-name=import-prices
  Containers:
   importer:
    Image:      registry.test/importer:4
Events:
  Type     Reason                Age   From            Message
  ----     ------                ----  ----            -------
  Warning  BackoffLimitExceeded  13m   job-controller  Job has reached the specified backoff limit
"""
JOB_PODS = (
    "NAME                  READY   STATUS   RESTARTS   AGE   LABELS\n"
    "import-prices-jzzdd   0/1     Error    0          15m   controller-uid=05cb8b41,job-name=import-prices\n"
)


def test_the_suite_asks_the_product_and_grades_what_it_says(tmp_path: Path) -> None:
    outputs: dict[str, tuple[Obj, str]] = {
        "d.txt": ({"tool_name": "kubectl_describe", "match_params": {"kind": "job"}}, DESCRIBED_JOB),
        "p.txt": (
            {"tool_name": "kubectl_get_by_kind_in_namespace", "match_params": {"kind": "pod", "namespace": "shop"}},
            JOB_PODS,
        ),
        "l.txt": (
            {
                "tool_name": "fetch_pod_logs",
                "match_params": {"pod_name": "import-prices-jzzdd", "namespace": "shop"},
            },
            "starting\nERROR dial tcp: lookup prices-db on 10.96.0.10:53: no such host\n",
        ),
    }
    expected = ["`prices-db` has no such host", "the job reached its backoff limit"]
    right = k8s_incidents.function(data_set(tmp_path / "a", "Why did the job import-prices fail?", expected, outputs))
    assert right.metrics["cause_right"] == 1.0, right.cases
    assert right.metrics["decisive_line_kept"] == 1.0
    outputs["l.txt"] = (outputs["l.txt"][0], "starting\nprices-db no such host is not what happened\nERROR disk full\n")
    wrong = k8s_incidents.function(data_set(tmp_path / "b", "Why did the job import-prices fail?", expected, outputs))
    assert wrong.metrics["cause_right"] == 0.0


def test_without_its_data_the_suite_fails(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no recorded incidents"):
        k8s_incidents.function(tmp_path)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (
            "ERROR boom\njava.lang.Error: no\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: disk\n\t... 4 more",
            "Caused by: java.io.IOException: disk",
        ),
        (
            'Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\n    f()\nValueError: bad port\nINFO next',
            "ValueError: bad port",
        ),
        ("TypeError: x is not a function\n    at Object.<anonymous> (/app/a.js:1:1)\n    at node:internal:2", ""),
        ("panic: nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:9 +0x1d\nexit status 2", ""),
    ],
)
def test_a_stack_trace_is_one_record(text: str, cause: str) -> None:
    traced = [r for r in records(text) if r.trace]
    assert len(traced) == 1
    assert traced[0].rank == 3
    assert traced[0].cause == cause


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Database call completed in 10.01 seconds.", 10.01),
        ('{"msg":"done","duration_ms": 1500}', 1.5),
        ("took=3.190824ms", 0.003190824),
        ("GET /x 200 elapsed: 2m", 120.0),
        ("Started Application in 12.3 seconds", None),
        ("retrying in 30s", None),
        ("took 42", None),
    ],
)
def test_how_long_a_line_says_it_took(line: str, seconds: float | None) -> None:
    assert duration_s(line) == (pytest.approx(seconds) if seconds is not None else None)


def test_lines_alike_but_for_names_and_ids_are_one_kind() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    lines = [
        f"{start + timedelta(seconds=n):%Y-%m-%dT%H:%M:%SZ} ERROR {service} - query failed: {why} RequestID: k{n}x9ab8c"
        for n in range(100)
        for service in ("order-service", "auth-service")
        for why in ("syntax error at or near SELCT in statement", "duplicate key value violates a unique constraint")
    ]
    assert sorted(len(g.records) for g in groups(records("\n".join(lines)))) == [200, 200]
