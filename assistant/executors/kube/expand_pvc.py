"""The action `kube.expand_pvc`: a larger volume. `arguments`: {"size": "20Gi"}. It can never be made smaller again.

Found and run by `assistant.gate`. Source: Kubernetes "Expanding Persistent Volumes Claims".
"""

from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.language import Text, with_particle
from assistant.plans import Json
from assistant.refusing import refusal
from tools.kube.quantities import amount, canonical
from tools.kube.reader import KubeReader, Obj
from tools.kube.rows import condition
from tools.spec import BadRequest

_SIZE = ("spec", "resources", "requests", "storage")
_WITHIN_S = 600.0
_CLASSES = "storageclasses.storage.k8s.io"


class _Expand:
    def arguments(self, given: Json) -> Json:
        size = only(given, "size").get("size")
        text = canonical(size) if isinstance(size, str) else None
        if text is None or (amount(text) or 0) < 1 << 20:
            raise refusal(
                BadRequest,
                Text(
                    ko=f"size는 20Gi 같은 크기여야 하는데 {size!r}입니다.",
                    en=f"size must be a size such as 20Gi, not {size!r}.",
                ),
            )
        return {**given, "size": text}

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        size = str(subject.arguments["size"])
        have = str(((subject.spec.get("resources") or {}).get("requests") or {}).get("storage", "0"))
        if (amount(size) or 0) < (amount(have) or 0):
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(subject.target), '은')} 이미 {have}입니다. 볼륨은 줄일 수 없습니다.",
                    en=f"{subject.target} asks for {have} already; a volume cannot be made smaller.",
                ),
            )
        if (subject.obj.get("status") or {}).get("phase") != "Bound":
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{with_particle(str(subject.target), '은')} 아직 볼륨에 묶이지 않아 늘릴 것이 없습니다.",
                    en=f"{subject.target} is not bound to a volume yet: there is nothing to expand.",
                ),
            )
        name = subject.spec.get("storageClassName") or ""
        storage = subject.reader.get(_CLASSES, name) if name else {}
        if not storage.get("allowVolumeExpansion"):
            said = f"StorageClass {name} does not allow" if name else "Without a StorageClass nothing allows"
            by = f"StorageClass {with_particle(name, '이')}" if name else "StorageClass가 없어"
            raise refusal(
                BadRequest,
                Text(
                    ko=f"{by} {subject.target}의 볼륨 확장(allowVolumeExpansion)을 허용하지 않습니다.",
                    en=f"{said} the volume of {subject.target} to be expanded (allowVolumeExpansion).",
                ),
                Text(
                    ko="스토리지를 맡은 분께 요청하거나, 더 큰 클레임으로 데이터를 옮기십시오.",
                    en="Ask whoever runs the storage, or copy the data to a larger claim.",
                ),
            )
        return () if amount(size) == amount(have) else (Edit(path=_SIZE, value=size),)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        size, name = str(edits[0].value), str(subject.target)
        return Told(
            title=Text(ko=f"{name} 크기를 {size}까지 확장", en=f"Expand {name} to {size}"),
            effects=(
                Text(ko="데이터는 그대로이고, 비용이 늘 수 있습니다.", en="Data stays; it may cost more."),
                Text(
                    ko="스토리지 드라이버에 따라 파일 시스템은 파드가 다시 떠야 커집니다.",
                    en="With some storage drivers the file system grows only when the pod starts anew.",
                ),
            ),
            risk="medium",
            risk_reason=Text(ko="볼륨은 다시 줄일 수 없습니다.", en="A volume cannot be made smaller again."),
            verify=Text(
                ko=f"{_WITHIN_S:.0f}초 안에 볼륨의 크기(status.capacity)가 {size} 이상이어야 합니다.",
                en=f"Within {_WITHIN_S:.0f} s the volume (status.capacity) has at least {size}.",
            ),
            timeout_s=_WITHIN_S,
            undo=Text(ko="볼륨은 줄일 수 없습니다.", en="A volume cannot be made smaller."),
            at_source=Text(ko=f"storage: {size}", en=f"storage: {size}"),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        wanted = obj["spec"]["resources"]["requests"]["storage"]
        has = ((obj.get("status") or {}).get("capacity") or {}).get("storage", "0")
        waits = condition(obj, "FileSystemResizePending").get("status") == "True"
        ko_end, en_end = (", 파드가 다시 떠야 커집니다", "; it grows when the pod starts anew") if waits else ("", "")
        return Progress(
            state="done" if (amount(has) or 0) >= (amount(wanted) or 0) else "waiting",
            seen=Text(
                ko=f"{waited_s:.0f}초 뒤: {has} / {wanted}{ko_end}",
                en=f"after {waited_s:.0f} s: {has} of {wanted}{en_end}",
            ),
        )


EXPAND_PVC = declare(
    _Expand(),
    name="kube.expand_pvc",
    resource="persistentvolumeclaims",
    title=Text(ko="볼륨 클레임 확장", en="Expand a volume claim"),
    undo_text=Text(ko="되돌릴 수 없습니다.", en="Cannot be undone."),
    also_reads=(f"get {_CLASSES}",),
    reversible=False,
)
