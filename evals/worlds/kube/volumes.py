"""Claims that get no volume, and volumes that hold a pod where it cannot be."""

from evals.worlds.kube.objects import container, deployment, obj
from evals.worlds.kube.spec import Body, Case, Told


def claim(name: str = "data", *, size: str = "1Gi", **spec: object) -> Body:
    resources = {"requests": {"storage": size}}
    return obj("PersistentVolumeClaim", name, {"accessModes": ["ReadWriteOnce"], "resources": resources} | spec)


def volume(name: str, *, size: str = "1Gi", storage_class: str = "", **spec: object) -> Body:
    body = {
        "capacity": {"storage": size},
        "accessModes": ["ReadWriteOnce"],
        "persistentVolumeReclaimPolicy": "Retain",
        "storageClassName": storage_class,
        "hostPath": {"path": f"/data/{name}"},
        **spec,
    }
    return obj("PersistentVolume", name, body)


def storage_class(name: str, *, provisioner: str = "csi.test", mode: str = "Immediate") -> Body:
    return obj("StorageClass", name, provisioner=provisioner, volumeBindingMode=mode)


def _mounting(app: str = "web", claim_name: str = "data") -> Body:
    source = {"name": "data", "persistentVolumeClaim": {"claimName": claim_name}}
    return deployment(app, container(volumeMounts=[{"name": "data", "mountPath": "/data"}]), volumes=[source])


_ONLY_ZONE_9 = {
    "required": {
        "nodeSelectorTerms": [
            {"matchExpressions": [{"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["zone-9"]}]}
        ]
    }
}

VOLUMES: tuple[Case, ...] = (
    Case(
        id="class-missing",
        objects=(claim(storageClassName="fast-ssd"), _mounting()),
        target=("Deployment", "web"),
        also=(("PersistentVolumeClaim", "data"),),
        says=("fast-ssd", "data"),
    ),
    Case(
        id="class-missing-alone",
        objects=(claim("archive", storageClassName="cold-hdd"),),
        target=("PersistentVolumeClaim", "archive"),
        says=("cold-hdd",),
    ),
    Case(
        id="no-default-class",
        objects=(claim("archive", accessModes=["ReadWriteMany"]),),
        target=("PersistentVolumeClaim", "archive"),
        says=("default",),
    ),
    Case(
        id="volumes-too-small",
        objects=(volume("small-1", size="1Gi"), claim("archive", size="50Gi", storageClassName="")),
        target=("PersistentVolumeClaim", "archive"),
        says=("small-1", "1Gi", "50Gi"),
    ),
    Case(
        id="provisioner-refuses",
        objects=(storage_class("quota-limited"), claim("archive", storageClassName="quota-limited")),
        events=(
            Told(
                kind="PersistentVolumeClaim",
                name="archive",
                reason="ProvisioningFailed",
                message='failed to provision volume with StorageClass "quota-limited": rpc error: code = ResourceExhausted '
                "desc = volume limit exceeded",
            ),
        ),
        target=("PersistentVolumeClaim", "archive"),
        says=("volume limit exceeded",),
    ),
    Case(
        id="claim-missing",
        objects=(_mounting(claim_name="datta"),),
        target=("Deployment", "web"),
        says=("datta",),
    ),
    Case(
        id="volume-elsewhere",
        objects=(
            volume("pinned", nodeAffinity=_ONLY_ZONE_9, claimRef={"namespace": "volume-elsewhere", "name": "data"}),
            claim(storageClassName="", volumeName="pinned"),
            _mounting(),
        ),
        target=("Deployment", "web"),
        says=("pinned", "zone-9"),
    ),
    Case(
        id="claim-lost",
        objects=(
            volume("vanishing", claimRef={"namespace": "claim-lost", "name": "data"}),
            claim(storageClassName="", volumeName="vanishing"),
        ),
        deleted=(("PersistentVolume", "vanishing"),),
        target=("PersistentVolumeClaim", "data"),
        says=("vanishing", "Lost"),
    ),
)
