"""What a kubelet says is missing, as names instead of a sentence. Called by `partial`.

Done before redaction, which must not be asked to tell the name of a Secret from its value.
Source: pkg/kubelet/kubelet_pods.go, pkg/volume/{configmap,secret}, NotFound messages (Kubernetes v1.28 to v1.34).
"""

import re
from collections.abc import Mapping
from typing import Any

_NO_KEY = re.compile(r"couldn't find key (?P<key>\S+) in (?P<kind>ConfigMap|Secret) (?:[\w.-]+/)?(?P<name>[\w.-]+)")
_NO_OBJECT = re.compile(r'\b(?P<kind>configmap|secret) "(?P<name>[\w.-]+)" not found', re.IGNORECASE)
_NO_MOUNTED_KEY = re.compile(r"references non-existent (?P<kind>config|secret) key: (?P<key>\S+)")
_VOLUME = re.compile(r'volume "(?P<name>[\w.-]+)"')
_KINDS = {"configmap": "ConfigMap", "secret": "Secret", "config": "ConfigMap"}


def missing_in(message: str) -> dict[str, str]:
    """`kind`, `name` and, where it is a key that is missing, `key`; empty when the message is about something else.

    For a mounted key the kubelet names the volume instead of the object: `volume` takes the place of `name`.
    """
    if match := _NO_KEY.search(message):
        return {"kind": match["kind"], "name": match["name"], "key": match["key"]}
    if match := _NO_OBJECT.search(message):
        return {"kind": _KINDS[match["kind"].lower()], "name": match["name"]}
    if (match := _NO_MOUNTED_KEY.search(message)) and (volume := _VOLUME.search(message)):
        return {"kind": _KINDS[match["kind"]], "volume": volume["name"], "key": match["key"]}
    return {}


def with_missing(row: Mapping[str, Any], message: object) -> dict[str, Any]:
    """The row, with `missing` when its message names something."""
    found = missing_in(message) if isinstance(message, str) else {}
    return {**row, "missing": found} if found else dict(row)
