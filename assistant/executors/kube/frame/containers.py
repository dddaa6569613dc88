"""The container of a workload's template that an action means. Called by recipes that set its fields."""

from collections.abc import Mapping
from typing import Any

from assistant.executors.kube.frame.edits import Item, Path
from assistant.executors.kube.frame.recipe import Subject
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
    said = f"has no container {name!r}" if name else "has several containers"
    raise BadRequest(f"{subject.target} {said}.", remedy=f"Name one with container=: {', '.join(named)}.")
