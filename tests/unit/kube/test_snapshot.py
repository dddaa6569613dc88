"""Recorded clusters: a folder and an archive answer alike; what is damaged or absent is said, never shown as empty."""

import json
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from evals.worlds import build
from tests.unit.kube.servers import call
from tools.kube.client import connect
from tools.kube.resources import RESOURCES
from tools.kube.target import Target
from tools.spec import BadRequest, NotFound, Unavailable

NOW = datetime(2026, 7, 28, 5, 0, tzinfo=UTC)
ALL = (*(f"list {name}" for name in RESOURCES), *(f"get {name}" for name in RESOURCES), "get pods/log")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(4, tmp_path_factory.mktemp("world"), now=NOW).folder / "kube"


@pytest.fixture(scope="module")
def archive(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "prod.tar.zst"
    compressor = zstandard.ZstdCompressor()
    with (
        path.open("wb") as file,
        compressor.stream_writer(file) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        tar.add(folder, arcname="prod")
    return path


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_folder_and_archive_answer_alike(folder: Path, archive: Path) -> None:
    one, other = connect(Target(snapshot=folder)), connect(Target(snapshot=archive))
    assert one.identity() == other.identity() == json.loads((folder / "meta.json").read_text())["cluster_uid"]
    first, second = one.bound(call(*ALL)), other.bound(call(*ALL))
    pods = first.list("pods")
    assert pods
    assert pods == second.list("pods")
    logged = next((folder / "logs").glob("*/*/*.log"))
    namespace, pod = logged.parts[-3:-1]
    container = logged.name.removesuffix(".log").removesuffix(".previous")
    previous = logged.name.endswith(".previous.log")
    assert first.log(namespace, pod, container, previous=previous) == logged.read_text().rstrip("\n")
    assert second.log(namespace, pod, container, previous=previous) == logged.read_text().rstrip("\n")


def test_selectors_and_limits_hold(folder: Path) -> None:
    reader = connect(Target(snapshot=folder)).bound(call(*ALL))
    pods = reader.list("pods")
    namespace = pods[0]["metadata"]["namespace"]
    inside = reader.list("pods", namespace=namespace)
    assert inside == [p for p in pods if p["metadata"]["namespace"] == namespace]
    assert len(reader.list("pods", limit=3)) == 3
    running = reader.list("pods", field_selector="status.phase=Running")
    assert running == [p for p in pods if p["status"]["phase"] == "Running"]
    assert 0 < len(running) < len(pods)
    label = "app.kubernetes.io/name"
    some = next(p["metadata"]["labels"][label] for p in pods if label in p["metadata"]["labels"])
    found = reader.list("pods", label_selector=f"{label}={some}")
    assert found == [p for p in pods if p["metadata"]["labels"].get(label) == some]
    with pytest.raises(BadRequest):
        reader.list("pods", label_selector="a==b==c!")


def test_metadata_lists_leave_everything_else_out(folder: Path) -> None:
    reader = connect(Target(snapshot=folder)).bound(call(*ALL))
    assert all(set(obj) == {"metadata"} for obj in reader.metadata("configmaps"))
    assert reader.metadata("secrets")


def test_an_absent_object_or_log_is_not_found(folder: Path) -> None:
    reader = connect(Target(snapshot=folder)).bound(call(*ALL))
    with pytest.raises(NotFound):
        reader.get("pods", "nothing", namespace="nowhere")
    with pytest.raises(NotFound):
        reader.log("nowhere", "nothing", "app")


def test_a_log_that_was_not_recorded_is_not_an_absent_log(copy: Path) -> None:
    reader = connect(Target(snapshot=copy)).bound(call(*ALL))
    pods = [p for p in reader.list("pods") if p["status"].get("containerStatuses")]
    calm = next(p for p in pods if not p["status"]["containerStatuses"][0]["restartCount"])
    restarted = next(p for p in pods if p["status"]["containerStatuses"][0]["restartCount"])
    shutil.rmtree(copy / "logs")

    def read(pod: dict[str, Any], *, previous: bool, container: str = "") -> None:
        name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
        reader.log(namespace, name, container or pod["spec"]["containers"][0]["name"], previous=previous)

    with pytest.raises(Unavailable, match="does not hold the log"):
        read(calm, previous=False)
    with pytest.raises(Unavailable, match="does not hold the previous log"):
        read(restarted, previous=True)
    with pytest.raises(NotFound, match="was not restarted"):
        read(calm, previous=True)
    with pytest.raises(NotFound, match="has no container nothing"):
        read(calm, previous=False, container="nothing")


def test_a_list_that_was_not_recorded_is_not_empty(copy: Path) -> None:
    (copy / "lists" / "services.json").unlink()
    reader = connect(Target(snapshot=copy)).bound(call(*ALL))
    with pytest.raises(Unavailable, match="does not hold services"):
        reader.list("services")
    assert reader.list("pods")


def test_a_list_cut_in_the_middle_names_its_file(copy: Path) -> None:
    path = copy / "lists" / "pods.json"
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(Unavailable, match=r"lists/pods\.json"):
        connect(Target(snapshot=copy)).bound(call(*ALL)).list("pods")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_an_archive_cut_in_the_middle_names_its_file(archive: Path, tmp_path: Path, share: float) -> None:
    whole = archive.read_bytes()
    path = tmp_path / "cut.tar.zst"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Unavailable, match=r"cut\.tar\.zst"):
        connect(Target(snapshot=path)).bound(call(*ALL)).list("pods")


def test_what_is_no_snapshot_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no snapshot"):
        connect(Target(snapshot=tmp_path / "nothing"))
    with pytest.raises(BadRequest, match="not a snapshot"):
        connect(Target(snapshot=tmp_path)).identity()
