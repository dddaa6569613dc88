"""Takes secrets out of everything that is kept, shown or sent. The same secret always gets the same placeholder.

Used by the toolbox on every tool result, and by the ledger, logs and reports on what they write. Placeholders are
keyed, so that a short password cannot be guessed back from one.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

_NAMES = (
    r"pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential[s]?|auth(?:orization)?"
    r"|client[_-]?secret|connection[_-]?string|session[_-]?key|signing[_-]?key|encryption[_-]?key"
)
# Each pattern has one group `secret`, the part that is replaced. Sources: the vendors' documented token formats.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "private-key",
        re.compile(r"(?P<secret>-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z))", re.S),
    ),
    ("aws-key-id", re.compile(r"\b(?P<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b")),
    ("github", re.compile(r"\b(?P<secret>gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})\b")),
    ("slack", re.compile(r"\b(?P<secret>xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,})")),
    (
        "api-key",
        re.compile(
            r"\b(?P<secret>sk-[A-Za-z0-9_-]{20,}|sk_live_[A-Za-z0-9]{16,}|AIza[A-Za-z0-9_-]{35}|glpat-[A-Za-z0-9_-]{20,})"
        ),
    ),
    ("jwt", re.compile(r"\b(?P<secret>eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)")),
    ("url-password", re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@]*:(?P<secret>[^\s/@]+)@")),
    ("bearer", re.compile(r"(?i)\b(?:bearer|basic)\s+(?P<secret>[A-Za-z0-9._~+/-]{16,}=*)")),
    # name = value, name: value, "name": "value", NAME=value, --name value; the value up to a blank, quote or separator
    (
        "secret",
        re.compile(
            rf"(?i)(?:\b|_|-)(?:{_NAMES})[\"']?\s*(?:[=:]|\s(?=\S*[0-9]))\s*[\"']?(?P<secret>(?!\[redacted)[^\s\"',;&}}]{{4,}})"
        ),
    ),
)
_SECRET_FIELD = re.compile(rf"(?i)(?:^|[_.-])(?:{_NAMES})$")
# A cheap look that skips most strings: none of the patterns can match without one of these.
_HINT = re.compile(
    rf"(?i)PRIVATE KEY|AKIA|ASIA|gh[pousr]_|github_pat|xox|xapp|sk[-_]|AIza|glpat|eyJ|://|bearer|basic|{_NAMES}"
)
# Values of secret-named fields that are no secrets: references, flags, numbers of Kubernetes and AWS
_PLAIN = re.compile(r"(?i)^(?:true|false|null|none|\d{1,3}|\[redacted:.*)$")


class Redactor:
    """Redacts with one installation's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def text(self, value: str) -> str:
        """`value` with each secret replaced by `[redacted:<kind>:<6 hex>]`."""
        if not _HINT.search(value):
            return value
        for kind, pattern in _PATTERNS:
            value = pattern.sub(lambda m, kind=kind: self._replaced(m, kind), value)  # type: ignore[misc]
        return value

    def value(self, value: Any, *, field: str = "") -> Any:
        """A JSON value with every string in it redacted; strings in fields named like secrets are replaced whole."""
        if isinstance(value, str):
            if field and _SECRET_FIELD.search(field) and not _PLAIN.match(value) and value:
                return self._placeholder("secret", value)
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(k)): self.value(v, field=str(k)) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(v, field=field) for v in value]
        return value

    def _replaced(self, match: re.Match[str], kind: str) -> str:
        start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
        whole = match.group()
        return whole[:start] + self._placeholder(kind, match.group("secret")) + whole[end:]

    def _placeholder(self, kind: str, secret: str) -> str:
        mark = hmac.new(self._key, secret.encode(), hashlib.sha256).hexdigest()[:6]
        return f"[redacted:{kind}:{mark}]"
