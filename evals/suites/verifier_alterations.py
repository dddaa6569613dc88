"""False variants of a planner's answer, made by exchanging one thing for another that nothing in the turn holds.

Called by `evals.suites.verifier`. Knows nothing of how the verifier reads: it works on the raw text and the raw values.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.language import Lang
from assistant.models.spec import Observation

_NUMBER = re.compile(
    r"(?<![\w.:/-])(\d{1,3}(?:\.\d+)?)"
    r"(?=(?:Mi\b|Gi\b|회|개|건|곳|일째| GiB| days| restarts| pods| of | items| more| things| workloads))"
)
_UNITS = ((r"(?<=\d)Mi\b", "Gi"), (r"(?<=\d) days\b", " hours"), (r"(?<=\d)일째", "시간째"), (r"(?<=\d) GiB\b", " TiB"))
_OPPOSITES: dict[Lang, tuple[tuple[str, str], ...]] = {
    "en": (
        ("which does not exist", "which exists"),
        ("has no ready pod left and cannot answer", "has enough ready pods and answers"),
        ("has no endpoints: every request to it fails", "has endpoints: no request to it fails"),
        ("is attached to nothing", "is attached to an instance"),
        ("did next to nothing", "was busy"),
        ("has been stopped for", "has been running for"),
        ("is used by nothing", "is used by an instance"),
        ("still serve", "no longer serve"),
    ),
    "ko": (
        ("준비된 파드가 하나도 없어 요청을 받을 수 없습니다", "준비된 파드가 충분하여 요청을 받을 수 있습니다"),
        ("연결된 파드가 없어 모든 요청이 실패합니다", "연결된 파드가 있어 모든 요청이 성공합니다"),
        ("어디에도 연결되어 있지 않습니다", "인스턴스에 연결되어 있습니다"),
        ("거의 일하지 않았습니다", "계속 바빴습니다"),
        ("째 멈춰 있습니다", "째 실행 중입니다"),
        ("아무 데도 쓰이지 않습니다", "인스턴스에 쓰이고 있습니다"),
    ),
}
_INVENTED: dict[Lang, tuple[str, ...]] = {
    "en": (
        "The payment-ledger database lost its replica at the same time.",
        "About 4,321 customers were affected.",
        "This was caused by an expired certificate on the ingress.",
    ),
    "ko": (
        "같은 시각에 payment-ledger 데이터베이스의 복제본도 사라졌습니다.",
        "고객 4,321명이 영향을 받았습니다.",
        "원인은 인그레스의 만료된 인증서입니다.",
    ),
}
_CAUSES: dict[Lang, tuple[str, ...]] = {
    "en": ("This happens because the node ran out of disk space.", "The root cause is a DNS outage."),
    "ko": ("노드의 디스크가 가득 찼기 때문에 생긴 일입니다.", "근본 원인은 DNS 장애입니다."),
}


def altered(text: str, observations: Sequence[Observation], lang: Lang) -> Iterator[tuple[str, str]]:
    """(kind, false text), the same for the same answer."""
    known = _raw(observations)
    yield from _numbers(text, known)
    for pattern, other in _UNITS:
        if re.search(pattern, text):
            yield "unit", re.sub(pattern, other, text, count=1)
    yield from _names(text, observations, known)
    for said, opposite in _OPPOSITES[lang]:
        if said in text:
            yield "negation", text.replace(said, opposite, 1)
    yield from _citations(text)
    yield from (("invented", f"{text}\n\n{sentence}") for sentence in _INVENTED[lang])
    if any(o.diagnosis for o in observations):
        yield from (("cause", f"{text}\n\n{sentence}") for sentence in _CAUSES[lang])


def _raw(observations: Sequence[Observation]) -> str:
    parts: list[str] = []
    for o in observations:
        if o.evidence:
            parts.append(json.dumps([dict(i) for i in o.evidence.items], ensure_ascii=False))
        if o.diagnosis:
            parts += [json.dumps(f.to_json(), ensure_ascii=False) for f in o.diagnosis.findings]
            parts.append(f"{o.diagnosis.looked_at.en} {o.diagnosis.looked_at.ko}")
    return " ".join(parts)


def _numbers(text: str, known: str) -> Iterator[tuple[str, str]]:
    for match in list(_NUMBER.finditer(text))[:6]:
        wrong = next(
            str(n) for n in range(int(float(match[1])) * 3 + 7, 10**6) if not re.search(rf"(?<!\d){n}(?!\d)", known)
        )
        yield "number", text[: match.start()] + wrong + text[match.end() :]


def _names(text: str, observations: Sequence[Observation], known: str) -> Iterator[tuple[str, str]]:
    targets = [f.target.id for o in observations if o.diagnosis for f in o.diagnosis.findings if f.target.id in text]
    for mine, other in pairwise(targets[:4]):
        yield "name", _in_its_lines(text, mine, other)
        invented = f"{mine[:-2]}zq"
        if invented not in known:
            yield "name", _in_its_lines(text, mine, invented)


def _in_its_lines(text: str, name: str, other: str) -> str:
    """The first line that has the name, with another name in all its places there."""
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if (name in line and not line.startswith("**")) or line.count(name) > 1)
    lines[at] = re.sub(rf"(?<![\w-]){re.escape(name)}(?![A-Za-z0-9_-])", other, lines[at])
    return "\n".join(lines)


def _citations(text: str) -> Iterator[tuple[str, str]]:
    for match in list(re.finditer(r"\[E\d+\]", text))[:2]:
        yield "citation", text[: match.start()] + "[E987]" + text[match.end() :]
