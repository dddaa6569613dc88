"""What tags say about a resource: that someone wants to keep it, and who manages it. Used by the AWS checks.

Source: conventions; the tags of CloudFormation, EC2 Auto Scaling, Amazon EKS and the EBS CSI driver are documented.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_HOLD_WORDS = frozenset(
    {
        "keep",
        "keepuntil",
        "retain",
        "retainuntil",
        "retention",
        "retentionuntil",
        "hold",
        "legalhold",
        "litigationhold",
        "donotdelete",
        "dontdelete",
        "nodelete",
        "donotterminate",
        "preserve",
        "preserveuntil",
        "deleteafter",
        "expires",
        "expireson",
        "expiration",
        "보존",
        "삭제금지",
        "보관",
    }
)
_NEEDS_DATE = frozenset({"deleteafter", "expires", "expireson", "expiration"})  # without a date these keep nothing
_HOLD_VALUES = frozenset({"donotdelete", "dontdelete", "legalhold", "litigationhold", "keep", "retain", "삭제금지"})
_NO = frozenset({"false", "no", "0", "none", "off", "n"})  # an empty value is a yes: the key alone says it
_DATE = re.compile(r"(?<!\d)(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?!\d)")
_SPAN = re.compile(r"^\s*(\d{1,4})\s*(d|days?|w|weeks?|m|months?|y|years?)\s*$", re.IGNORECASE)
_SPAN_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, kw_only=True)
class Tag:
    """One tag that decided."""

    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.key}={self.value}" if self.value else self.key


_OWNERS = ("owner", "owners", "owned-by", "contact", "team", "squad", "담당자", "담당", "소유자", "팀")


def owner_of(tags: Mapping[str, str]) -> Tag | None:
    """The tag that names a person or team to ask, the likeliest key first."""
    by_key = {key.lower().rpartition(":")[2].rpartition("/")[2]: (key, value) for key, value in tags.items() if value}
    found = next((by_key[key] for key in _OWNERS if key in by_key), None)
    return Tag(key=found[0], value=found[1]) if found else None


def hold_of(tags: Mapping[str, str], *, created_at: datetime | None, now: datetime) -> Tag | None:
    """The tag that means "leave this alone" today, if any; a date or span that is over holds nothing."""
    for key, value in sorted(tags.items()):
        if _holds(_plain(key), value, created_at=created_at, now=now):
            return Tag(key=key, value=value)
    return None


def _holds(key: str, value: str, *, created_at: datetime | None, now: datetime) -> bool:
    plain = _plain(value)
    if key == "name":
        return False  # a name such as "keep" is no instruction
    until = _date_in(value)
    if key in _HOLD_WORDS:
        if until is not None:
            return until >= now.date()
        span = _SPAN.match(value)
        if span and created_at is not None:
            days = int(span.group(1)) * _SPAN_DAYS[span.group(2)[0].lower()]
            return created_at + timedelta(days=days) > now
        return plain not in _NO and key not in _NEEDS_DATE
    if "backup" in key:
        return until is not None and until >= now.date()
    return plain in _HOLD_VALUES


def manager_of(tags: Mapping[str, str]) -> str:
    """Who would put the resource back or miss it, such as `cloudformation:shop-stack`, else ""."""
    if stack := tags.get("aws:cloudformation:stack-name"):
        return f"cloudformation:{stack}"
    if group := tags.get("aws:autoscaling:groupName"):
        return f"autoscaling:{group}"
    if claim := tags.get("kubernetes.io/created-for/pvc/name"):
        return f"kubernetes:pvc {tags.get('kubernetes.io/created-for/pvc/namespace', '?')}/{claim}"
    for key, value in sorted(tags.items()):
        if key in ("aws:eks:cluster-name", "eks:cluster-name"):
            return f"eks:{value}"
        if key.startswith("kubernetes.io/cluster/") and value == "owned":
            return f"eks:{key.removeprefix('kubernetes.io/cluster/')}"
        if key == "karpenter.sh/nodepool":
            return f"karpenter:{value}"
        if _plain(key) in ("managedby", "provisioner", "createdby", "iac") and "terraform" in value.lower():
            return "terraform"
        if _plain(key) == "terraform" and _plain(value) not in _NO:
            return "terraform"
    return ""


def _plain(text: str) -> str:
    """Without case and separators: `Do-Not_Delete` is `donotdelete`."""
    return re.sub(r"[\s\-_:./']", "", text).lower()


def _date_in(value: str) -> date | None:
    found = _DATE.search(value)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
