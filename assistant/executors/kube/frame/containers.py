"""The container of a workload's template that an action means. Called by recipes that set its fields."""

from collections.abc import Mapping
from typing import Any

from assistant.executors.kube.frame.edits import Item, Path
from assistant.executors.kube.frame.recipe import Subject
from assistant.language import Text, with_particle
from assistant.refusing import refusal
from tools.spec import BadRequest

_LISTS = ("containers", "initContainers")


def container_of(subject: Subject) -> tuple[Path, Mapping[str, Any]]:
    """Path and content of the container by the argument `container`; of the only one, where there is one.

    Raises: BadRequest naming those there are.
    """
    pod, name = subject.spec["template"]["spec"], subject.arguments.get("container", "")
    named = {str(c["name"]): (part, c) for part in _LISTS for c in pod.get(part) or ()}
    usual = [str(c["name"]) for c in pod.get("containers") or ()]
    if not name and len(usual) == 1:
        name = usual[0]
    if name in named:
        part, container = named[name]
        return ("spec", "template", "spec", part, Item(name)), container
    said = (
        Text(
            ko=f"{subject.target}에는 컨테이너 {with_particle(name, '이')} 없습니다.",
            en=f"{subject.target} has no container {name!r}.",
        )
        if name
        else Text(ko=f"{subject.target}에는 컨테이너가 여럿입니다.", en=f"{subject.target} has several containers.")
    )
    known = ", ".join(named)
    raise refusal(
        BadRequest,
        said,
        Text(ko=f"container=으로 하나를 정하십시오: {known}", en=f"Name one with container=: {known}."),
    )
