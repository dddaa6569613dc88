"""Kubernetes resource quantities as numbers. Called by checks and executors.

Source: k8s.io/apimachinery/pkg/api/resource, "Quantity".
"""

from decimal import Decimal, InvalidOperation

_SUFFIXES = {
    "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"),
    "k": Decimal(10**3), "M": Decimal(10**6), "G": Decimal(10**9), "T": Decimal(10**12), "P": Decimal(10**15),
    "Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30), "Ti": Decimal(2**40), "Pi": Decimal(2**50),
}  # fmt: skip


def amount(quantity: object) -> Decimal | None:
    """`250m` -> 0.25, `2` -> 2, `1Gi` -> 1073741824; None for anything else."""
    text = str(quantity)
    suffix = next((s for s in (text[-2:], text[-1:]) if s in _SUFFIXES), "")
    try:
        return Decimal(text.removesuffix(suffix)) * _SUFFIXES.get(suffix, Decimal(1))
    except InvalidOperation:
        return None


def canonical(quantity: str) -> str | None:
    """As the API server writes it back: `1000m` -> `1`, `1.5Gi` -> `1536Mi`; None for anything that is no quantity."""
    value = amount(quantity)
    if value is None or not value.is_finite() or value < 0:
        return None
    if value == 0:
        return "0"
    binary = quantity.endswith("i") and value >= 1024
    family = [s for s in _SUFFIXES if s.endswith("i")] if binary else ["n", "u", "m", "", "k", "M", "G", "T", "P"]
    for suffix in reversed(family):
        number = value / _SUFFIXES.get(suffix, Decimal(1))
        if number == number.to_integral_value():
            return f"{int(number)}{suffix}"
    return str(int(value)) if value == value.to_integral_value() else None
