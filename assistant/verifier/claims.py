"""What a text claims about a state, and its sign: ready or not, running or stopped, grew or shrank.

Called by `assistant.verifier.polarity`; the same reading is applied to answers, findings and evidence rows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.patterns import Lazy


@dataclass(frozen=True, slots=True)
class Claim:
    """`sign` +1 or -1 on an axis; `every`: said of all of them; `start` is where in the text."""

    axis: str
    sign: int
    every: bool
    start: int


# axis: words for +, words for -. Of two words that overlap, the longer one counts.
_AXES: tuple[tuple[str, str, str], ...] = (
    (
        "ready",
        r"\bready\b|준비(?!성)(?! ?\(?(?:readiness\)? ?)?검사)(?!해)",
        (
            r"\bunready\b|\b(?:fewer|too few|not enough) ready\b|\bshort of (?:\w+ )?(?:pods?|replicas?)\b|미준비"
            r"|(?:파드|레플리카)[가이]? ?(?:\S+ )?(?:모자라|모자랍|부족)"
        ),
    ),
    (
        "run",
        (
            r"\b(?:switched|powered|turned) on\b|켜[져진]|\brunning\b(?! (?:into|out)\b)|\bruns?\b(?! (?:into"
            r"|out)\b)|실행 ?중|돌고|가동|기동 중"
        ),
        r"\bstopped\b|\b(?:switched|powered|turned) off\b|멈[춘췄춤춰추]|중지|정지된|정지 상태|꺼[져진]",
    ),
    (
        "health",
        (
            r"\bhealthy\b|\bfine\b|\bok\b|\bsucceed\w*|\b(?:kills?|crash\w*|restarts?|errors?"
            r"|failures?|problems?)\b (?:have |has )?(?:stopped|ended|ceased|gone)\b|\b(?:is"
            r"|are) (?:all |fully |back |still )?up\b(?! (?:to|for|by|from|at|in)\b)"
            r"|\bpass\w*(?= (?:its|the|all|their|every)?\s?(?:\w+ )?(?:readiness|liveness|startup"
            r"|health|probe|check))|\bcorrect(?:ly)?\b|\bproper(?:ly)?\b|\bnormal(?:ly)?\b"
            r"|\bcomplet(?:ed|es)\b|\bfinished\b|\bconnect(?:s|ed)\b"
            r"|\bin order\b|\bintact\b|\beverything (?:it|they) needs?\b|\brecovered\b|\bresolved\b|\bsuccessful(?:ly)?\b"
            r"|\blook(?:s|ing)? (?:good|great|ok(?:ay)?|all ?right)\b|\bin (?:good|great|perfect) (?:shape|order"
            r"|health|condition)\b"
            r"|\b(?:doing|is|are) (?:well|great|good|all right|alright|happy|green|stable|operational|functional)\b(?! (?:as|for|with|to|over|under|below)\b)"  # noqa: E501
            r"|\b(?:smooth|clean|flawless|uneventful|happi)(?:ly)\b|\bas (?:usual|expected|normal|it should)\b"
            r"|\bwithout (?:a |an |any )?(?:hitch|glitch|incident|trouble|hiccup|fuss)\w*\b|\bback online\b"
            r"|멀쩡|원활|순조|양호|(?:탈|문제|이상|말썽|무리|지장|막힘) ?없이|별일 ?없|별 ?탈 ?없|잘 (?:돌아|굴러)"
            r"|정상|건강|성공|통과|떠 있|복구[되됐]|회복[되됐]|해결[되됐]|올바[르른]|무사히|(?:작업"
            r"|롤아웃|배포|동기화|준비)[이가는은]? ?(?:완료|끝났)|잘 (?:뜨|뜹|돌|동작)"
        ),
        (
            r"\bfail\w*|\bunhealthy\b|\bdegraded\b|\bbroken\b|\bcrash\w*|\bis down\b|\bstuck\b"
            r"|\bblocked\b|\bproblems?\b|\bissues?\b"
            r"|\boffline\b|\bunavailable\b|\bunresponsive\b|\bunstable\b|\bflapp\w+|\bhung\b|\bdying\b|\bcollaps\w+"
            r"|\bout of service\b|\bin trouble\b|\bstruggl\w+|\bgone dark\b|\bwent dark\b|\bis dead\b"
            r"|(?<=[A-Za-z0-9][은는도이가] )(?:함께 |모두 )?내려갔|먹통|고장|쓰러[지져졌진]|주저앉|마비|불통"
            r"|말썽(?![ ]?없)|불안정|허덕|다운[되된됐됩]"
            r"|\bwrong\b|\bkilled\b|\bwast\w+|낭비|실패|장애|비정상|문제|크래시|이상(?= 없| 있)|뜨지 (?:못|않)|안 뜨|죽[어었은는고]"  # noqa: E501
        ),
    ),
    (
        "attach",
        (
            r"\battached\b|\bmounted\b|\bhooked up\b|\bplugged in\w*|\bassociated\b|\bin use\b|\bin-use\b"
            r"|\bused by\b|연결|사용 ?중|쓰이|붙어"
        ),
        (
            r"\bunattached\b|\bunmounted\b|\borphan\w*|\bdangling\b|주인 ?없는|\bdetached\b|\bunused\b"
            r"|\bunassociated\b|\bnothing uses\b|미연결|노는 IP|안 쓰"
        ),
    ),
    ("busy", r"\bbusy\b|\bactive\b|바[쁘빴쁜]|일하|활발", r"\bidle\b|\bnext to nothing\b|놀고|유휴|노는"),
    (
        "exist",
        r"\bexists?\b|\bis there\b|\bpresent\b|존재|(?<![고어아여져워춰려된수혀겨켜쳐펴해돼와러]\s)(?<![가-힣A-Za-z0-9])있",
        r"\bmissing\b|\babsent\b|누락|없음|(?<!수 )없",
    ),
    (
        "serve",
        (
            r"\b(?:is|are) (?:fully |again |now |back |still )?available\b|\bserv(?:e|es|ing)\b|\bwork(?:s"
            r"|ing)?\b|\banswer(?:s|ing)?\b|\baccepts?\b|\bhandl(?:es?"
            r"|ing)\b|처리|응답|서비스(?= ?(?:중(?!단)|하|를 계속|를 제공))"
        ),
        (
            r"\bstopped serving\b|(?<!went )(?<!goes )(?<!go )\bdown\b(?! (?:to|by|from|at)\b)|\boutage\b"
            r"|중단|(?:파드|버전|서비스|워크로드)[가는은이도]? ?(?:모두 |전부 |다 |완전히 )?내려(?:갔|가)"
        ),
    ),
    ("restart", r"\brestart(?:ed|s)\b|재시작(?=한|했|된|됐|하|[이가을를]? ?(?:계속|반복|이어))", r"$^"),
    ("encrypted", r"\bencrypted\b|암호화", r"\bunencrypted\b"),
    ("public", r"\bpublic\b|공개", r"\bprivate\b|비공개"),
    ("cordon", r"\bcordoned\b|\bunschedulable\b|스케줄링이 금지|스케줄링 금지", r"$^"),
    (
        "charged",
        r"\b(?:paid for|billed)\b|(?:요금|비용)[이은도을를]? ?(?:계속 |아직 |더 ?이상 )?(?:나[가간갑오온옵왔갔]|발생|청구)|과금",
        r"\bfree of charge\b|무료",
    ),
    ("paused", r"\bpaused\b|일시 ?중지", r"$^"),
    (
        "fit",
        (
            r"\bselects?\b(?! (?:on|by)\b| \S+=)|선택(?=되|하)|\bfitted\b|\bmatch(?:es|ed|ing)?\b"
            r"|맞(?!습니다|아요|네요)|(?<=[와과에랑도가이로안] )맞|(?<!불)일치"
        ),
        r"\bmismatch\w*|불일치",
    ),
    (
        "exceed",
        (
            r"\bexceed(?:s|ed|ing)?\b|\b(?:over|above|beyond|past) (?:its|the|their)\b|\bpass(?:ed"
            r"|es)? (?:its|the) (?:progress )?deadline|넘[기긴겨겼긴어었는을]|넘(?=[고지])|초과"
        ),
        r"\b(?:within|inside|below|under) (?:its|the|their)\b|(?:한도|기한) ?(?:안|이내|내)(?:에서|에|로)",
    ),
    ("need", r"\brefers? to\b|\bneeds?\b|\brequires?\b|참조|필요", r"$^"),
    ("bound", r"\bbound\b|\bbinds?\b|바인딩", r"\bunbound\b"),
    ("endpoints", r"\bendpoints?\b|\breach(?:es|ed|able)?\b|엔드포인트|연결된 (?:파드|엔드포인트)", r"$^"),
    ("zero", r"\bscaled to zero\b|\bscaled to 0\b|0으로", r"$^"),
)
_PATTERNS = tuple((axis, Lazy(p, re.I | re.A), Lazy(n, re.I | re.A)) for axis, p, n in _AXES)
_NOT_BEFORE = Lazy(
    r".*(?:\bnot\b|n't\b|\bno\b|\bnever\b|\bnone\b|\bneither\b|\bwithout\b|\bcannot\b|\bnobody\b|\bnothing\b|\bno longer\b"
    r"|\bzero\b|(?<![\d.])0 ?(?:of|/)(?: ?\d)?|(?<![\d.\w])0(?= ?$)|\bstopped\b|\bfails? to\b)(?P<gap>[^,;.:]*)$"
)
_NOT_AFTER_EN = Lazy(
    r"^\s(?:is|are|was|were|have|has|did|do|does)?\s?"
    r"(?:not\b|n't\b|to nothing|by nothing|nothing\b|no\b|zero\b|to no\b|by no\b|with no)"
)
_NOT_AFTER_KO = Lazy(
    r"^(?:[가-힣]{0,6}\s?(?:[^\s,.:;()]{0,7}\s){0,3}?)(?:[가-힣]*지 ?(?:않|못|말)|안\s|못 ?하|없|아니|아닙|0개|0/\d)"
)
_KO_NEXT = Lazy(r"있(?!지)|[하되이]고 |지만 |[하되]며 ")  # another statement begins
_KO_BEFORE = Lazy(r"(?:안|못)\s$|(?<!\d)0(?:개|대|건)(?:가|만|도)?\s$")
_UNTIL = Lazy(
    r"까지는?\s(?:\S+\s){0,2}\||\|\s?(?:\S+ ){0,3}until\b|\b(?:until|up to|through|before) revision \d+\W+(?:\S+ ){0,2}\|"
)
# What something is said not to be, for what it is instead: "파드 문제가 아니라", "not a pod problem but".
_SET_AGAINST = Lazy(r"^\s?(?:가|이|은|는)?\s?아니라")
_NO_PROBLEM = Lazy(r"(?:문제|이슈|장애)(?:가|이|은|는)?\s?아[니닙닌]")
_NO_SUCH = Lazy(r"\bnot (?:an? |the )(?:[\w-]+ ){0,2}$")
_NONE_BESIDE = Lazy(r"^[^,.;|]{0,12}[:：]\s?\**(?:0(?![\d.])|없음)")  # "준비된 파드: 0/4"
_OPEN_CLAUSE = Lazy(r"\b(?:when|how|why|where)\b[^,.;]*$|언제[^,.;]*$")  # what is not known is not claimed
_EVERY = Lazy(
    r"\ball\b|\bevery\b|\beverything\b|\bnone\b|\bno\b|(?<!to )(?<!by )(?<!that )\bnothing\b|모두|모든|전부|(?:^"
    r"|(?<=[는은이가도] ))다(?= (?:정상|준비|실행|괜찮|멀쩡|돌|떠))|하나도|전혀"
)
_ASKED = Lazy(r"\?$|(?:인지|는지|을지|ㄹ지|whether)\b", 0)


@lru_cache(maxsize=1024)
def claims(text: str) -> tuple[Claim, ...]:
    """Every claim of one clause, in reading order."""
    if not text or _ASKED.search(text.strip()):
        return ()
    found: list[tuple[int, int, Claim]] = []
    every = bool(_EVERY.search(text))
    for axis, plus, minus in _PATTERNS:
        for sign, pattern in ((1, plus), (-1, minus)):
            for match in pattern.finditer(text):
                if _OPEN_CLAUSE.search(text[: match.start()]):
                    continue
                if re.search(r"\baffected by\b[^.;:]*$", text[: match.start()], re.I):
                    continue
                if (
                    _SET_AGAINST.match(text[match.end() :])
                    or _NO_PROBLEM.match(text[match.start() :])
                    or _NO_SUCH.search(text[: match.start()])
                ):
                    continue
                flips = _negated(text, match.start(), match.end(), axis, sign)
                if axis == "fit" and _UNTIL.search(text[: match.start()] + "|" + text[match.end() :]):
                    flips = not flips  # "it fitted until revision 34"
                found.append(
                    (
                        match.start(),
                        match.end(),
                        Claim(
                            axis,
                            -sign if flips else sign,
                            every or (flips and sign < 0),
                            match.start(),
                        ),
                    )
                )
    found.sort(key=lambda f: (f[0] - f[1], f[0]))
    kept: list[tuple[int, int, Claim]] = []
    for start, end, claim in found:
        if not any(
            start < e and s < end for s, e, c in kept if c.axis in (claim.axis, "health", "attach", "endpoints")
        ):
            kept.append((start, end, claim))
    return tuple(c for _, _, c in sorted(kept, key=lambda k: k[0]))


def _negated(text: str, start: int, end: int, axis: str, sign: int) -> bool:
    before, after = text[:start], text[end:]
    if sign > 0 and _NONE_BESIDE.match(after):
        return True
    hangul = "가" <= text[start] <= "힣"
    if hangul:
        if axis == "exist":
            return bool(re.match(r"^[가-힣]{0,3}지 ?않", after))
        if re.match(r"[가-힣]{0,3}지 ?않[은는]\s[^,.]{1,24}없", after):
            return False  # "nothing that is not ..."
        denied = _NOT_AFTER_KO.match(after)
        return bool(denied and not _KO_NEXT.search(denied[0])) or bool(_KO_BEFORE.search(before))
    negation = _NOT_BEFORE.search(before)
    near = (
        negation is not None
        and len(negation["gap"].split())
        <= (8 if re.search(r"\b(?:none|no|nothing)\b", negation[0][-len(negation["gap"]) - 8 :], re.I) else 5)
        and not re.search(r"\bbut\b|\band\b|\bbecause\b|\bsince\b", negation["gap"])
    )
    if near and negation is not None and negation[0].lower().startswith("stopped") and axis in ("run", "charged"):
        near = False
    return near or bool(_NOT_AFTER_EN.match(after)) or bool(_NOT_AFTER_KO.match(after) and not after[:1].isspace())


def of_row(row: Mapping[str, Any]) -> dict[str, int]:
    """What an evidence row says on each axis it can speak to."""
    said: dict[str, int] = {}
    ready, wanted = row.get("ready"), row.get("desired", row.get("replicas"))
    state = str(row.get("state") or row.get("status") or row.get("phase") or "").lower()
    if state in ("succeeded", "completed"):
        return {"run": -1, "health": 1}  # done: neither ready nor running, and nothing wrong with it
    if isinstance(ready, str) and (match := re.fullmatch(r"(\d+)/(\d+)", ready)):
        ready, wanted = int(match[1]), int(match[2])
    if isinstance(ready, str) and ready in ("True", "False"):
        ready = ready == "True"
    if isinstance(ready, bool):
        said["ready"] = 1 if ready else -1
    elif isinstance(ready, int) and isinstance(wanted, int):
        if wanted:
            said["ready"] = said["health"] = 1 if ready >= wanted else -1
        said["zero"] = -1 if wanted else 1
        said["run"] = 1 if ready else -1
    if state in ("running", "stopped", "terminated", "stopping"):
        said["run"] = 1 if state == "running" else -1
    elif state and "ready" in row:
        said["run"] = -1
    if state in ("available", "in-use"):
        said["attach"] = 1 if state == "in-use" else -1
    if isinstance(row.get("attachments"), list):
        said["attach"] = 1 if row["attachments"] else -1
    if isinstance(row.get("associated"), bool):
        said["attach"] = 1 if row["associated"] else -1
    if isinstance(row.get("restarts"), int):
        said["restart"] = 1 if row["restarts"] else -1
    if isinstance(row.get("problems"), list):
        said["health"] = -1 if row["problems"] else 1
    if isinstance(row.get("unschedulable"), bool):
        said["cordon"] = 1 if row["unschedulable"] else -1
    if row.get("problem") and said.get("health", 1) == 1 and "problem" in row:
        said["health"] = -1
    for name in ("encrypted", "public", "paused"):
        if isinstance(row.get(name), bool):
            said[name] = 1 if row[name] else -1
    return said
