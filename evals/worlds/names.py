"""Seeded names and ids: the one place where a world's randomness comes from.

Called by every module of `evals.worlds`. Streams are independent, so a new draw in one part of the world
does not rename another part.
"""

import hashlib
import random
import uuid
from datetime import UTC, datetime

HEX = "0123456789abcdef"
POD_SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # k8s.io/apimachinery/pkg/util/rand


def stream(seed: int, label: str) -> random.Random:
    """A generator of its own for one part of the world."""
    return random.Random(int.from_bytes(hashlib.sha256(f"{seed}/{label}".encode()).digest()[:8], "big"))


def hex_id(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(HEX, k=length))


def aws_id(rng: random.Random, prefix: str) -> str:
    """An EC2 resource id in the long format, such as `vol-0a1b2c3d4e5f60718`."""
    return f"{prefix}-0{hex_id(rng, 16)}"


def uid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def suffix(rng: random.Random, length: int) -> str:
    """What the API server appends to a `generateName`."""
    return "".join(rng.choices(POD_SUFFIX_ALPHABET, k=length))


def stamp(moment: datetime) -> str:
    """`metav1.Time`: whole seconds, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_micro(moment: datetime) -> str:
    """`metav1.MicroTime`, as in `eventTime`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
