"""`baepo propose manifest`: what is refused before any cluster is asked, and who may apply at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.cli import main
from tests.unit.manifests.upstream import CAREFUL, DEPLOYMENT

Run = Callable[..., str]
_TOML = """
[me]
name = "asker"
roles = ["operator"]
[environments.lab]
risk = "sandbox"
[environments.lab.kube]
kubeconfig = "nowhere.yaml"
"""
_PRIVILEGED = DEPLOYMENT.replace("        image:", "        securityContext: {privileged: true}\n        image:")
_ROLE = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: shop}\nrules: []\n"
_SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\nstringData: {a: b}\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAEPO_CONFIG", str(tmp_path / "baepo.toml"))
    monkeypatch.setenv("BAEPO_LANG", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baepo.toml").write_text(_TOML)

    def ran(text: str, *words: str, code: int = 2) -> str:
        Path("web.yaml").write_text(text)
        assert main(["propose", "manifest", "web.yaml", *words]) == code
        said = capsys.readouterr()
        return said.out + said.err

    return ran


def test_what_the_checks_object_to_is_told_with_its_line(run: Run) -> None:
    said = run(_PRIVILEGED)
    assert "web.yaml:" in said
    assert "kube.privileged_container" in said
    assert "--accept kube.privileged_container" in said
    accepted = run(_PRIVILEGED, "--accept", "kube.privileged_container", "-n", "shop", code=2)
    assert "nowhere.yaml" in accepted, "now the cluster is asked"


def test_a_secret_in_clear_cannot_be_accepted(run: Run) -> None:
    named = DEPLOYMENT.replace("        image:", "        env: [{name: DB_PASSWORD, value: tr0ub4dor}]\n        image:")
    said = run(named, "--accept", "kube.secret_in_environment")
    assert "kube.secret_in_environment" in said
    assert "tr0ub4dor" not in said


@pytest.mark.parametrize("text", [_ROLE, _SECRET])
def test_rights_and_secrets_are_no_kinds_to_apply(run: Run, text: str) -> None:
    said = run(text)
    assert "web.yaml:1: a " in said
    assert "is not applied" in said


def test_what_is_not_read_whole_is_not_applied(run: Run) -> None:
    assert "web.yaml" in run(f"{CAREFUL}\n---\nkind: [\n")
    assert "namespace" in run(CAREFUL.replace("namespace:", "other:"))
