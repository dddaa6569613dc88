"""What is kept of large lists, and how JSON is read."""

import json
import math

import pytest

from tests.unit.kube.objects import Obj, meta
from tools.kube.api_versions import written_as
from tools.kube.decoding import decoded
from tools.kube.partial import partial
from tools.kube.sharing import Shared


def test_pods_of_a_workload_share_their_containers() -> None:
    def one(name: str, token: str) -> Obj:
        mounts = [{"name": f"kube-api-access-{token}", "mountPath": "/var/run/secrets"}]
        container = {
            "name": "web",
            "image": "registry.test/web:2",
            "volumeMounts": mounts,
            "env": [{"name": "A", "value": token}],
        }
        volumes = [
            {
                "name": f"kube-api-access-{token}",
                "projected": {"sources": [{"configMap": {"name": "kube-root-ca.crt"}}]},
            }
        ]
        return {"metadata": meta(name), "spec": {"containers": [container], "volumes": volumes}}

    shared = Shared()
    first, second = (partial("pods", one(f"web-{t}", t), shared) for t in ("x1", "y2"))
    assert first["spec"]["containers"] is second["spec"]["containers"]
    assert first["spec"] == partial("pods", one("web-x1", "x1"))["spec"]
    assert "volumes" not in first["spec"]  # the token that every pod gets tells nothing


def test_what_differs_is_not_shared() -> None:
    shared = Shared()
    assert shared.same([{"a": 1}]) == [{"a": 1}]
    assert shared.same([{"a": 2}]) == [{"a": 2}]
    assert shared.same([{"a": 1 << 70}]) == [{"a": 1 << 70}]  # a number that the fast encoder refuses


@pytest.mark.parametrize("value", [{"items": []}, [1, 2.5, "\u00e9", None, True], {"deep": [[[]]]}])
def test_json_is_read_as_the_standard_library_does(value: object) -> None:
    assert decoded(json.dumps(value).encode()) == value


def test_json_that_only_the_standard_library_takes_is_left_to_it() -> None:
    assert math.isnan(decoded(b'{"share": NaN}')["share"])
    assert decoded(b'"\\ud800"') == "\ud800"
    with pytest.raises(ValueError, match="column"):
        decoded(b'{"items": [{"a": 1}')


def test_the_version_of_a_manifest_is_kept_where_it_is_gone() -> None:
    fields = [{"manager": "helm", "apiVersion": "policy/v1beta1"}, {"manager": "kubectl", "apiVersion": "policy/v1"}]
    assert written_as("poddisruptionbudgets.policy", {"managedFields": fields}) == [
        {"manager": "helm", "apiVersion": "policy/v1beta1"}
    ]
    assert written_as("deployments.apps", {"managedFields": fields}) == []
    assert written_as("deployments.apps", {}) == []
