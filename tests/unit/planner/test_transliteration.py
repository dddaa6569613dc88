"""English names in Hangul."""

import pytest

from assistant.planner.transliteration import sounds_like


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("그라파나", "grafana"),
        ("체크아웃", "checkout"),
        ("인덱서", "indexer"),
        ("렛저", "ledger"),
        ("페이먼트", "payment"),
        ("게이트웨이", "gateway"),
        ("모니터링", "monitoring"),
        ("업로더", "uploader"),
        ("빌링", "billing"),
        ("인벤토리", "inventory"),
        ("쿼리", "query"),
        ("카트", "cart"),
        ("배치", "batch"),
        ("샵", "shop"),
        ("엔진엑스", "nginx"),
        ("웹훅", "webhook"),
    ],
)
def test_is_how_korean_writes_it(hangul: str, latin: str) -> None:
    assert sounds_like(hangul, latin)


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("그라파나", "grafted"),
        ("체크아웃", "checklist"),
        ("인덱서", "ingester"),
        ("로그", "ledger"),
        ("비용", "billing"),
        ("파드", "payment"),
        ("노드", "nginx"),
        ("모니터링", "monolith"),
        ("서버", "server-side-api"),
        ("가", "ga"),
        ("날씨", "ingress"),
        ("우리", "rule"),
    ],
)
def test_is_not(hangul: str, latin: str) -> None:
    assert not sounds_like(hangul, latin)
