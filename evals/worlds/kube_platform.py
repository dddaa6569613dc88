"""What every cluster has before a company deploys to it: namespaces, nodes, system workloads, monitoring, ingress.

Called by `kube_cluster`.
"""

from collections.abc import Sequence
from datetime import datetime

from evals.worlds import names
from evals.worlds.company import App
from evals.worlds.kube_objects import (
    Cluster,
    Obj,
    condition,
    metadata,
    owner_reference,
    secret_metadata,
    service_account,
)
from evals.worlds.kube_pods import add_pod
from evals.worlds.kube_workloads import Revision, Rollout, add_deployment, add_service

NODE_COUNT = 5
SYSTEM_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system", "ingress-nginx", "monitoring")
STORAGE_CLASS = "ceph-rbd"


def add_namespaces(cluster: Cluster, created_at: datetime) -> None:
    for name in (*SYSTEM_NAMESPACES, *cluster.company.namespaces):
        meta = metadata(cluster, name, None, created_at, labels={"kubernetes.io/metadata.name": name})
        if name == "kube-system":
            meta["uid"] = cluster.company.cluster_uid
        body = {"metadata": meta, "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}
        cluster.add("namespaces", body)
        service_account(cluster, name, "default", created_at)
        root = metadata(cluster, "kube-root-ca.crt", name, created_at)
        cluster.add("configmaps", {"metadata": root, "data": {"ca.crt": "(a certificate)"}})


def add_nodes(cluster: Cluster, created_at: datetime) -> None:
    site = cluster.company.context.removeprefix("prod-")
    for number in range(1, NODE_COUNT + 1):
        name = f"{site}-worker-{number:02d}"
        labels = {
            "kubernetes.io/arch": "amd64",
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "node.kubernetes.io/instance-type": "vm-8c32g",
            "topology.kubernetes.io/zone": f"{site}-{'abc'[number % 3]}",
        }
        meta = metadata(cluster, name, None, created_at, labels=labels)
        node = {"metadata": meta, "spec": {"podCIDR": f"10.244.{number}.0/24"}}
        cluster.add("nodes", node | {"status": _node_status(cluster, name, number, created_at)})


def _node_status(cluster: Cluster, name: str, number: int, created_at: datetime) -> Obj:
    fine = (
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    )
    beat = names.stamp(cluster.ago(seconds=20 + 9 * number))
    conditions = [condition(k, s, created_at, r, m) | {"lastHeartbeatTime": beat} for k, s, r, m in fine]
    size = {"cpu": "8", "ephemeral-storage": "101430960Ki", "memory": "32880532Ki", "pods": "110"}
    return {
        "addresses": [
            {"type": "InternalIP", "address": f"192.168.40.{20 + number}"},
            {"type": "Hostname", "address": name},
        ],
        "capacity": size,
        "allocatable": size | {"ephemeral-storage": "93478772582", "memory": "32778132Ki"},
        "conditions": conditions,
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": {
            "architecture": "amd64",
            "bootID": names.uid(cluster.rng),
            "containerRuntimeVersion": "containerd://2.1.4",
            "kernelVersion": "6.8.0-79-generic",
            "kubeProxyVersion": "",
            "kubeletVersion": cluster.company.server_version,
            "machineID": names.hex_id(cluster.rng, 32),
            "operatingSystem": "linux",
            "osImage": "Ubuntu 24.04.3 LTS",
            "systemUUID": names.uid(cluster.rng),
        },
    }


def system_template(
    name: str, image: str, labels: dict[str, str], *, port: int = 8080, host_network: bool = False
) -> Obj:
    container: Obj = {
        "name": name,
        "image": image,
        "ports": [{"name": "http", "containerPort": port, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "100m", "memory": "70Mi"}},
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "imagePullPolicy": "IfNotPresent",
    }
    spec: Obj = {
        "containers": [container],
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "serviceAccountName": name,
        "securityContext": {},
        "schedulerName": "default-scheduler",
    }
    if host_network:
        spec["hostNetwork"] = True
        spec["tolerations"] = [{"operator": "Exists"}]
    return {"metadata": {"labels": labels}, "spec": spec}


def add_daemon_set(cluster: Cluster, namespace: str, name: str, image: str, created_at: datetime) -> Obj:
    """A DaemonSet with one ready pod on every node."""
    labels = {"k8s-app": name}
    pod_template = system_template(name, image, labels, host_network=True)
    count = len(cluster.items("nodes"))
    meta = metadata(cluster, name, namespace, created_at, labels=labels, generation=1)
    daemon_set: Obj = {
        "metadata": meta | {"annotations": {"deprecated.daemonset.template.generation": "1"}},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": pod_template,
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
            "revisionHistoryLimit": 10,
        },
        "status": {
            "currentNumberScheduled": count,
            "numberMisscheduled": 0,
            "desiredNumberScheduled": count,
            "numberReady": count,
            "observedGeneration": 1,
            "updatedNumberScheduled": count,
            "numberAvailable": count,
        },
    }
    cluster.add("daemonsets.apps", daemon_set)
    service_account(cluster, namespace, name, created_at)
    owner = owner_reference("apps/v1", "DaemonSet", daemon_set)
    revision = {"controller-revision-hash": names.suffix(cluster.rng, 10), "pod-template-generation": "1"}
    for node in cluster.items("nodes"):
        add_pod(
            cluster,
            namespace=namespace,
            name=f"{name}-{names.suffix(cluster.rng, 5)}",
            template=pod_template,
            owner=owner,
            created_at=created_at,
            node=node,
            generate_name=f"{name}-",
            extra_labels=revision,
        )
    return daemon_set


def add_stateful_set(
    cluster: Cluster,
    namespace: str,
    name: str,
    image: str,
    replicas: int,
    created_at: datetime,
    *,
    port: int,
    storage: str,
) -> Obj:
    """A StatefulSet with its headless Service's name, ordered pods and a bound claim for each."""
    labels = {"app.kubernetes.io/name": name}
    pod_template = system_template(name, image, labels, port=port)
    pod_template["spec"]["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    meta = metadata(cluster, name, namespace, created_at, labels=labels, generation=1)
    revision = f"{name}-{names.suffix(cluster.rng, 10)}"
    claim = {
        "metadata": {"name": "data"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}},
    }
    stateful_set: Obj = {
        "metadata": meta,
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": pod_template,
            "volumeClaimTemplates": [claim],
            "serviceName": name,
            "podManagementPolicy": "OrderedReady",
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        },
        "status": {
            "observedGeneration": 1,
            "replicas": replicas,
            "readyReplicas": replicas,
            "currentReplicas": replicas,
            "updatedReplicas": replicas,
            "currentRevision": revision,
            "updateRevision": revision,
            "availableReplicas": replicas,
        },
    }
    cluster.add("statefulsets.apps", stateful_set)
    service_account(cluster, namespace, name, created_at)
    for index in range(replicas):
        _add_stateful_pod(cluster, stateful_set, index, created_at)
    return stateful_set


def _add_stateful_pod(cluster: Cluster, stateful_set: Obj, index: int, created_at: datetime) -> None:
    meta, spec = stateful_set["metadata"], stateful_set["spec"]
    namespace, name = meta["namespace"], f"{meta['name']}-{index}"
    storage = spec["volumeClaimTemplates"][0]["spec"]["resources"]["requests"]["storage"]
    _add_claim(cluster, namespace, f"data-{name}", storage, meta["labels"], created_at)
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": f"data-{name}"}}
    labels = {
        "statefulset.kubernetes.io/pod-name": name,
        "controller-revision-hash": stateful_set["status"]["currentRevision"],
        "apps.kubernetes.io/pod-index": str(index),
    }
    add_pod(
        cluster,
        namespace=namespace,
        name=name,
        template=spec["template"] | {"spec": spec["template"]["spec"] | {"volumes": [volume]}},
        owner=owner_reference("apps/v1", "StatefulSet", stateful_set),
        created_at=created_at,
        generate_name=f"{meta['name']}-",
        extra_labels=labels,
    )


def _add_claim(
    cluster: Cluster, namespace: str, name: str, storage: str, labels: dict[str, str], created_at: datetime
) -> None:
    meta = metadata(cluster, name, namespace, created_at, labels=labels)
    volume = f"pvc-{meta['uid']}"
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": storage}},
        "volumeName": volume,
        "storageClassName": STORAGE_CLASS,
        "volumeMode": "Filesystem",
    }
    status = {"phase": "Bound", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": storage}}
    cluster.add("persistentvolumeclaims", {"metadata": meta, "spec": spec, "status": status})
    claim = {"kind": "PersistentVolumeClaim", "namespace": namespace, "name": name, "uid": meta["uid"]}
    persistent: Obj = {
        "metadata": metadata(cluster, volume, None, created_at),
        "spec": {
            "capacity": {"storage": storage},
            "csi": {"driver": "rbd.csi.ceph.com", "volumeHandle": names.uid(cluster.rng), "fsType": "ext4"},
            "accessModes": ["ReadWriteOnce"],
            "claimRef": claim | {"apiVersion": "v1"},
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": STORAGE_CLASS,
            "volumeMode": "Filesystem",
        },
        "status": {"phase": "Bound"},
    }
    cluster.add("persistentvolumes", persistent)


def add_storage_class(cluster: Cluster, created_at: datetime) -> None:
    cluster.add(
        "storageclasses.storage.k8s.io",
        {
            "metadata": metadata(cluster, STORAGE_CLASS, None, created_at),
            "provisioner": "rbd.csi.ceph.com",
            "reclaimPolicy": "Delete",
            "volumeBindingMode": "Immediate",
            "allowVolumeExpansion": True,
        },
    )


def add_system_workloads(cluster: Cluster, created_at: datetime) -> None:
    proxy = f"registry.k8s.io/kube-proxy:{cluster.company.server_version}"
    add_daemon_set(cluster, "kube-system", "kube-proxy", proxy, created_at)
    add_daemon_set(cluster, "kube-system", "cilium", "quay.io/cilium/cilium:v1.18.2", created_at)
    add_daemon_set(cluster, "monitoring", "node-exporter", "quay.io/prometheus/node-exporter:v1.9.1", created_at)
    system = (
        ("kube-system", "coredns", "registry.k8s.io/coredns/coredns:v1.12.1", 2, 53),
        ("kube-system", "metrics-server", "registry.k8s.io/metrics-server/metrics-server:v0.8.0", 1, 10250),
        ("monitoring", "grafana", "docker.io/grafana/grafana:12.1.1", 1, 3000),
        ("ingress-nginx", "ingress-nginx-controller", "registry.k8s.io/ingress-nginx/controller:v1.13.2", 2, 8443),
    )
    for namespace, name, image, replicas, port in system:
        _add_system_deployment(cluster, namespace, name, image, replicas, port, created_at)
    prometheus = _system_app("monitoring", "prometheus", 1, 9090)
    image = "quay.io/prometheus/prometheus:v3.5.0"
    add_stateful_set(cluster, "monitoring", "prometheus", image, 1, created_at, port=9090, storage="200Gi")
    selector = {"app.kubernetes.io/name": "prometheus"}
    add_service(cluster, prometheus, "prometheus", selector, created_at, headless=True)


def _system_app(namespace: str, name: str, replicas: int, port: int) -> App:
    return App(
        namespace=namespace,
        name=name,
        replicas=replicas,
        port=port,
        version=(1, 0, 3),
        revision=2,
        language="go",
        owner="helm",
        registry="registry.k8s.io",
    )


def _add_system_deployment(
    cluster: Cluster, namespace: str, name: str, image: str, replicas: int, port: int, created_at: datetime
) -> None:
    app = _system_app(namespace, name, replicas, port)
    labels = {"app.kubernetes.io/name": name}
    pod_template = system_template(name, image, labels, port=port)
    service_account(cluster, namespace, name, created_at)
    revision = Revision(number=2, template=pod_template, created_at=created_at, pods=replicas)
    add_deployment(cluster, Rollout(app=app, revisions=(revision,), desired=replicas))
    service = "kube-dns" if name == "coredns" else name
    add_service(cluster, app, service, labels, created_at)


def add_ingresses(cluster: Cluster, created_at: datetime, fronted: Sequence[App]) -> None:
    for app in fronted:
        host = f"{app.name}.{cluster.company.slug}.co.kr"
        backend = {"service": {"name": app.name, "port": {"name": "http"}}}
        rule = {"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
        tls = {"hosts": [host], "secretName": f"{app.name}-tls"}
        spec = {"ingressClassName": "nginx", "rules": [rule], "tls": [tls]}
        status = {"loadBalancer": {"ingress": [{"ip": "203.0.113.10"}]}}
        meta = metadata(cluster, app.name, app.namespace, created_at, generation=1)
        cluster.add("ingresses.networking.k8s.io", {"metadata": meta, "spec": spec, "status": status})
        secret_metadata(cluster, app.namespace, f"{app.name}-tls", created_at)
