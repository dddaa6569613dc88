"""A decision: one principal's signed, expiring yes or no to one digest. Verified here with public keys only."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from assistant.canonical import canonical
from assistant.errors import UsageError
from assistant.language import Text, with_particle

SCHEMA = "baepo.decision/1"
Verdict = Literal["approve", "reject"]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is signed is everything but the signature. `ledger_head` ties the decision to the history it was made on."""

    plan_id: str
    digest: str
    environment: str
    verdict: Verdict
    approver: str
    nonce: str
    issued_at: datetime
    expires_at: datetime
    ledger_head: str
    reason: str = ""
    signature: str = ""  # base64

    def payload(self) -> bytes:
        return canonical({k: v for k, v in self.to_json().items() if k != "signature"})

    def signed(self, signature: bytes) -> "Decision":
        return replace(self, signature=base64.b64encode(signature).decode())

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "plan_id": self.plan_id,
            "digest": self.digest,
            "environment": self.environment,
            "verdict": self.verdict,
            "approver": self.approver,
            "nonce": self.nonce,
            "issued_at": self.issued_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "ledger_head": self.ledger_head,
            "reason": self.reason,
            "signature": self.signature,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Decision":
        fields = {k: v for k, v in value.items() if k != "schema"}
        return cls(
            **fields
            | {
                "issued_at": datetime.fromisoformat(value["issued_at"]),
                "expires_at": datetime.fromisoformat(value["expires_at"]),
            }
        )


@dataclass(frozen=True, kw_only=True)
class Approver:
    """Who may decide: a name, roles, and the public key that the settings pin to it ("ed25519:<base64>").

    From `retired_at` on the key decides nothing any more; what it decided before remains proven.
    """

    name: str
    roles: frozenset[str]
    public_key: str
    retired_at: datetime | None = None

    def retired(self, at: datetime) -> bool:
        return self.retired_at is not None and at >= self.retired_at

    def refusal(self, at: datetime) -> Text | None:
        """Why the key decides nothing at that time, None when it may."""
        if self.retired_at is None or at < self.retired_at:
            return None
        return Text(
            ko=f"{self.name}의 키는 {self.retired_at:%Y-%m-%d %H:%M:%S} UTC에 폐기되었습니다",
            en=f"the key of {self.name} was retired at {self.retired_at:%Y-%m-%d %H:%M:%S} UTC",
        )

    def signed(self, decision: Decision) -> bool:
        """True when `decision` is this approver's and its signature is good for exactly its content."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        if decision.approver != self.name:
            return False
        try:
            key = Ed25519PublicKey.from_public_bytes(public_key_bytes(self.public_key))
            key.verify(base64.b64decode(decision.signature, validate=True), decision.payload())
        except (InvalidSignature, ValueError):  # ValueError: not base64
            return False
        return True


def signed_heads(decisions: Iterable[Decision], approvers: Mapping[str, Approver]) -> dict[str, str]:
    """The ledger head that each decision with a good signature vouches for, by nonce: what `ledger.verify` is given.

    One that a key signed after it was retired vouches for nothing.
    """
    by = ((d, approvers.get(d.approver)) for d in decisions)
    return {d.nonce: d.ledger_head for d, who in by if who and who.signed(d) and not who.retired(d.issued_at)}


def public_key_bytes(written: str) -> bytes:
    """The 32 bytes of a key written as `ed25519:<base64>`. Raises `UsageError`."""
    scheme, _, encoded = written.partition(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    if scheme != "ed25519" or len(raw) != 32:
        raise UsageError(
            Text(
                ko=f"{with_particle(repr(written[:24]), '은')} 공개 키가 아닙니다.",
                en=f"{written[:24]!r} is not a public key.",
            ),
            remedy=Text(
                ko="`baepo keys show`가 출력하는 대로 적으세요: ed25519:<base64>.",
                en="Write it as `baepo keys show` prints it: ed25519:<base64>.",
            ),
        )
    return raw
