"""Which action makes a change that people ask for, by the kind of the thing: scaling a Deployment is `kube.scale_deployment`.

Called by the planner and by `playbooks.plan_change`; a test holds it to the actions there are.
"""

from collections.abc import Mapping
from typing import Literal, get_args

Change = Literal[
    "scale",
    "restart",
    "pause",
    "resume",
    "suspend",
    "rollback",
    "set_image",
    "set_resources",
    "set_probe",
    "set_bounds",
    "cordon",
    "uncordon",
    "drain",
    "expand",
    "delete",
    "delete_evicted",
]
CHANGE_ASKED = "kube.change_asked"  # what a finding is called that only says what a person asked for
CHANGES: tuple[Change, ...] = get_args(Change)
ACTIONS: Mapping[Change, Mapping[str, str]] = {
    "scale": {"Deployment": "kube.scale_deployment", "StatefulSet": "kube.scale_statefulset"},
    "restart": {
        "Deployment": "kube.restart_deployment",
        "StatefulSet": "kube.restart_statefulset",
        "DaemonSet": "kube.restart_daemonset",
    },
    "pause": {"Deployment": "kube.pause_rollout"},
    "resume": {"Deployment": "kube.resume_rollout", "CronJob": "kube.resume_cronjob"},
    "suspend": {"CronJob": "kube.suspend_cronjob"},
    "rollback": {
        "Deployment": "kube.rollback_deployment",
        "StatefulSet": "kube.rollback_statefulset",
        "DaemonSet": "kube.rollback_daemonset",
    },
    "set_image": {
        "Deployment": "kube.set_deployment_image",
        "StatefulSet": "kube.set_statefulset_image",
        "DaemonSet": "kube.set_daemonset_image",
    },
    "set_resources": {
        "Deployment": "kube.set_deployment_resources",
        "StatefulSet": "kube.set_statefulset_resources",
        "DaemonSet": "kube.set_daemonset_resources",
    },
    "set_probe": {
        "Deployment": "kube.set_deployment_probe",
        "StatefulSet": "kube.set_statefulset_probe",
        "DaemonSet": "kube.set_daemonset_probe",
    },
    "set_bounds": {"HorizontalPodAutoscaler": "kube.set_hpa_bounds"},
    "cordon": {"Node": "kube.cordon_node"},
    "uncordon": {"Node": "kube.uncordon_node"},
    "drain": {"Node": "kube.drain_node"},
    "expand": {"PersistentVolumeClaim": "kube.expand_pvc"},
    "delete": {"Pod": "kube.delete_pod", "Job": "kube.delete_failed_job"},
    "delete_evicted": {"Namespace": "kube.delete_evicted_pods"},
}
