"""Korean particles after words of any script, and which language a question is in."""

import pytest

from assistant.language import language_of, with_particle


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("볼륨", "이", "볼륨이"),
        ("서버", "은", "서버는"),
        ("파일", "으로", "파일로"),
        ("서울", "을", "서울을"),
        ("checkout", "은", "checkout은"),
        ("payment", "이", "payment가"),
        ("planner", "을", "planner를"),
        ("kernel", "으로", "kernel로"),
        ("staging", "과", "staging과"),
        ("webhook", "이", "webhook이"),
        ("API", "은", "API는"),
        ("URL", "으로", "URL로"),
        ("CDN", "이", "CDN이"),
        ("v2.4.1", "을", "v2.4.1을"),
        ("vol-0a2", "이", "vol-0a2가"),
        ("10", "으로", "10으로"),
        ("7", "으로", "7로"),
        ("(주)배포", "이", "(주)배포가"),
        ("`shop/web`", "을", "`shop/web`을"),
        ("…", "이", "…이"),
    ],
)
def test_particle_follows_the_sound(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected


@pytest.mark.parametrize(
    ("question", "lang"),
    [
        ("checkout 배포가 왜 실패했어?", "ko"),
        ("why did checkout fail?", "en"),
        ("OOMKilled", "en"),
        ("ㅠㅠ checkout down", "ko"),
        ("", "en"),
    ],
)
def test_language_of_a_question(question: str, lang: str) -> None:
    assert language_of(question) == lang
