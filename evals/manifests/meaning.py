"""What a check of another tool says in terms of ours. Called by the tables of this package and the suite `manifests`."""

from dataclasses import dataclass

from assistant.findings import Finding


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """Our checks, any of which must speak; about objects of these kinds and bindings to that kind of role, if named."""

    checks: frozenset[str]
    kinds: frozenset[str] = frozenset()
    role: str = ""

    def is_said_by(self, finding: Finding) -> bool:
        """Whether a finding says it."""
        if finding.check not in self.checks or (self.kinds and finding.target.kind not in self.kinds):
            return False
        return not self.role or dict(finding.cause).get("role", "").startswith(f"{self.role}/")


def same(*checks: str, kinds: tuple[str, ...] = (), role: str = "") -> Meaning:
    """The checks by their names without `kube.`."""
    return Meaning(checks=frozenset(f"kube.{c}" for c in checks), kinds=frozenset(kinds), role=role)
