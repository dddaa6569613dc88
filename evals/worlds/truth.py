"""What is true about a world, written down when it is planted and never worked out by looking at it.

Called by every module that plants; `evals.worlds.build` writes it as `truth.json`.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evals.worlds.company import App


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong that was planted; `cost_of` names the billed resources that it keeps paying for."""

    id: str
    backend: str
    kind: str
    target: dict[str, str]
    cause: dict[str, Any]
    cost_of: tuple[str, ...] = ()
    managed_by: str | None = None

    def as_json(self, usd_by_resource: dict[str, Decimal]) -> dict[str, Any]:
        cost = sum((usd_by_resource.get(r, Decimal(0)) for r in self.cost_of), Decimal(0))
        return {
            "id": self.id,
            "backend": self.backend,
            "kind": self.kind,
            "target": self.target,
            "cause": self.cause,
            "monthly_usd": f"{cost:.2f}" if self.backend == "aws" else None,
            "managed_by": self.managed_by,
        }


@dataclass(frozen=True, kw_only=True)
class Decoy:
    """Something that looks like a fault and is none."""

    backend: str
    target: dict[str, str]
    looks_like: str
    because: str

    def as_json(self) -> dict[str, Any]:
        return {"backend": self.backend, "target": self.target, "looks_like": self.looks_like, "because": self.because}


@dataclass(kw_only=True)
class Truth:
    """Collects what is planted."""

    faults: list[Fault] = field(default_factory=list)
    decoys: list[Decoy] = field(default_factory=list)

    def kube_fault(self, kind: str, app: App, object_kind: str, cause: dict[str, Any]) -> None:
        number = sum(f.backend == "kube" for f in self.faults) + 1
        target = {"namespace": app.namespace, "kind": object_kind, "name": app.name}
        fault = Fault(
            id=f"kube-{number}-{kind}",
            backend="kube",
            kind=kind,
            target=target,
            cause=cause,
            managed_by=app.managed_by,
        )
        self.faults.append(fault)

    def aws_fault(self, kind: str, region: str, resource_id: str, **rest: Any) -> None:
        number = sum(f.backend == "aws" for f in self.faults) + 1
        target = {"region": region, "id": resource_id}
        self.faults.append(Fault(id=f"aws-{number}-{kind}", backend="aws", kind=kind, target=target, **rest))

    def kube_decoy(self, namespace: str, kind: str, name: str, looks_like: str, because: str) -> None:
        target = {"namespace": namespace, "kind": kind, "name": name}
        self.decoys.append(Decoy(backend="kube", target=target, looks_like=looks_like, because=because))

    def aws_decoy(self, region: str, resource_id: str, looks_like: str, because: str) -> None:
        target = {"region": region, "id": resource_id}
        self.decoys.append(Decoy(backend="aws", target=target, looks_like=looks_like, because=because))
