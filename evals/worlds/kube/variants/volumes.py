"""Volumes that do not come, do not grow or do not let go. Events are those of CSI drivers and the attach controller."""

from evals.worlds.kube.objects import container, controlled, deployment, obj
from evals.worlds.kube.spec import Body, Case, PodState, Told
from evals.worlds.kube.states import waiting
from evals.worlds.kube.volumes import claim, storage_class, volume

_DB = ("StatefulSet", "db")


def _claims(klass: str | None = None, size: str = "1Gi", mode: str = "ReadWriteOnce") -> dict[str, object]:
    spec: Body = {"accessModes": [mode], "resources": {"requests": {"storage": size}}}
    return {
        "volumeClaimTemplates": [
            {"metadata": {"name": "data"}, "spec": spec | ({"storageClassName": klass} if klass else {})}
        ]
    }


def _mounted(id: str, reason: str, said: str, *says: str | tuple[str, ...]) -> Case:
    """A pod that waits for a volume which it had bound."""
    source = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    return Case(
        id=id,
        objects=(
            volume(f"{id}-pv", storage_class=id),
            claim(storageClassName=id),
            deployment(
                "web", container(volumeMounts=[{"name": "data", "mountPath": "/data"}]), volumes=[source], by_hand=True
            ),
        ),
        states=(PodState(app="web", status=waiting("ContainerCreating")),),
        events=(Told(kind="Pod", name="web", reason=reason, message=said),),
        target=("Deployment", "web"),
        says=says,
    )


VOLUMES: tuple[Case, ...] = (
    Case(
        id="v-template-class-missing",
        objects=(controlled("StatefulSet", "db", of=_claims("fast-nvme")),),
        target=_DB,
        also=(("PersistentVolumeClaim", "data-db-0"),),
        says=("fast-nvme",),
    ),
    Case(
        id="v-mode-nobody-offers",
        objects=(
            volume("v-mode-pv", storage_class="v-mode"),
            controlled("StatefulSet", "db", of=_claims("v-mode", mode="ReadWriteMany")),
        ),
        target=_DB,
        also=(("PersistentVolumeClaim", "data-db-0"),),
        says=("ReadWriteMany",),
    ),
    Case(
        id="v-claims-over-quota",
        objects=(
            obj("ResourceQuota", "storage", {"hard": {"persistentvolumeclaims": "0"}}),
            storage_class("v-quota", mode="WaitForFirstConsumer"),
            controlled("StatefulSet", "db", of=_claims("v-quota")),
        ),
        target=_DB,
        says=("quota", "storage"),
    ),
    _mounted(
        "v-attached-elsewhere",
        "FailedAttachVolume",
        'Multi-Attach error for volume "v-attached-elsewhere-pv" Volume is already exclusively attached to one node and '
        "can't be attached to another",
        ("attached to", "another node"),
    ),
    _mounted(
        "v-file-system-damaged",
        "FailedMount",
        'MountVolume.MountDevice failed for volume "v-file-system-damaged-pv" : rpc error: code = Internal desc = '
        "mount failed: exit status 32 wrong fs type, bad option, bad superblock on /dev/nvme1n1",
        ("bad superblock", "file system"),
    ),
    _mounted(
        "v-driver-missing",
        "FailedMount",
        'MountVolume.MountDevice failed for volume "v-driver-missing-pv" : kubernetes.io/csi: attacher.MountDevice failed to '
        "create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers",
        "ebs.csi.aws.com",
    ),
    _mounted(
        "v-volume-deleted-in-the-cloud",
        "FailedAttachVolume",
        'AttachVolume.Attach failed for volume "v-volume-deleted-in-the-cloud-pv" : rpc error: code = NotFound desc = '
        "Instance or volume vol-0123 does not exist",
        "vol-0123",
    ),
    Case(
        id="v-growth-refused",
        objects=(volume("v-growth-pv", storage_class="v-growth"), claim(storageClassName="v-growth")),
        events=(
            Told(
                kind="PersistentVolumeClaim",
                name="data",
                reason="VolumeResizeFailed",
                message='resize volume "v-growth-pv" by resizer "ebs.csi.aws.com" failed: rpc error: code = Internal desc = '
                "Could not modify volume: volume modification limit reached, wait 6 hours",
            ),
        ),
        target=("PersistentVolumeClaim", "data"),
        says=(("resize", "grow", "expan"), "wait 6 hours"),
    ),
)
