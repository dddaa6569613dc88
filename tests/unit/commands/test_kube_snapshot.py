"""`baepo kube snapshot`: what is written down can be checked like the cluster itself, and holds no secret."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from evals import worlds
from tools.kube.record import without_secrets

Run = Callable[..., str]
_SECRETS = ("hunter2", "s3cr3t-value", "postgres://app:pw-in-annotation@db")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recorded cluster with secrets in the places where people leave them."""
    world = worlds.build(6, tmp_path_factory.mktemp("company"), now=datetime.now(UTC))
    folder = world.folder / "kube"
    _edit(folder / "lists" / "configmaps.json", lambda o: o.setdefault("data", {}).update({"PASSWORD": _SECRETS[0]}))
    _edit(folder / "lists" / "deployments.apps.json", _leak)
    return folder


def _edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    body = json.loads(path.read_text())
    for item in body["items"]:
        change(item)
    path.write_text(json.dumps(body))


def _leak(deployment: dict[str, Any]) -> None:
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    container.setdefault("env", []).append({"name": "TOKEN", "value": _SECRETS[1]})
    annotations = deployment["metadata"].setdefault("annotations", {})
    annotations["kubectl.kubernetes.io/last-applied-configuration"] = _SECRETS[2]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], cluster: Path) -> Run:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    config = tmp_path / "baepo.toml"
    config.write_text(f'[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "{cluster}"\n')

    def ran(*words: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main([*words, "--config", str(config)]) == code
        said = capsys.readouterr()
        return said.out + said.err

    return ran


def _checked(run: Run, *place: str) -> list[tuple[str, str, str]]:
    told = json.loads(run("check", "kube", *place, "--json"))
    return sorted((f["namespace"], f["name"], f["check"]) for f in told["findings"])


@pytest.mark.parametrize("name", ["incident.tar.zst", "incident"])
def test_what_is_written_down_is_found_there_again(run: Run, name: str, tmp_path: Path) -> None:
    run("kube", "snapshot", str(tmp_path / name), code=4)  # the made-up cluster does not hold every kind
    found = _checked(run)
    assert found
    assert _checked(run, "--snapshot", str(tmp_path / name)) == found


def test_no_secret_gets_in(run: Run, tmp_path: Path) -> None:
    run("kube", "snapshot", str(tmp_path / "incident"), code=4)
    written = [p.read_text() for p in (tmp_path / "incident").rglob("*") if p.is_file()]
    assert any("PASSWORD" in text for text in written)  # the key stays, its value does not
    assert any('"TOKEN"' in text for text in written)
    assert not any(secret in text for text in written for secret in _SECRETS)


def test_a_secret_keeps_its_metadata_only() -> None:
    secret = {"metadata": {"name": "db", "namespace": "shop"}, "data": {"password": "aHVudGVyMg=="}, "type": "Opaque"}
    assert without_secrets("secrets", secret) == {"metadata": {"name": "db", "namespace": "shop"}}


def test_what_cannot_be_read_is_told_and_the_rest_written(run: Run, cluster: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(cluster, source)
    (source / "lists" / "services.json").unlink()
    config = tmp_path / "baepo.toml"
    config.write_text(f'[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "{source}"\n')
    told = json.loads(run("kube", "snapshot", str(tmp_path / "out"), "--json", code=4))
    assert "services" in [n["what"] for n in told["not_read"]]
    assert (tmp_path / "out" / "lists" / "pods.json").is_file()


def test_nothing_is_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "incident").mkdir()
    assert "is there already" in run("kube", "snapshot", str(tmp_path / "incident"), code=2)
    assert list((tmp_path / "incident").iterdir()) == []
    assert "no folder" in run("kube", "snapshot", str(tmp_path / "no" / "incident"), code=2)
