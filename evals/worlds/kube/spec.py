"""What a case of the fault cluster is: objects to create, statuses and events that kubelets would write, and the truth."""

from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PodState:
    """The status that a kubelet would write on the pods with the label `app`; stamps such as `{ago:10}` are filled in with
    the time of planting less that many minutes."""

    app: str
    status: Body


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event that a component would write about an object; of a pod by its label `app`."""

    kind: str
    name: str
    reason: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A fault, or with `target` None an oddity that is no problem. `id` is also its namespace.

    `objects` are created in order; those without a namespace of their own get this one, unless they are cluster-wide.
    `deleted` are (kind, name) deleted afterwards. `says` are words that have to stand in what is said about the target;
    a tuple in it means any of these. `target` is (kind, name); `also` are objects that may be named in its place.
    """

    id: str
    objects: tuple[Body, ...]
    target: tuple[str, str] | None = None
    also: tuple[tuple[str, str], ...] = ()
    says: tuple[str | tuple[str, ...], ...] = ()
    states: tuple[PodState, ...] = ()
    events: tuple[Told, ...] = ()
    changes: tuple[Body, ...] = ()  # applied when the first objects have settled
    deleted: tuple[tuple[str, str], ...] = ()
    statuses: tuple[tuple[str, str, Body], ...] = field(default=())  # (kind, name, status) of other objects
