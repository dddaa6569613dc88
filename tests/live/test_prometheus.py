"""Usage of days from a real Prometheus beside requests and limits of a real cluster."""

import os
import time
from pathlib import Path

import pytest

from .conftest import optional_not_covered
from .kit.desk import make_desk
from .kit.kube import ControlPlane
from .kit.parts import MissingPart
from .kit.prometheus import prometheus
from .kit.workloads import deployment, plant, plant_namespace, pods

_DAYS = 8


def _past(*series: tuple[str, str, int]) -> str:
    """Eight days of a steady use that rises to its peak (in MiB) in the middle: of (namespace, pod, peak)."""
    now = int(time.time())
    times = range(now - _DAYS * 86400, now - 60, 240)
    lines = ["# TYPE container_memory_working_set_bytes gauge"]
    for namespace, pod, peak in series:
        labels = f'{{namespace="{namespace}",pod="{pod}",container="web"}}'
        middle = times[len(times) // 2]
        lines += [
            f"container_memory_working_set_bytes{labels} {(peak if t == middle else 20) << 20} {t}" for t in times
        ]
    return "\n".join([*lines, "# EOF", ""])


def test_requests_are_held_against_the_peak_of_a_week_and_never_advised_below_it(
    control_plane: ControlPlane, tmp_path: Path
) -> None:
    plant_namespace(control_plane, "prom")
    for name, memory in (("large", "2Gi"), ("small", "128Mi"), ("tight", "128Mi")):
        body = deployment(name, image="shop/web:1", replicas=1)
        container = body["spec"]["template"]["spec"]["containers"][0]
        container |= {"name": "web", "resources": {"requests": {"memory": memory}, "limits": {"memory": memory}}}
        plant(control_plane, "prom", body)
    names = {n: pods(control_plane, "prom", n)[0]["metadata"]["name"] for n in ("large", "small", "tight")}
    before = f"{names['large'].rpartition('-')[0]}-zzzzz"  # a pod of the same ReplicaSet that is gone
    past = _past(
        ("prom", names["large"], 100),
        ("prom", before, 300),
        ("prom", names["small"], 80),
        ("prom", names["tight"], 127),
    )
    (folder := tmp_path / "prometheus").mkdir()
    (home := tmp_path / "home").mkdir()
    desk = make_desk(control_plane, home, user="admin")
    try:
        with prometheus(folder, past) as address:
            settings = home / "baepo.toml"
            settings.write_text(f'{settings.read_text()}\n[environments.lab.prometheus]\nurl = "{address}"\n')
            found = desk.json("check", "kube", "--namespace", "prom", "--all")["findings"]
            asked = desk.json("ask", "peak memory of the containers in prometheus over the last 7 days")
    except MissingPart as error:
        optional_not_covered("Prometheus", str(error))
    of_peaks = {f["name"]: f for f in found if f["check"] in ("kube.requests_above_peak", "kube.memory_peak_at_limit")}
    assert set(of_peaks) == {"large", "tight"}, sorted(of_peaks)
    assert dict(of_peaks["large"]["cause"])["advised"] == "375Mi", "of the pod that is gone: 300Mi and a quarter"
    assert "127Mi" in of_peaks["tight"]["title"]
    assert "300Mi" in str(asked)
    down = desk.json("check", "kube", "--namespace", "prom", expect=4)
    assert any("peaks" in gap["what"] for gap in down["not_read"]), "could not look is said"


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the package is only unpacked."""
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:{os.environ.get('BAEPO_TEST_PROMETHEUS', '')}")
