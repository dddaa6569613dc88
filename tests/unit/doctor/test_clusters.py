"""Clusters as the doctor sees them: a server that answers, one that does not, another one, and what may not be read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.doctor import clock, kube
from assistant.doctor.spec import Result
from assistant.errors import PARTLY, REFUSED
from evals import worlds
from tests.unit.kube.servers import Answer, Handler, call, kubeconfig, serving, status, target
from tools.kube.client import open_transport
from tools.kube.transport import WHO_AM_I, Request
from tools.spec import Denied

from .conftest import Installation

UID = "11111111-2222-3333-4444-555555555555"
TOML = '[environments.shop]\nrisk = "staging"\n[environments.shop.kube]\ncontext = "prod"\nkubeconfig = "config"\n'


def cluster(refused: tuple[str, ...] = (), user: str = "viewer", only_in: str = "") -> Answer:
    """An API server: `refused` are `verb resource` that `user` may not do, except in the namespace `only_in`."""

    def answer(h: Handler) -> None:
        asked = json.loads(h.server.asked[-1][2] or b"{}")
        if h.path == "/version":
            h.json(200, {"gitVersion": "v1.31.2"})
        elif h.path.endswith("/selfsubjectreviews"):
            h.json(201, {"status": {"userInfo": {"username": user}}})
        elif h.path.endswith("/selfsubjectaccessreviews"):
            wanted = asked["spec"]["resourceAttributes"]
            here = wanted.get("namespace") == only_in != ""
            h.json(201, {"status": {"allowed": f"{wanted['verb']} {wanted['resource']}" not in refused or here}})
        elif h.path == "/api/v1/namespaces/kube-system":
            h.json(200, {"metadata": {"uid": UID}})
        else:
            h.json(404, status(404, "not found"))

    return answer


def by_name(results: tuple[Result, ...]) -> dict[str, Result]:
    return {r.what: r for r in results}


def test_everything_allowed_is_said_with_who_one_is(here: Installation) -> None:
    with serving(cluster()) as server:
        kubeconfig(here.home, server.url)
        found = by_name(kube.look(here.look(TOML)))
    assert found["shop: cluster"].state == "ok"
    assert f"v1.31.2 · viewer · {UID}" == found["shop: cluster"].detail.en
    assert found["shop: permissions"].state == "ok"
    posted = {path for method, path, _ in server.asked if method != "GET"}
    assert all("/selfsubject" in path for path in posted)


def test_missing_reads_come_with_the_command_that_grants_them(here: Installation) -> None:
    robot = "system:serviceaccount:tools:baepo"
    with serving(cluster(("list nodes", "get nodes"), robot)) as server:
        kubeconfig(here.home, server.url)
        missing = by_name(kube.look(here.look(TOML)))["shop: permissions"]
    assert (missing.state, missing.exit_code) == ("missing", PARTLY)
    assert "nodes (get, list)." in missing.detail.en
    assert missing.missing == ("get nodes", "list nodes")
    place = f"--kubeconfig {here.home / 'config'} --context prod"  # who asks may grant it
    assert missing.next == (
        f"baepo permissions kube | kubectl apply -f - {place} && kubectl create clusterrolebinding baepo-read"
        f" --clusterrole=baepo --serviceaccount=tools:baepo {place}"
    )


def test_who_may_not_grant_it_is_told_that_somebody_else_has_to(here: Installation) -> None:
    with serving(cluster(("list nodes", "create clusterrolebindings"))) as server:
        kubeconfig(here.home, server.url)
        missing = by_name(kube.look(here.look(TOML)))["shop: permissions"]
    assert missing.detail.en.endswith("An administrator of the cluster has to run:")
    assert missing.next == (
        "baepo permissions kube | kubectl apply -f - && kubectl create clusterrolebinding baepo-read"
        " --clusterrole=baepo --user=viewer"
    )


def test_what_is_allowed_in_one_namespace_only_is_said(here: Installation) -> None:
    with serving(cluster(("list pods",), only_in="default")) as server:
        kubeconfig(here.home, server.url)
        missing = by_name(kube.look(here.look(TOML)))["shop: permissions"]
    assert "1 of them are allowed in namespace default only" in missing.detail.en


def test_a_port_that_nobody_listens_on_is_not_an_empty_cluster(here: Installation) -> None:
    with serving(cluster()) as server:
        kubeconfig(here.home, server.url)
    found = by_name(kube.look(here.look(TOML)))
    assert (found["shop: cluster"].state, found["shop: cluster"].exit_code) == ("failed", PARTLY)
    assert found["shop: cluster"].next == (f"kubectl cluster-info --kubeconfig {here.home / 'config'} --context prod")
    assert "shop: permissions" not in found


def test_another_cluster_than_the_pinned_one_is_refused(here: Installation) -> None:
    with serving(cluster()) as server:
        kubeconfig(here.home, server.url)
        found = by_name(kube.look(here.look(TOML + 'cluster_uid = "another"\n')))
    assert (found["shop: cluster"].state, found["shop: cluster"].exit_code) == ("failed", REFUSED)
    assert found["shop: cluster"].next == "baepo env shop"


def test_a_recording_needs_no_server(here: Installation, tmp_path: Path) -> None:
    world = worlds.build(4, tmp_path / "world", now=datetime.now(UTC))
    uid = world.truth["cluster_uid"]
    toml = TOML.partition("context")[0] + f'snapshot = "world/kube"\ncluster_uid = "{uid}"\n'
    assert by_name(kube.look(here.look(toml)))["shop: cluster"].state == "ok"
    other = by_name(kube.look(here.look(toml.replace(uid, "another"))))["shop: cluster"]
    assert other.exit_code == REFUSED


def test_offline_asks_nobody(here: Installation) -> None:
    with serving(cluster()) as server:
        kubeconfig(here.home, server.url)
        found = by_name(kube.look(here.look(TOML, offline=True)))
    assert found["shop: cluster"].state == "off"
    assert server.asked == []


def test_without_environments_the_current_context_is_asked_and_no_other(here: Installation) -> None:
    with serving(cluster()) as server:
        path = kubeconfig(here.home, server.url)
        config = json.loads(path.read_text())
        config["contexts"].append({"name": "other", "context": {"cluster": "c", "user": "u"}})
        here.write(".kube/config", json.dumps(config))
        found = by_name(kube.look(here.look()))
    assert (found["context prod"].state, found["context other"].state) == ("ok", "off")
    assert "prod (current), other" in found["kubeconfig"].detail.en


def test_a_broken_kubeconfig_is_told_without_its_content(here: Installation) -> None:
    path = here.write(".kube/config", "users:\n- user: {token: tok-secret-1\n  bad: [\n")
    found = by_name(kube.look(here.look()))["kubeconfig"]
    assert (found.state, found.exit_code) == ("failed", PARTLY)
    assert str(path) in found.detail.en
    assert "tok-secret-1" not in repr(found)


def test_a_wrong_clock_shows_in_the_answer_of_the_server(here: Installation) -> None:
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=10)

    with serving(cluster()) as server:
        kubeconfig(here.home, server.url)
        found = by_name(kube.look(here.look(TOML, now=now)))["shop: cluster"]
    assert found.offset_s is not None
    told = clock.judged([found.offset_s])[0]
    assert (told.state, told.exit_code) == ("failed", 1)
    assert "ahead" in told.detail.en
    assert told.next == "sudo timedatectl set-ntp true"


def test_one_server_with_a_wrong_clock_is_that_servers_trouble() -> None:
    assert clock.judged([900.0, 0.4])[0].state == "ok"
    assert clock.judged([-45.0])[0].state == "warn"
    assert clock.judged([])[0].state == "off"


@pytest.mark.parametrize("path", ["/api/v1/namespaces/shop/pods", WHO_AM_I + "/x", "/apis/authorization.k8s.io/v1/x"])
def test_a_reading_connection_posts_nothing_but_reviews(here: Installation, path: str) -> None:
    with serving(cluster()) as server:
        source = open_transport(target(here.home, server.url), "read", observe=lambda _headers: None)
        with pytest.raises(Denied):
            source.json(Request(doing="post", method="POST", path=path, body=b"{}"), call())
        assert server.asked == []
        assert source.json(Request(doing="review", method="POST", path=WHO_AM_I, body=b"{}"), call())[0] == 201
