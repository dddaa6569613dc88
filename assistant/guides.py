"""The guides as a tool like any other, so that passages are evidence, too. Reads `knowledge`."""

import contextlib

from knowledge import concepts
from knowledge.analysis import terms
from knowledge.guides import Lang, Passage
from knowledge.lexical import COVERED, GuideIndex, Hit, PassageNotFound
from tools.spec import NotFound, Page, tool


@tool(
    backend="guides",
    examples=(
        "롤백은 어떻게 해?",
        "ImagePullBackOff는 보통 어떻게 고쳐?",
        "크래시 루프가 나면 뭐부터 확인해야 해?",
        "서비스에 엔드포인트가 없으면 일반적으로 뭘 봐야 하나요?",
        "엔드포인트가 비어 있을 때 점검 순서",
        "OOM 해결 방법",
        "이미지 풀 에러 나면 어떻게 해?",
        "배포 되돌리는 절차 알려줘",
        "롤백 가이드 문서 있어?",
        "liveness와 readiness 차이가 뭐야?",
        "readiness 프로브는 언제 써?",
        "프로브 설정하는 방법",
        "메모리 부족할 때 대처 방법",
        "설정 에러 고치는 방법",
        "안 쓰는 볼륨 지우는 절차가 뭐야?",
        "볼륨 삭제 전에 확인할 것",
        "놀고 있는 인스턴스는 어떻게 정리해?",
        "탄력적 IP 반납하는 방법",
        "롤백은 언제 해야 해?",
        "컨피그맵 키가 없으면 파드가 어떻게 돼?",
        "파드가 Pending일 때 보통 원인이 뭐야?",
        "CrashLoopBackOff가 무슨 뜻이야?",
        "종료코드 137은 무슨 의미야?",
        "재시작이 반복될 때 대응 가이드",
        "스냅샷을 남기고 볼륨 지우는 순서",
        "해결 가이드",
        "이런 건 보통 어떻게 고쳐?",
        "how do I fix CrashLoopBackOff",
        "what should I check when a service has no endpoints",
        "how do I roll back a deployment",
        "steps to revert a bad release",
        "rollback runbook",
        "how to fix image pull errors",
        "checklist when an image cannot be pulled",
        "difference between liveness and readiness probes",
        "when should I use a readiness probe",
        "how to debug a service without endpoints in general",
        "guide for empty endpoints",
        "what to do about out of memory",
        "how to handle OOMKilled",
        "best practice for deleting unattached volumes",
        "how do I release an elastic IP",
        "how should idle instances be handled",
        "what does exit code 137 mean",
        "what does CreateContainerConfigError mean",
        "what usually causes pods to be pending",
        "the guide on fixing it",
        "how does one usually fix that",
        "procedure for config errors",
        "is it safe to delete a snapshot",
        "when should I roll back",
        "documentation about rollouts",
        "쿠버네티스가 뭐야?",
        "파드가 뭐야?",
        "what is kubernetes",
        "what is a pod",
        "배포 문서",
        "document on image pull errors",
    ),
)
def search_guides(
    index: GuideIndex, *, question: str, lang: str = "en", limit: int = 3, passage: str | None = None
) -> Page:
    """Passages of the deployment guides that answer a question, best first; none when the guides do not cover it.

    Of a guide that is asked how to fix something its section on that comes first. With the id of a `passage` that one
    alone; a guide has the sections symptoms, check, fix, verify and rollback.

    Each item: id ("runbooks/rollback#check"), title, heading, lang, score (0 to 1), text.
    Example: search_guides(question="when should I roll back?", lang="en")

    Raises: NotFound (no passage has that id); an empty page means that the guides do not cover the question.
    Source: the built-in guides (knowledge/guides).
    """
    spoken: Lang = "ko" if lang == "ko" else "en"
    if passage is not None:
        hits = _one(index, passage, spoken)
    else:
        found = index.search(question, lang=spoken, limit=limit)
        hits = [h for h in found if h.score >= COVERED and _is_about(index, question, h)]
        if hits and "fix" in {m.concept for m in concepts.read(question)}:
            hits = _fix_first(index, hits, spoken)[:limit]
    return Page(
        items=tuple(
            {
                "id": h.passage.id,
                "title": h.passage.title,
                "heading": h.passage.heading,
                "lang": h.passage.lang,
                "score": round(h.score, 3),
                "text": h.passage.text,
            }
            for h in hits
        )
    )


def _is_about(index: GuideIndex, question: str, hit: Hit) -> bool:
    """Whether the guide of a hit is about what the question names, and does not only share the words round it.

    A kind of object (HPA, PDB) must occur in the guide; of what is to be done or explained, a word of no known meaning
    (canary) in its title, tags or headings, where nothing else says what is meant.
    """
    said = concepts.read(question)
    kinds = {m.concept for m in said} & _KINDS
    strange = {m.word for m in said if not m.concept}
    meant = {
        m.concept for m in said if m.concept and not concepts.is_bare(m.concept) and not concepts.is_soft(m.concept)
    }
    sections = _sections(index, hit.passage)
    if kinds and kinds.isdisjoint(
        m.concept for s in sections for m in concepts.read(f"{s.title} {s.heading}\n{s.text}")
    ):
        return False
    if not strange or meant - _AROUND or not {"howto", "define"} & {m.concept for m in said}:
        return True
    named = " ".join([hit.passage.title, *hit.passage.tags, *(s.heading for s in sections)])
    return not strange.isdisjoint(terms(named))


_KINDS = frozenset(
    (
        *("hpa", "pdb", "ingress", "node", "job", "cronjob", "networkpolicy", "quota", "limitrange", "serviceaccount"),
        *("pvc", "pv", "storageclass", "secret", "configmap", "statefulset", "daemonset", "namespace"),
        *("volume", "instance", "eip", "snapshot"),
    )
)
_AROUND = frozenset({"deploy", "workload", "kubernetes", "cluster", "fix", "document", "change", "service", "pod"})


def _sections(index: GuideIndex, passage: Passage) -> list[Passage]:
    """The guide's other sections in the same language, and the passage itself."""
    guide = passage.id.partition("#")[0]
    found = [passage]
    for section in ("symptoms", "check", "fix", "verify", "rollback"):
        with contextlib.suppress(PassageNotFound):
            found.append(index.get(f"{guide}#{section}", passage.lang))
    return found


def _one(index: GuideIndex, passage: str, lang: Lang) -> list[Hit]:
    try:
        return [Hit(passage=index.get(passage, lang), score=1.0)]
    except PassageNotFound as error:
        raise NotFound(f"There is no passage {passage!r}.", remedy=f"Nearest: {', '.join(error.nearest)}") from error


def _fix_first(index: GuideIndex, hits: list[Hit], lang: Lang) -> list[Hit]:
    """The section on fixing of the best hit's guide, then the other hits."""
    wanted = f"{hits[0].passage.id.partition('#')[0]}#fix"
    try:
        first = next(
            (h for h in hits if h.passage.id == wanted), Hit(passage=index.get(wanted, lang), score=hits[0].score)
        )
    except PassageNotFound:
        return hits
    return [first, *(h for h in hits if h.passage.id != wanted)]
