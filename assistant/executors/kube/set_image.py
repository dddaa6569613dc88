"""The actions `kube.set_deployment_image`, `_statefulset_image` and `_daemonset_image`: another image of one container.
`arguments`: {"image": "registry/web:1.2.3", "container": "web"}; the container only where there are several.

Found and run by `assistant.gate`. Source: the reference format of `distribution/reference` (OCI image names).
"""

import re

from assistant.executors.kube.frame import templates
from assistant.executors.kube.frame.containers import container_of
from assistant.executors.kube.frame.edits import Edit
from assistant.executors.kube.frame.patching import declare
from assistant.executors.kube.frame.recipe import Progress, Subject, Told, only
from assistant.executors.kube.frame.rollouts import rolled_out
from assistant.language import Text, with_particle
from assistant.plans import Json
from assistant.refusing import refusal
from tools.kube.reader import KubeReader, Obj
from tools.spec import BadRequest

_HOST = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d+)?/)?"
_PIECE = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
IMAGE = re.compile(rf"{_HOST}{_PIECE}(?:/{_PIECE})*(?P<tag>:[\w][\w.-]{{0,127}})?(?P<digest>@sha256:[0-9a-f]{{64}})?")


class _SetImage:
    def arguments(self, given: Json) -> Json:
        image = only(given, "image", "container").get("image")
        match = IMAGE.fullmatch(image) if isinstance(image, str) else None
        if match is None or not (match["tag"] or match["digest"]):
            raise refusal(
                BadRequest,
                Text(
                    ko=f"image는 태그나 다이제스트까지 적은 이미지여야 하는데 {image!r}입니다.",
                    en=f"image must be an image with its tag or digest, not {image!r}.",
                ),
                Text(
                    ko="예: image=registry.example/shop/web:1.2.3",
                    en="For example image=registry.example/shop/web:1.2.3",
                ),
            )
        return given

    def edits(self, subject: Subject) -> tuple[Edit, ...]:
        path, container = container_of(subject)
        image = subject.arguments["image"]
        return () if container.get("image") == image else (Edit(path=(*path, "image"), value=image),)

    def told(self, subject: Subject, edits: tuple[Edit, ...]) -> Told:
        image, name = str(edits[0].value), str(subject.target)
        unread = Text(
            ko="레지스트리에 그 이미지가 있는지는 확인하지 않았습니다.",
            en="Whether the registry has that image was not checked.",
        )
        floating = Text(
            ko="태그가 latest라서, 나중에 뜨는 파드는 다른 내용일 수 있습니다.",
            en="The tag is latest: a pod that starts later may get another content.",
        )
        return templates.told(
            subject,
            edits,
            title=Text(
                ko=f"{name} 이미지를 {with_particle(image, '으로')} 변경", en=f"Set the image of {name} to {image}"
            ),
            more=(unread, *((floating,) if image.endswith(":latest") else ())),
        )

    def progress(self, obj: Obj, reader: KubeReader, *, waited_s: float) -> Progress:
        return rolled_out(obj, reader, waited_s=waited_s)


SET_DEPLOYMENT_IMAGE = declare(
    _SetImage(),
    name="kube.set_deployment_image",
    resource="deployments.apps",
    title=Text(ko="Deployment 이미지 변경", en="Set the image of a Deployment"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
SET_STATEFULSET_IMAGE = declare(
    _SetImage(),
    name="kube.set_statefulset_image",
    resource="statefulsets.apps",
    title=Text(ko="StatefulSet 이미지 변경", en="Set the image of a StatefulSet"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
SET_DAEMONSET_IMAGE = declare(
    _SetImage(),
    name="kube.set_daemonset_image",
    resource="daemonsets.apps",
    title=Text(ko="DaemonSet 이미지 변경", en="Set the image of a DaemonSet"),
    undo_text=templates.UNDO,
    also_reads=templates.READS,
)
