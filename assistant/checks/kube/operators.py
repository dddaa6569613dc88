"""The check for objects of well-known operators that are not ready. Called by `assistant.playbooks.explain_workload`.

Source: conditions of cert-manager.io/v1 Certificate and Issuer, external-secrets.io/v1 ExternalSecret and SecretStore,
keda.sh/v1alpha1 ScaledObject (`Ready`), and `status.phase` of argoproj.io/v1alpha1 Rollout.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.checks.kube.facts import KubeFacts, Seen, moment
from assistant.checks.kube.single import Claim, claimed, ref
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text, with_particle

ID = "kube.operator_object_failing"
RUNBOOK = "runbooks/config-error#check"
CERTIFICATES = "certificates.cert-manager.io"
_WITH_READY = (
    CERTIFICATES,
    "issuers.cert-manager.io",
    "clusterissuers.cert-manager.io",
    "externalsecrets.external-secrets.io",
    "secretstores.external-secrets.io",
    "clustersecretstores.external-secrets.io",
    "scaledobjects.keda.sh",
)
_ROLLOUTS = "rollouts.argoproj.io"
_SETTLED = timedelta(minutes=1)
_SOON = timedelta(days=7)  # cert-manager renews a third of the lifetime before the end: by then something is wrong


@check(id=ID, title=Text(ko="준비되지 않은 오퍼레이터 객체", en="Object of an operator that fails"), runbook=RUNBOOK)
def operator_object_failing(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """What its own controller reports as not ready for a minute, certificates at their end, rollouts that are degraded."""
    for resource in _WITH_READY:
        for obj in facts.of(resource):
            claim = _unready(obj, facts, now) or _expiring(obj, now)
            if claim is not None:
                yield claimed(claim, obj, check=ID, runbook=RUNBOOK, facts=facts)
    for rollout in facts.of(_ROLLOUTS):
        phase = str(rollout.status.get("phase", ""))
        if phase in ("Degraded", "Error"):
            path, message = _rollout_message(rollout)
            claim = _claim(rollout, "rollout_degraded", f"{phase}: {message}".rstrip(": "), path, message)
            yield claimed(claim, rollout, check=ID, runbook=RUNBOOK, facts=facts)


def _rollout_message(rollout: Seen) -> tuple[str, str]:
    """Where the controller says why, and what: in the status itself, or in the condition that is to blame."""
    if message := str(rollout.status.get("message", "")):
        return "status.message", message
    for kind, bad in (("InvalidSpec", "True"), ("Progressing", "False"), ("ReplicaFailure", "True")):
        condition = rollout.condition(kind)
        if condition.get("status") == bad and condition.get("message"):
            return f"status.conditions[{kind}].message", str(condition["message"])
    return "status.phase", ""


def makes_secret(namespace: str, name: str, facts: KubeFacts) -> bool:
    """Whether an object of an operator is to make the Secret: then that object says what is wrong when it is missing."""
    makers = (o for resource in _WITH_READY for o in facts.of(resource) if o.namespace == namespace)
    return any(_secret_of(o) == name for o in makers)


def _secret_of(obj: Seen) -> str:
    return str(obj.spec.get("secretName") or (obj.spec.get("target") or {}).get("name") or "")


def _claim(obj: Seen, variant: str, said: str, path: str, value: str) -> Claim:
    return Claim(
        variant=variant,
        title=Text(ko=f"{obj.kind} {obj.name}: 준비되지 않음", en=f"{obj.kind} {obj.name} is not ready"),
        cause=Text(
            ko=f"{obj.kind} {with_particle(obj.name, '이')} 준비되지 않았습니다. {said}",
            en=f"{obj.kind} {obj.name} is not ready. {said}",
        ),
        cites=(obj.cite(path, value),),
        severity=Severity.HIGH,
    )


def _unready(obj: Seen, facts: KubeFacts, now: datetime) -> Claim | None:
    condition = obj.condition("Ready")
    since = moment(condition.get("lastTransitionTime")) or obj.created_at
    if condition.get("status") != "False" or (since is not None and now - since < _SETTLED):
        return None
    message, reason = str(condition.get("message", "")), str(condition.get("reason", ""))
    claim = _claim(obj, "not_ready", f"{reason}: {message}", "status.conditions[Ready].message", message)
    secret = _secret_of(obj)
    if not secret:
        return claim
    effect = Text(
        ko=f"Secret {with_particle(secret, '이')} 만들어지거나 갱신되지 않습니다.",
        en=f"The Secret {secret} is not made or renewed.",
    )
    related = (ref(facts, "Secret", obj.namespace, secret),)
    return replace(claim, effect=effect, details=(("reason", reason), ("secret", secret)), related=related)


def _expiring(obj: Seen, now: datetime) -> Claim | None:
    until = moment(obj.status.get("notAfter")) if obj.resource == CERTIFICATES else None
    if until is None or until - now > _SOON:
        return None
    over = until <= now
    issuing = obj.condition("Issuing")
    why = str(issuing.get("message", "")) if issuing.get("status") == "False" else ""
    cites = (obj.cite("status.conditions[Issuing].message", why),) if why else ()
    said = Text(
        ko=f"인증서가 {until:%Y-%m-%d %H:%M} UTC에 만료{'되었습니다' if over else '됩니다'}",
        en=f"its certificate {'expired' if over else 'expires'} at {until:%Y-%m-%d %H:%M} UTC",
    )
    return Claim(
        variant="certificate_expired" if over else "certificate_expiring",
        title=Text(ko=f"Certificate {obj.name}: {said.ko}", en=f"Certificate {obj.name}: {said.en}"),
        cause=Text(
            ko=f"Certificate {obj.name}: {said.ko}. 갱신되지 않고 있습니다.{why and f' {why}'}",
            en=f"Certificate {obj.name}: {said.en}, and it is not renewed.{why and f' {why}'}",
        ),
        cites=(obj.cite("status.notAfter", str(obj.status.get("notAfter"))), *cites),
        severity=Severity.HIGH if over else Severity.MEDIUM,
    )
