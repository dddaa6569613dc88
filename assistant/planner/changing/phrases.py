"""Which change a wish is for: "5개로 늘려줘" scales, "이미지를 …로 바꿔줘" sets an image. Called by `changing.asked`. Pure.

The verb alone does not tell: what is made larger may be a workload, an autoscaler's bound, a limit or a volume.
"""

import re

from assistant.changes import Change
from assistant.patterns import Lazy as Pattern


def _said(written: str) -> Pattern:
    """A pattern beside whose Latin words Korean particles may stand."""
    return Pattern(written, re.IGNORECASE | re.ASCII)


_CRON = r"cron\s?jobs?|크론\s?잡|크론|배치\s?작업"
_MEASURE = r"memory|메모리|\bmem\b|\bcpus?\b|씨피유|\bram\b|(?<![가-힣])램(?![가-힣]{2})|코어|\bcores?\b"
_MORE = r"늘(?:려|리|릴)|확장|키(?:워|우)|올려|expand|resiz|grow|increas|enlarg|bigger"
_LESS_OR_MORE = (
    rf"{_MORE}|줄(?:여|이|일)|내려|낮춰|높여|바꿔|변경|설정|맞춰|조정|할당"
    r"|\bset\b|rais|lower|reduc|decreas|chang|bump|updat"
)
_PLAIN = r"\b(?:give|make|let|allocate|assign|needs?|use|should|put)\b|줘|주세요|해\s?주"
_VERSION = r"(?<![\w./:-])v?\d+(?:\.\d+)+(?![\w:/])|[\w-]:[\w]|\s:\w"  # the last: of an image whose name is masked
_OFF = r"suspend|paus|stop|hold|disabl|turn\s.*\boff|중지|정지|멈(?:춰|추)|중단|꺼|(?:실행|돌)\S*\s*(?:안|않|못)"
_ON = r"resum|continu|계속|turn\s.*\bon\b|unpaus|unsuspend|재개|이어서|(?:다시|재)\s?(?:시작|돌려|돌리|켜)|풀어|해제|enable"
# The first that fits: what says more comes before what says less.
_PATTERNS: tuple[tuple[Change, tuple[Pattern, ...]], ...] = (
    (
        "uncordon",
        (
            _said(
                r"\bun-?cordon|언코든|(?:remov|lift|undo|cancel)\S*\s+(?:the\s+)?cordon|(?:cordon|코든)\S*\s*(?:을|를)?\s*(?:해제|풀|취소)|스케줄\S*\s*(?:다시\s*)?허용"
                r"|(?<!un)\bschedulable|(?:enable|allow|resume)\s+(?:pod\s+)?scheduling|파드\S*\s*다시\s*(?:뜨|배치|들어)|\btake\s+pods\s+again"
            ),
        ),
    ),
    (
        "cordon",
        (
            _said(
                r"\bcordon|코든|스케줄링?\S*\s*(?:막|금지|제외|중지|안)|unschedulable"
                r"|(?:stop|disable|prevent|block)\S*\s+(?:new\s+)?(?:pods?\s+|the\s+)*(?:from\s+)?(?:being\s+)?(?:scheduled|scheduling)"
                r"|(?:파드|포드|팟)\S*\s*(?:더\s*)?(?:못|안)\s*(?:뜨|배치|들어|올라)"
            ),
        ),
    ),
    (
        "drain",
        (
            _said(
                r"\bdrain|드레인|비(?:워|우)|\bempty\b|\b(?:evict|move)\s+(?:all|every|the)\b.*?\bpods?\b.*?\b(?:off|from|out)\b"
                r"|(?:파드|포드|팟)\S*\s*(?:전부|모두|다|다른\s*노드로)\s*(?:빼|옮|내보|이동|쫓)"
            ),
        ),
    ),
    (
        "delete_evicted",
        (_said(r"\bevicted\b|축출|쫓겨난|이빅"), _said(r"delet|remov|clean|clear|삭제|지(?:워|우)|정리|없애")),
    ),
    (
        "set_image",
        (
            _said(r"image|이미지|\btag\b|태그|version|버전"),
            _said(rf"{_LESS_OR_MORE}|{_PLAIN}|deploy|roll\s?out|upgrad|배포|교체|업그레이드|업데이트"),
        ),
    ),
    ("set_probe", (_said(r"probe|프로브"), _said(_LESS_OR_MORE))),
    (
        "set_resources",
        (_said(_MEASURE), _said(r"limit|한도|제한|리밋|request|요청|리퀘스트|resource|리소스"), _said(_LESS_OR_MORE)),
    ),
    (
        "set_resources",
        (
            _said(_MEASURE),
            _said(r"\d\s*(?:[KMG]i?B?\b|m\b|기가|메가|코어|cores?|cpus?)"),
            _said(rf"{_LESS_OR_MORE}|{_PLAIN}"),
        ),
    ),
    (
        "set_image",
        (
            _said(_VERSION),
            _said(
                r"\bset\b|chang|bump|updat|deploy|roll\s?out|\buse\b|upgrad|배포|올려|교체|업그레이드|업데이트|바꿔|변경"
            ),
        ),
    ),
    (
        "set_bounds",
        (
            _said(
                r"\bhpa\b|auto\s?scal|오토\s?스케일|\bmin(?:imum|replicas)?\b|\bmax(?:imum|replicas)?\b|최대|최소|상한|하한"
            ),
            _said(rf"{_LESS_OR_MORE}|{_PLAIN}"),
        ),
    ),
    (
        "expand",
        (
            _said(r"\bpvc\b|claim|클레임|volume|볼륨|디스크|disk"),
            _said(
                rf"{_MORE}|{_PLAIN}|(?:\bset\b|bump|chang|바꿔|변경|설정|맞춰).*?\d\s*(?:[KMGT]i?B?\b|기가|메가)|\d\s*(?:[KMGT]i?B?|기가|메가).*?(?:바꿔|변경|설정|맞춰)"
            ),
        ),
    ),
    ("suspend", (_said(_CRON), _said(_OFF))),
    ("resume", (_said(rf"roll-?\s?out|롤\s?아웃|배포|{_CRON}"), _said(_ON))),
    ("suspend", (_said(r"\bsuspend"),)),
    ("resume", (_said(r"일시\s?(?:중지|정지)\S*\s*(?:풀|해제|취소)"),)),
    ("resume", (_said(r"\b(?:resum|unpaus|unsuspend)|재개"),)),
    ("pause", (_said(r"\bpaus|일시\s?(?:중지|정지)"),)),
    ("pause", (_said(r"roll-?\s?out|롤\s?아웃|배포"), _said(_OFF))),
    (
        "rollback",
        (
            _said(
                r"roll(?:ing)?\s?back|\broll\b.*\bback\b|\bgo\s+back\b|restor|revert|\bundo\b|롤\s?백|원복|되돌(?:려|리)|돌려"
            ),
            _said(r"revision|리비전|to-revision"),
        ),
    ),
    ("restart", (_said(r"restart|reboot|\bbounc|재\s?시작|재\s?기동|리스타트|다시\s*(?:시작|띄워|띄우)|껐다\s?켜"),)),
    (
        "scale",
        (
            _said(
                r"\bscal(?:e|ing)\b|replicas?\b|늘(?:려|리|릴)|줄(?:여|이|일)|증설|축소|스케일|(?:개|대)로\s*(?:맞춰|바꿔|설정|변경)"
            ),
        ),
    ),
    (
        "scale",
        (
            _said(r"레플리카|복제본|(?:파드|포드|팟|인스턴스)\s*(?:수|개수|갯수)|replica\s*count"),
            _said(rf"{_LESS_OR_MORE}|{_PLAIN}"),
        ),
    ),
    ("scale", (_said(r"\b\d+\s+(?:pods|instances|copies)\b"), _said(rf"{_LESS_OR_MORE}|{_PLAIN}|\brun\b"))),
    (
        "delete",
        (
            _said(r"\bpods?\b|파드|포드|팟|\bjobs?\b|잡(?![가-힣])|잡(?:을|를|은|이|도)"),
            _said(r"delet|remov|kill|get\s+rid|terminat|destroy|\bevict\b|삭제|제거|날려|지(?:워|우)|죽(?:여|이)|없애"),
        ),
    ),
)


def change_in(text: str) -> Change | None:
    """The change that a text, in which names are masked, speaks of; None for any other."""
    return next((change for change, all_of in _PATTERNS if all(p.search(text) for p in all_of)), None)
