"""Which of our checks says what a check of Polaris says. Called by the suite `manifests`.

Source: the documentation of Polaris, "Checks" (security, reliability, efficiency). Three folders of its tests hold a check
of their own (`check.yaml`): two demand that a label is the object's name, one a range of limits, which Kubernetes calls a
LimitRange; the suite writes that object beside the manifest.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from evals.manifests.meaning import Meaning, same

_UNDER_A_ROLE = ("binding_enters_pods", "dangling_binding")  # or one that does not exist
MEANINGS: Mapping[str, Meaning] = {
    "automountServiceAccountToken": same("token_mounted"),
    "clusterrolePodExecAttach": same("role_enters_pods", kinds=("ClusterRole",)),
    "rolePodExecAttach": same("role_enters_pods", kinds=("Role",)),
    "clusterrolebindingPodExecAttach": same(*_UNDER_A_ROLE, kinds=("ClusterRoleBinding",)),
    "rolebindingClusterRolePodExecAttach": same(*_UNDER_A_ROLE, kinds=("RoleBinding",), role="ClusterRole"),
    "rolebindingRolePodExecAttach": same(*_UNDER_A_ROLE, kinds=("RoleBinding",), role="Role"),
    "clusterrolebindingClusterAdmin": same("binding_to_admin", kinds=("ClusterRoleBinding",)),
    "rolebindingClusterAdminClusterRole": same("binding_to_admin", kinds=("RoleBinding",), role="ClusterRole"),
    "rolebindingClusterAdminRole": same("binding_to_admin", kinds=("RoleBinding",), role="Role"),
    "cpuLimitsMissing": same("cpu_limits_missing"),
    "cpuRequestsMissing": same("cpu_requests_missing"),
    "memoryLimitsMissing": same("memory_limits_missing"),
    "memoryRequestsMissing": same("memory_requests_missing"),
    "resourceRange": same("outside_limit_range"),
    "dangerousCapabilities": same("dangerous_capabilities"),
    "insecureCapabilities": same("capabilities_not_dropped"),
    "linuxHardening": same("not_hardened"),
    "hostIPCSet": same("host_ipc"),
    "hostNetworkSet": same("host_network"),
    "hostPIDSet": same("host_pid"),
    "hostPathSet": same("host_path"),
    "hostPortSet": same("host_port"),
    "hostProcess": same("host_process"),
    "notReadOnlyRootFilesystem": same("writable_root_filesystem"),
    "privilegeEscalationAllowed": same("privilege_escalation"),
    "procMount": same("unmasked_proc"),
    "runAsPrivileged": same("privileged_container"),
    "runAsRootAllowed": same("root_allowed"),
    "livenessProbeMissing": same("liveness_probe_missing"),
    "readinessProbeMissing": same("readiness_probe_missing"),
    "pullPolicyNotAlways": same("pull_policy_not_always"),
    "tagNotSpecified": same("image_not_pinned"),
    "deploymentMissingReplicas": same("single_replica"),
    "missingPodDisruptionBudget": same("no_disruption_budget"),
    "priorityClassNotSet": same("no_priority_class"),
    "topologySpreadConstraint": same("not_spread"),
    "hpaMaxAvailability": same("autoscaler_without_room"),
    "hpaMinAvailability": same("autoscaler_minimum_of_one"),
    "pdbDisruptionsIsZero": same("budget_allows_none"),
    "pdbMinAvailableGreaterThanHPAMinReplicas": same("budget_above_autoscaler", "budget_above_autoscaler_maximum"),
    "pdbMinAvailableEqualToHPAMinReplicas": same("budget_equals_autoscaler"),
    "pdbMinAvailableGreaterThanHPAMaxReplicas": same("budget_above_autoscaler_maximum"),
    "metadataAndInstanceMismatched": same("instance_label_differs"),
    "metadataAndNameMismatched": same("name_label_differs"),
    "nakedPod": same("name_label_differs", kinds=("Pod",)),
    "oneController": same("name_label_differs", kinds=("StatefulSet",)),
    "missingNetworkPolicy": same("traffic_not_governed"),
    "sensitiveContainerEnvVar": same("secret_in_environment"),
    "sensitiveConfigmapContent": same("secret_in_config_map"),
    "tlsSettingsMissing": same("ingress_without_tls"),
    "gatewayTLSMissing": same("gateway_without_certificate"),
    "gatewayAllowedRoutesAll": same("gateway_open_to_all"),
    "gatewayInsecureFrontendValidation": same("gateway_accepts_unverified_clients"),
    "gatewayCrossNamespaceCertificateRef": same("reference_without_grant", kinds=("Gateway",)),
    "httpRouteCrossNamespaceBackendRef": same("reference_without_grant", kinds=("HTTPRoute",)),
    "httpRouteWildcardOrEmptyHost": same("route_of_any_host"),
    "httpRouteInsecureListener": same("route_without_encryption"),
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
