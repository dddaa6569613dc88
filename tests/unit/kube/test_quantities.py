"""Quantities as numbers, and as the API server writes them back."""

import pytest

from tools.kube.quantities import amount, canonical


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1000m", "1"),
        ("1500m", "1500m"),
        ("0.5", "500m"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("2G", "2G"),
        ("0", "0"),
        ("1000Mi", "1000Mi"),
        ("128974848", "128974848"),
        ("lots", None),
        ("", None),
        ("-1", None),
        ("NaN", None),
    ],
)
def test_the_canonical_form_means_the_same(written: str, expected: str | None) -> None:
    assert canonical(written) == expected
    if expected is not None:
        assert amount(expected) == amount(written)
