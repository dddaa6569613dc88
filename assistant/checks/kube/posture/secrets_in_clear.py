"""Advice on secrets in plain sight: in the environment of containers, and in ConfigMaps. Found by scanning.

The value itself is never part of a finding. Source: Kubernetes documentation, "Good practices for Kubernetes Secrets".
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from assistant.checks.kube.facts import KubeFacts
from assistant.checks.kube.posture.advice import Advice, Spot, advised, advised_pods
from assistant.checks.kube.posture.pod_specs import PodSpec, items, mapping
from assistant.checks.spec import check
from assistant.findings import Finding, Severity
from assistant.language import Text
from assistant.redaction import UNKEYED

RUNBOOK = "runbooks/manifest-review#rights"
_ENVIRONMENT = Advice(
    check="kube.secret_in_environment",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="환경 변수에 비밀값을 그대로 적었습니다", en="writes secrets into environment variables"),
    matters=Text(
        ko="매니페스트와 객체를 읽을 수 있는 사람은 누구나 그 값을 봅니다.",
        en="Whoever may read the manifest or the object sees them.",
    ),
    remedy=Text(
        ko="Secret에 두고 valueFrom.secretKeyRef로 가리키십시오. 이미 저장소에 들어간 값은 바꾸십시오.",
        en="Keep them in a Secret, and refer to it by valueFrom.secretKeyRef; change those that are in a repository already.",
    ),
)
_CONFIG_MAP = Advice(
    check="kube.secret_in_config_map",
    runbook=RUNBOOK,
    severity=Severity.HIGH,
    says=Text(ko="비밀값으로 보이는 내용이 있습니다", en="holds what looks like secrets"),
    matters=Text(
        ko="ConfigMap은 Secret과 달리 넓게 읽히고 암호화되지 않습니다.",
        en="Unlike Secrets, ConfigMaps are widely readable and not encrypted.",
    ),
    remedy=Text(
        ko="Secret으로 옮기고, 드러난 값은 바꾸십시오.", en="Move it into a Secret, and change what was exposed."
    ),
)
_NAMES = re.compile(
    r"(?i)pass(?:word|wd|phrase)|token|bearer|secret|credentials?$|^AWS_SECRET_ACCESS_KEY$|^GOOGLE_APPLICATION_CREDENTIALS$"
    r"|^AZURE_.+KEY$|^OCI_CLI_KEY_CONTENT$|(?:api|private|access|encryption|signing)[_.-]?key$|(?:^|[_.-])pwd$"
)
# What a name with such a word speaks about when it is no secret itself: where it is, what it is called, how long it lasts.
_ABOUT = re.compile(
    r"(?i)[_.-](?:file|path|dir|directory|mount|name|namespace|ref|key[_-]?name|ttl|expiry|expires(?:[_-]?in)?|expiration"
    r"|length|min[_-]?length|max[_-]?length|type|algorithm|url|uri|endpoint|host|port|issuer|audience|header|enabled|required"
    r"|timeout|duration|lifetime|interval|policy|count|limit|max[_-]?tokens)$|^max[_.-]?tokens|^(?:enable|use|require|disable)[_.-]"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # passwordFile
_HARMLESS = re.compile(r"(?i)\s*(?:|true|false|yes|no|none|null|\$\([A-Za-z_][A-Za-z0-9_]*\)|\$\{[^}]*\})\s*")
_PRIVATE_KEY = re.compile(r"(?i)-\s*BEGIN\s+(?:[A-Z0-9]+\s+)*PRIVATE KEY\s*-")
_MOST_SCANNED = 1_000_000  # characters of one value


@check(
    id=_ENVIRONMENT.check,
    title=Text(ko="환경 변수에 적힌 비밀값", en="Secret in an environment variable"),
    runbook=RUNBOOK,
    klass="advice",
)
def secret_in_environment(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Variables that are called like secrets and written out, or whose value is a key. Of a cluster only names are read."""
    yield from advised_pods(facts, _ENVIRONMENT, _variables)


@check(
    id=_CONFIG_MAP.check,
    title=Text(ko="ConfigMap에 든 비밀값", en="Secret in a ConfigMap"),
    runbook=RUNBOOK,
    klass="advice",
)
def secret_in_config_map(facts: KubeFacts, now: datetime) -> Iterator[Finding]:
    """Keys that are called like secrets, or values that hold one. Of a cluster only keys are read."""
    for config_map in facts.of("configmaps"):
        yield from advised(facts, _CONFIG_MAP, config_map, _entries(config_map.row))


def is_secret_name(name: str) -> bool:
    """`DB_PASSWORD`, `api.token`; not `TOKEN_TTL`, which speaks about one."""
    return bool(_NAMES.search(name)) and not _ABOUT.search(_HUMP.sub("_", name))


def holds_secret(value: str) -> bool:
    """Whether a private key, a vendor's token or a `password: ...` stands in a text."""
    text = value[:_MOST_SCANNED]
    return bool(_PRIVATE_KEY.search(text)) or UNKEYED.text(text) != text


def _variables(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        for number, entry in enumerate(items(container.row.get("env"))):
            variable = mapping(entry)
            name, value = str(variable.get("name") or ""), variable.get("value")
            if "valueFrom" in variable:
                continue
            named = is_secret_name(name) and not (value is not None and _HARMLESS.fullmatch(str(value)))
            if named or (value is not None and holds_secret(str(value))):
                path = f"{container.path}.env[{name or number}].value"
                yield Spot(path=path, where=f"{container.called} {name}".strip())


def _entries(row: Mapping[str, Any]) -> Iterator[Spot]:
    for part in ("data", "binaryData"):
        for key, value in mapping(row.get(part)).items():
            text = "" if value is None else str(value)
            named = is_secret_name(str(key)) and not _HARMLESS.fullmatch(text)
            if named or (part == "data" and holds_secret(text)):
                yield Spot(path=f"{part}[{key}]", where=str(key))
    for key in items(row.get("keys")):
        if is_secret_name(str(key)):
            yield Spot(path=f"data[{key}]", where=str(key))
