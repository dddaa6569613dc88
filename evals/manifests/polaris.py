"""Which of our checks says what a check of Polaris says. Called by the suite `manifests`.

Source: the documentation of Polaris, "Checks" (security, reliability, efficiency). Three folders of its tests hold a check
of their own (`check.yaml`): two demand that a label is the object's name, one a range of limits, which Kubernetes calls a
LimitRange; the suite writes that object beside the manifest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.findings import Finding


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """Our checks, any of which must speak; about objects of these kinds and bindings to that kind of role, if named."""

    checks: frozenset[str]
    kinds: frozenset[str] = frozenset()
    role: str = ""

    def is_said_by(self, finding: Finding) -> bool:
        """Whether a finding says it."""
        if finding.check not in self.checks or (self.kinds and finding.target.kind not in self.kinds):
            return False
        return not self.role or dict(finding.cause).get("role", "").startswith(f"{self.role}/")


def _same(*checks: str, kinds: tuple[str, ...] = (), role: str = "") -> Meaning:
    return Meaning(checks=frozenset(f"kube.{c}" for c in checks), kinds=frozenset(kinds), role=role)


_UNDER_A_ROLE = ("binding_enters_pods", "dangling_binding")  # or one that does not exist
MEANINGS: Mapping[str, Meaning] = {
    "automountServiceAccountToken": _same("token_mounted"),
    "clusterrolePodExecAttach": _same("role_enters_pods", kinds=("ClusterRole",)),
    "rolePodExecAttach": _same("role_enters_pods", kinds=("Role",)),
    "clusterrolebindingPodExecAttach": _same(*_UNDER_A_ROLE, kinds=("ClusterRoleBinding",)),
    "rolebindingClusterRolePodExecAttach": _same(*_UNDER_A_ROLE, kinds=("RoleBinding",), role="ClusterRole"),
    "rolebindingRolePodExecAttach": _same(*_UNDER_A_ROLE, kinds=("RoleBinding",), role="Role"),
    "clusterrolebindingClusterAdmin": _same("binding_to_admin", kinds=("ClusterRoleBinding",)),
    "rolebindingClusterAdminClusterRole": _same("binding_to_admin", kinds=("RoleBinding",), role="ClusterRole"),
    "rolebindingClusterAdminRole": _same("binding_to_admin", kinds=("RoleBinding",), role="Role"),
    "cpuLimitsMissing": _same("cpu_limits_missing"),
    "cpuRequestsMissing": _same("cpu_requests_missing"),
    "memoryLimitsMissing": _same("memory_limits_missing"),
    "memoryRequestsMissing": _same("memory_requests_missing"),
    "resourceRange": _same("outside_limit_range"),
    "dangerousCapabilities": _same("dangerous_capabilities"),
    "insecureCapabilities": _same("capabilities_not_dropped"),
    "linuxHardening": _same("not_hardened"),
    "hostIPCSet": _same("host_ipc"),
    "hostNetworkSet": _same("host_network"),
    "hostPIDSet": _same("host_pid"),
    "hostPathSet": _same("host_path"),
    "hostPortSet": _same("host_port"),
    "hostProcess": _same("host_process"),
    "notReadOnlyRootFilesystem": _same("writable_root_filesystem"),
    "privilegeEscalationAllowed": _same("privilege_escalation"),
    "procMount": _same("unmasked_proc"),
    "runAsPrivileged": _same("privileged_container"),
    "runAsRootAllowed": _same("root_allowed"),
    "livenessProbeMissing": _same("liveness_probe_missing"),
    "readinessProbeMissing": _same("readiness_probe_missing"),
    "pullPolicyNotAlways": _same("pull_policy_not_always"),
    "tagNotSpecified": _same("image_not_pinned"),
    "deploymentMissingReplicas": _same("single_replica"),
    "missingPodDisruptionBudget": _same("no_disruption_budget"),
    "priorityClassNotSet": _same("no_priority_class"),
    "topologySpreadConstraint": _same("not_spread"),
    "hpaMaxAvailability": _same("autoscaler_without_room"),
    "hpaMinAvailability": _same("autoscaler_minimum_of_one"),
    "pdbDisruptionsIsZero": _same("budget_allows_none"),
    "pdbMinAvailableGreaterThanHPAMinReplicas": _same("budget_above_autoscaler", "budget_above_autoscaler_maximum"),
    "pdbMinAvailableEqualToHPAMinReplicas": _same("budget_equals_autoscaler"),
    "pdbMinAvailableGreaterThanHPAMaxReplicas": _same("budget_above_autoscaler_maximum"),
    "metadataAndInstanceMismatched": _same("instance_label_differs"),
    "metadataAndNameMismatched": _same("name_label_differs"),
    "nakedPod": _same("name_label_differs", kinds=("Pod",)),
    "oneController": _same("name_label_differs", kinds=("StatefulSet",)),
    "missingNetworkPolicy": _same("traffic_not_governed"),
    "sensitiveContainerEnvVar": _same("secret_in_environment"),
    "sensitiveConfigmapContent": _same("secret_in_config_map"),
    "tlsSettingsMissing": _same("ingress_without_tls"),
    "gatewayTLSMissing": _same("gateway_without_certificate"),
    "gatewayAllowedRoutesAll": _same("gateway_open_to_all"),
    "gatewayInsecureFrontendValidation": _same("gateway_accepts_unverified_clients"),
    "gatewayCrossNamespaceCertificateRef": _same("reference_without_grant", kinds=("Gateway",)),
    "httpRouteCrossNamespaceBackendRef": _same("reference_without_grant", kinds=("HTTPRoute",)),
    "httpRouteWildcardOrEmptyHost": _same("route_of_any_host"),
    "httpRouteInsecureListener": _same("route_without_encryption"),
}


def limit_range(folder: Path) -> str:
    """The range of limits that a folder's own check demands, as a LimitRange; "" where there is none."""
    own = folder / "check.yaml"
    if not own.is_file():
        return ""
    least, most = {}, {}
    for name, field in _limits(yaml.safe_load(own.read_text(encoding="utf-8"))).items():
        if "resourceMinimum" in field:
            least[name] = field["resourceMinimum"]
        if "resourceMaximum" in field:
            most[name] = field["resourceMaximum"]
    if not least and not most:
        return ""
    spec = {"limits": [{"type": "Container", "min": least, "max": most}]}
    return yaml.safe_dump({"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "range"}, "spec": spec})


def _limits(check: Any) -> dict[str, Any]:
    field = check.get("schema") or {}
    for name in ("resources", "limits"):
        field = (field.get("properties") or {}).get(name) or {}
    found: dict[str, Any] = field.get("properties") or {}
    return found
