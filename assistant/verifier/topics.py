"""Whether a sentence speaks of something the evidence does not speak of at all; called by `assistant.verifier.verify`."""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms
from assistant.verifier.concepts import concepts
from assistant.verifier.sources import Known
from knowledge.analysis import STOP_WORDS, expand, terms

# Words any answer may use about anything: ways to order, compare, recommend and hedge. Never a thing or an event.
_PLAIN = """
    here summary overview result answer question detail example follow below above first second third last next step
    total sum amount number count list show see look check find found state status current currently right
    urgent important main major large small big high low old new recent early late good bad well same different similar
    both each other another remain rest only mostly about roughly around least together combine respective
    recommend suggest propose plan consider should would could may might can try use using keep start begin begun began
    one two three four five six seven eight nine ten these those took take average cannot can tell which latter former
    nothing purpose accident tell traffic send resource host database machine server code previous
    자체 달 아직 이미 가지 뭔 무엇 순서 까닭 간단 표시 도구 반면 반대로 씩
    exception tool twice once later many rather hand simple record clear either conclusion less
    far largest smallest most least usually often always never progress low high near close too practically unchanged
    cause reason because since therefore however although still yet even too very quite really actually simply also
    item thing place part kind type way point time day week month year hour minute second today yesterday ago
    affect impact effect problem issue happen change need want run work fail say said mean like sit get give take add up
    make cost pay charge spend save sav money bill price spread compar period exactly exact share remain belong exist
    biggest top order name call call note spare safe safely wait ask owner action possible available follow ready spot
    bring dates date short fully partly completely entirely degraded there fix fixed offer room spent january february march
    april june july august september october november december apart overall lead manage deploy first foremost briefly
    bring dates date live size small slow slowest fast fastest request answer situation behind nothing none driver
    straight projection forecast contrast ignore growth practice relative term single individual range between
    비교 평균 개당 대당 쪽 서울 버지니아 도쿄 기준 범위 수준 매우 조금 완료 상태 처음 마지막 그중 리전 유형 종류별 유형별
    요약 결과 답 질문 자세 다음 먼저 현재 상태 전체 합계 합치 모두 각각 나머지 가운데 정도 약 총 하나 두 세 곳 대 건 개 번 회
    문제 원인 이유 영향 때문 경우 필요 권장 제안 계획 확인 추천 가능 중요 급한 급하 가장 최근 마찬가지 함께 계속 다만 또한
    그중 이중 그리고 하지만 따라 그래서 오늘 어제 지금 시간 시점 시작 이번 이전 지난 최신 크 작 많 적 새 조금 더 편 좋 지켜보
    자동 다시 시도 준비 두었 원칙 점 주의 방식 그대로 단계 방법 목록 현황 비용 요금 금액 매달 한달 달 월 년 일 주 이름 종류
    대부분 일부 약간 거의 아마 네 아니 아니요 좋겠 쓰 보이 만들 찾 나가 나오 아끼 바꾸 늘리 줄이 올리 내리
"""
# Numbers, states and reasons are checked on their own account.
_CHECKED = Lazy(
    r"(?<![A-Za-z])\d[\d.,]*\s?[A-Za-z%가-힣]*|\b(?:ready|running|runs?|stopped|healthy|fine|failing|failed|fails?|broken"
    r"|attached|associated|unattached|unused|idle|busy|exists?|missing|encrypted|restart\w*|killed|stuck|rose|fell|went"
    r"|raised|lowered|cut|created|started|scaled|zero)\b"
    r"|(?:실행|멈|중지|연결|사용|쓰이|준비|정상|실패|장애|재시작|만들어|시작|올랐|내렸|줄|늘|있|없|않|것|올라|내려)\S*"
    r"|놀고|돌고|많이|아무 데\S*|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?(?:개|곳|건|대|번|가지)\S*"
)
GENERIC = frozenset(t for w in _PLAIN.split() for t in (w, *terms(w)))
_COMMENT = Lazy(
    r"^(?:that|this|these|it) (?:is|are|matters|means|ignores|assumes|counts|helps|makes)\b"
)  # of what was said
_ABSENCE = Lazy(r"\b(?:no|none|not|nothing|never|neither|without)\b|n't\b|없|않|뿐")
_ADVICE = Lazy(
    r"^(?:i (?:would|can|could|cannot|can't|recommend|suggest|will)|you (?:can|could|should|may)|we (?:can|could|should)"
    r"|please|consider|check|look|roll|run|use|try|ask|let me|would you|do you|if you|see|start|first|suggested|next)\b"
    r"|(?:하세요|하십시오|됩니다|좋습니다|좋겠습니다|주세요|할까요|권장합니다|보세요|해야 합니다|두었습니다|드릴까요"
    r"|수 있습니다|시도합니다)\s?[.!?]?$"
)


def foreign(sentence: str, vocabulary: frozenset[str], *, anchored: bool, cited: bool = False) -> tuple[str, ...]:
    """The words of a sentence most of whose subject matter occurs nowhere in evidence, findings or question.

    `cited`: it says itself where it comes from. `anchored`: it names something known or gives a number that holds; then more has to be strange about it.
    """  # noqa: E501
    if _ADVICE.search(sentence.strip()) or (_COMMENT.match(sentence.strip()) and not atoms(sentence).names):
        return ()
    whole = content(sentence)
    unknown = [t for t in whole if not is_known(t, vocabulary)]
    least, share = (5, 0.75) if anchored else (3, 0.6)
    if cited:
        least, share = (99, 1.0) if anchored or _ABSENCE.search(sentence) else (3, 0.75)
    return tuple(unknown) if len(unknown) >= least and len(unknown) >= share * len(whole) else ()


@lru_cache(maxsize=1024)
def content(sentence: str) -> tuple[str, ...]:
    """The terms of a sentence that tell: no names, no numbers, no states, nothing that any answer says of anything."""
    told = [
        t
        for t in dict.fromkeys(terms(_CHECKED.sub(" ", _unnamed(sentence))))
        if t not in STOP_WORDS and t not in GENERIC and len(t) > 1
    ]
    return tuple(t for t in told if not any(t != o and t in o for o in told))


def _unnamed(sentence: str) -> str:
    for name in reversed(atoms(sentence).names):
        sentence = f"{sentence[: name.start]} {sentence[name.end :]}"
    return sentence


def stranger(after: str, vocabulary: frozenset[str]) -> str:
    """The thing that a number counts, when nothing in the evidence is called that: "two timeouts"; else ""."""
    words = re.split(
        r"[,;:.()|—–]|\b(?:of|in|on|at|for|with|that|which|is|are|was|were|has|have|per|and|or|versus)\b", after
    )[0].split()[:2]
    counted = [t for w in words if w.isascii() and len(w) > 3 and w.endswith("s") and w[0].islower() for t in terms(w)]
    return next((t for t in counted if t not in STOP_WORDS and t not in GENERIC and not is_known(t, vocabulary)), "")


def is_known(term: str, vocabulary: frozenset[str]) -> bool:
    """Whether a term of the field, or one that the vocabulary has in either language."""
    who = (term[:-2], term[:-1]) if term.endswith("er") and len(term) > 5 else ()  # the manager manages
    return bool(concepts(term)) or not vocabulary.isdisjoint((term, *who, *expand([term])))


def vocabulary_of(known: Known) -> frozenset[str]:
    """Terms of everything that evidence, findings and question say, with their translations."""
    texts = tuple(dict.fromkeys([*(q for q, _ in known.quotes), *(r.words for r in known.records if r.words)]))
    names = frozenset().union(*(r.tokens for r in known.records)) if known.records else frozenset()
    return _terms(texts, frozenset(known.vocabulary | names))


def terms_of(texts: Iterable[str]) -> frozenset[str]:
    """Terms of the texts with their translations."""
    found = {t for text in texts for t in _text_terms(text)}
    return frozenset({*found, *expand(found)})


@lru_cache(maxsize=2048)
def _text_terms(text: str) -> tuple[str, ...]:
    return tuple(terms(text))


@lru_cache(maxsize=16)
def _terms(texts: tuple[str, ...], names: frozenset[str]) -> frozenset[str]:
    return terms_of((*texts, *names))
