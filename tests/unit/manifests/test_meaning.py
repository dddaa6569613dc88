"""What a field means: whose word counts, what is missing and what is false, and where pods are written."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.checks.kube.posture.images import tag_of
from assistant.checks.kube.posture.secrets_in_clear import is_secret_name
from assistant.manifests.checking import check, postures
from assistant.manifests.reading import read

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def found(tmp_path: Path, text: str) -> set[str]:
    file = tmp_path / "demo.yaml"
    file.write_text(text, encoding="utf-8")
    return {p.finding.check.removeprefix("kube.") for p in check(read([str(file)]), NOW)}


def pod(spec: str) -> str:
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: demo}}\nspec: {spec}\n"


UNCONFINED_BY_CONTAINER = """
  securityContext: {seccompProfile: {type: RuntimeDefault}}
  containers: [{securityContext: {seccompProfile: {type: Unconfined}}}]"""


@pytest.mark.parametrize(
    ("name", "spec", "is_said"),
    [
        # a container's word goes before its pod's
        ("root_allowed", "{securityContext: {runAsNonRoot: true}, containers: [{name: a}]}", False),
        ("root_allowed", "{securityContext: {runAsNonRoot: true}, containers: [{securityContext: {runAsNonRoot: false}}]}", True),
        ("root_allowed", "{securityContext: {runAsUser: 1000}, containers: [{name: a}]}", False),
        ("root_allowed", "{securityContext: {runAsUser: 1000}, containers: [{securityContext: {runAsUser: 0}}]}", True),
        ("root_allowed", "{securityContext: {runAsNonRoot: false}, containers: [{securityContext: {runAsUser: 7}}]}", False),
        ("root_allowed", "{securityContext: {runAsUser: 0}, containers: [{securityContext: {runAsUser: 1000}}]}", False),
        ("root_allowed", "{os: {name: windows}, containers: [{name: a}]}", False),
        ("host_process", "{containers: [{securityContext: {windowsOptions: {hostProcess: true}}}]}", True),
        # fields that a pod does not have count for nothing
        ("privilege_escalation", "{securityContext: {allowPrivilegeEscalation: false}, containers: [{name: a}]}", True),
        ("capabilities_not_dropped", "{securityContext: {capabilities: {drop: [ALL]}}, containers: [{name: a}]}", True),
        ("privileged_container", "{securityContext: {privileged: true}, containers: [{name: a}]}", False),
        # missing, null and false
        ("privilege_escalation", "{containers: [{securityContext: {allowPrivilegeEscalation: null}}]}", True),
        ("privilege_escalation", "{containers: [{securityContext: {allowPrivilegeEscalation: false}}]}", False),
        ("token_mounted", "{automountServiceAccountToken: false, containers: [{name: a}]}", False),
        ("host_network", "{hostNetwork: false, containers: [{name: a}]}", False),
        ("host_port", "{containers: [{ports: [{containerPort: 80, hostPort: 0}]}]}", False),
        ("memory_limits_missing", "{containers: [{resources: {limits: {memory: 0}}}]}", False),
        ("memory_requests_missing", "{resources: {requests: {memory: 1Gi}}, containers: [{name: a}]}", False),
        # init containers, those that stay beside, and those that were added to look
        ("privileged_container", "{initContainers: [{securityContext: {privileged: true}}], containers: [{name: a}]}", True),
        ("privileged_container", "{ephemeralContainers: [{securityContext: {privileged: true}}], containers: [{name: a}]}", True),
        ("image_not_pinned", "{initContainers: [{image: busybox}], containers: [{image: 'a:1'}]}", True),
        ("readiness_probe_missing", "{initContainers: [{name: i}], containers: [{readinessProbe: {exec: {}}}]}", False),
        ("cpu_limits_missing", "{initContainers: [{name: i}], containers: [{resources: {limits: {cpu: 1}}}]}", False),
        (
            "cpu_limits_missing",
            "{initContainers: [{name: i, restartPolicy: Always}], containers: [{resources: {limits: {cpu: 1}}}]}",
            True,
        ),
        # capabilities in any case, with and without their prefix
        ("dangerous_capabilities", "{containers: [{securityContext: {capabilities: {add: [cap_net_admin]}}}]}", True),
        ("dangerous_capabilities", "{containers: [{securityContext: {capabilities: {add: [all]}}}]}", True),
        ("dangerous_capabilities", "{containers: [{securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}}]}", False),
        ("capabilities_not_dropped", "{containers: [{securityContext: {capabilities: {drop: [All]}}}]}", False),
        ("capabilities_not_dropped", "{containers: [{securityContext: {capabilities: {drop: [NET_RAW]}}}]}", True),
        # confinement by any means, switched off by the container
        ("not_hardened", "{securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: a}]}", False),
        ("not_hardened", "{securityContext: {appArmorProfile: {type: RuntimeDefault}}, containers: [{name: a}]}", False),
        ("not_hardened", "{securityContext: {seLinuxOptions: {}}, containers: [{name: a}]}", True),
        (
            "not_hardened",
            UNCONFINED_BY_CONTAINER,
            True,
        ),
        ("pod_security", "{containers: [{securityContext: {seccompProfile: {type: Unconfined}}}]}", True),
        ("pod_security", "{securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}, containers: [{name: a}]}", True),
        ("pod_security", "{securityContext: {seLinuxOptions: {role: sysadm_r}}, containers: [{name: a}]}", True),
        ("pod_security", "{containers: [{livenessProbe: {httpGet: {host: 10.0.0.1, port: 80}}}]}", True),
        ("pod_security_restricted", "{volumes: [{name: v, nfs: {server: a}}], containers: [{name: a}]}", True),
        # secrets by reference are none
        ("secret_in_environment", "{containers: [{env: [{name: API_TOKEN, valueFrom: {secretKeyRef: {}}}]}]}", False),
        ("secret_in_environment", "{containers: [{env: [{name: API_TOKEN, value: $(OTHER)}]}]}", False),
        ("secret_in_environment", "{containers: [{env: [{name: API_TOKEN, value: abc}]}]}", True),
        ("secret_in_environment", "{containers: [{env: [{name: X, value: '-----BEGIN EC PRIVATE KEY-----'}]}]}", True),
        ("pull_policy_not_always", "{containers: [{image: 'a@sha256:00'}]}", False),
        ("runtime_socket_mounted", "{volumes: [{hostPath: {path: /run/containerd/containerd.sock}}], containers: [{}]}", True),
        ("sensitive_host_path", "{volumes: [{hostPath: {path: /var/log/app}}], containers: [{}]}", False),
    ],
)  # fmt: skip
def test_pods(name: str, spec: str, is_said: bool, tmp_path: Path) -> None:
    assert (name in found(tmp_path, pod(spec))) == is_said


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Deployment", "{template: {spec: SPEC}}"),
        ("DaemonSet", "{template: {spec: SPEC}}"),
        ("StatefulSet", "{template: {spec: SPEC}}"),
        ("ReplicaSet", "{template: {spec: SPEC}}"),
        ("ReplicationController", "{template: {spec: SPEC}}"),
        ("Job", "{template: {spec: SPEC}}"),
        ("CronJob", "{jobTemplate: {spec: {template: {spec: SPEC}}}}"),
        ("Pod", "SPEC"),
        ("CloneSet", "{template: {spec: SPEC}}"),
    ],
)
def test_pods_are_found_wherever_they_are_written(kind: str, body: str, tmp_path: Path) -> None:
    spec = "{hostPID: true, containers: [{name: a}]}"
    text = f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: demo}}\nspec: {body.replace('SPEC', spec)}\n"
    said = found(tmp_path, text)
    assert "host_pid" in said
    assert ("readiness_probe_missing" in said) == (kind not in ("Job", "CronJob"))
    (posture,) = postures(read([str(tmp_path / "demo.yaml")]))
    assert (posture.level, posture.place.line) == ("privileged", 4)


@pytest.mark.parametrize(
    ("image", "tag"),
    [("a", ""), ("a:1", "1"), ("r:5000/a", ""), ("r:5000/a:2", "2"), ("a:3@sha256:00", "3"), ("a@sha256:00", "")],
)
def test_a_port_is_no_tag(image: str, tag: str) -> None:
    assert tag_of(image) == tag


@pytest.mark.parametrize(
    "name", ["DB_PASSWORD", "apiToken", "client.secret", "AWS_SECRET_ACCESS_KEY", "AZURE_BATCH_KEY"]
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["GREETING", "PASSWORD_FILE", "tokenTtl", "SECRET_NAME", "MAX_TOKENS", "KEYBOARD", "MONKEY"]
)
def test_names_that_only_sound_like_secrets(name: str) -> None:
    assert not is_secret_name(name)


POLICY = """---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: p{n}, namespace: {place}}}
spec: {spec}
"""


@pytest.mark.parametrize(
    ("policies", "is_governed"),
    [
        ([("", "{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]}")], True),
        ([("", "{podSelector: {}, ingress: [{}], egress: [{}]}")], True),
        (
            [("", "{podSelector: {}, ingress: [{}]}"), ("", "{podSelector: {}, policyTypes: [Egress], egress: [{}]}")],
            True,
        ),
        ([("", "{podSelector: {}, ingress: [{}]}")], False),
        ([("", "{podSelector: {}, policyTypes: [Ingress], ingress: [{}], egress: [{}]}")], False),
        ([("other", "{podSelector: {}, ingress: [{}], egress: [{}]}")], False),
        ([("", "{podSelector: {matchLabels: {app: other}}, ingress: [{}], egress: [{}]}")], False),
    ],
)
def test_policies_add_up(policies: list[tuple[str, str]], is_governed: bool, tmp_path: Path) -> None:
    text = pod("{containers: [{name: a}]}") + "".join(
        POLICY.format(n=n, place=place or "null", spec=spec) for n, (place, spec) in enumerate(policies)
    )
    assert ("traffic_not_governed" not in found(tmp_path, text)) == is_governed


@pytest.mark.parametrize(
    ("rule", "enters", "is_admin"),
    [
        ("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}", True, True),
        ("{apiGroups: [''], resources: [pods/exec], verbs: [create]}", True, False),
        ("{apiGroups: [''], resources: ['*/exec'], verbs: [get]}", True, False),
        ("{apiGroups: [''], resources: [pods/exec], verbs: [list]}", False, False),
        ("{apiGroups: [apps], resources: ['*'], verbs: ['*']}", False, False),
        ("{apiGroups: [''], resources: [pods], verbs: [create]}", False, False),
        ("{apiGroups: ['*'], resources: [pods], verbs: ['*']}", False, False),
        ("{apiGroups: ['*'], resources: ['*'], verbs: [delete, patch, update, create, watch, list, get]}", True, True),
    ],
)
def test_what_a_role_gives(rule: str, enters: bool, is_admin: bool, tmp_path: Path) -> None:
    group = "apiVersion: rbac.authorization.k8s.io/v1\n"
    role = f"{group}kind: ClusterRole\nmetadata: {{name: demo}}\nrules: [{rule}]\n---\n"
    binding = f"{group}kind: RoleBinding\nmetadata: {{name: NAME}}\nroleRef: {{kind: ClusterRole, name: demo}}\n"
    said = found(tmp_path, role + binding)
    assert ("role_enters_pods" in said) == ("binding_enters_pods" in said) == enters
    assert ("binding_to_admin" in said) == is_admin
    assert "binding_to_admin" not in found(tmp_path, role + binding.replace("NAME", "'system:demo'"))


@pytest.mark.parametrize(
    ("origin", "target", "is_granted"),
    [
        ("kind: HTTPRoute, namespace: shop", "kind: Service", True),
        ("kind: HTTPRoute, namespace: shop", "kind: Service, name: api", True),
        ("kind: HTTPRoute, namespace: shop", "kind: Service, name: other", False),
        ("kind: HTTPRoute, namespace: other", "kind: Service", False),
        ("kind: Gateway, namespace: shop", "kind: Service", False),
    ],
)
def test_grants_are_for_one_origin_and_one_target(origin: str, target: str, is_granted: bool, tmp_path: Path) -> None:
    group = "gateway.networking.k8s.io"
    text = (
        f"apiVersion: {group}/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: shop}}\n"
        "spec: {rules: [{backendRefs: [{name: api, namespace: back}]}]}\n---\n"
        f"apiVersion: {group}/v1beta1\nkind: ReferenceGrant\nmetadata: {{name: g, namespace: back}}\n"
        f"spec: {{from: [{{group: {group}, {origin}}}], to: [{{group: '', {target}}}]}}\n"
    )
    assert ("reference_without_grant" not in found(tmp_path, text)) == is_granted
