"""To which values a wish is: numbers, images, quantities, as settings of `plan_change`. Called by `changing.asked`. Pure.

Only what was said: a value that is missing is asked for, never made up.
"""

import re
from collections.abc import Callable, Mapping

from assistant.changes import Change
from assistant.language import Text
from assistant.patterns import Lazy

_FLAGS = re.IGNORECASE | re.ASCII  # a particle follows without a space: 512Mi로
_DIGEST = r"@sha256:[0-9a-f]{64}"
_IMAGE = re.compile(
    r"(?<![\w./=:-])(?:(?P<container>[a-z0-9-]+)=)?"
    rf"(?P<image>(?:[\w.-]+(?::\d+)?/)*[\w.-]+(?::\w(?:[\w.-]*\w)?(?:{_DIGEST})?|{_DIGEST}))",
    _FLAGS,
)
_TAG = re.compile(r"(?<![\w./:-])v?\d+(?:\.\d+)+(?:-[\w.]*\w)?(?![\w/:]|\.\d)", _FLAGS)
_TAG_AFTER = re.compile(r"(?:tag|태그|version|버전)\s*(?:을|를|은|to|=)?\s*(?P<tag>[\w][\w.-]*\w)", _FLAGS)
_COUNT = re.compile(
    r"replicas?\s*(?:=|:|to|는|를|을|수를|count\s+to)?\s*(?P<a>\d{1,4})\b|(?P<b>\d{1,4})\s*(?:개|대|replicas?\b|pods?\b|instances?\b)"
    r"|\b(?:to|at)\s+(?P<c>\d{1,4})\b(?!\.)|(?<![\w.:/-])(?P<d>\d{1,4})(?:으로|로)",
    _FLAGS,
)
_WORD_COUNTS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_KOREAN_COUNTS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_COUNT_IN_WORDS = re.compile(
    rf"\bto\s+(?P<en>{'|'.join(_WORD_COUNTS)})\b|(?P<ko>{'|'.join(_KOREAN_COUNTS)})\s*개로", _FLAGS
)
_QUANTITY = r"(?P<n>\d+(?:\.\d+)?)\s*(?P<u>[KMGTP]i?B?|m|기가바이트|메가바이트|기가|메가)?"
_UNITS = {"기가": "Gi", "기가바이트": "Gi", "메가": "Mi", "메가바이트": "Mi"}
_AMOUNTS = re.compile(
    r"(?<![\w-])(?P<what>memory|mem|ram|cpus?|cores?)(?=[_\W]|$)(?!-)|(?P<what_ko>메모리|씨피유|(?<![가-힣])램|코어)"
    r"|(?<![A-Za-z0-9-])(?P<part>limits?|requests?)(?![\w-])|(?P<part_ko>한도|제한|리밋|요청량?|리퀘스트)"
    rf"|(?<![\w.:/-]){_QUANTITY}(?![\w/])",
    _FLAGS,
)
_SIZE = re.compile(rf"(?<![\w.:/-]){_QUANTITY}(?=[^\w./:-]|으로|로|까지|$)", _FLAGS)
_BOUND = re.compile(
    r"(?P<edge>min(?:imum|replicas|_replicas)?|max(?:imum|replicas|_replicas)?|최대|최소|상한|하한)\D{0,30}?(?<![\w.:/-])(?P<n>\d{1,4})(?!\w*[./])",
    _FLAGS,
)
_UP_TO = re.compile(r"\bup\s+to\s+(?P<n>\d{1,4})\b|(?P<m>\d{1,4})\s*(?:개|대)?\s*까지", _FLAGS)
_REVISION = re.compile(r"(?:revision|리비전|to-revision)\s*=?\s*(?P<n>\d+)|(?P<m>\d+)\s*번?\s*리비전", _FLAGS)
_PROBE = Lazy(r"readiness|레디니스|준비|liveness|라이브니스|startup|스타트업")
_TIMES = {
    "timeout_seconds": r"timeout(?:seconds)?|타임\s?아웃|시간\s?초과",
    "initial_delay_seconds": r"(?:initial\s?)?delay(?:seconds)?|초기\s?지연|지연",
    "period_seconds": r"period(?:seconds)?|주기|간격|interval",
    "failure_threshold": r"(?:failure\s?)?threshold|실패\s?(?:횟수|임계)|임계",
}
_CONTAINER = re.compile(
    r"(?:container|컨테이너)\s*=?\s*(?P<before>[a-z0-9][a-z0-9-]*)|(?P<after>[a-z0-9][a-z0-9-]*)\s*(?:container\b|컨테이너)",
    _FLAGS,
)

_MISSING: Mapping[Change, Text] = {
    "scale": Text(ko="몇 개로 할지 알려 주세요. 예: `{0}를 3개로 조절해줘`", en="To how many? For example `scale {0} to 3`"),
    "set_image": Text(
        ko="어느 이미지(태그까지)로 할지 알려 주세요. 예: `{0} 이미지를 registry.example/app:1.2.3으로 바꿔줘`",
        en="To which image, with its tag? For example `set the image of {0} to registry.example/app:1.2.3`",
    ),
    "set_resources": Text(
        ko="무엇을 얼마로 할지 알려 주세요. 예: `{0} 메모리 한도를 512Mi로 바꿔줘`",
        en="Which of them, and how much? For example `set the memory limit of {0} to 512Mi`",
    ),
    "set_probe": Text(
        ko="어느 프로브의 무엇을 몇으로 할지 알려 주세요. 예: `{0} readiness 프로브 타임아웃을 5초로 바꿔줘`",
        en="Which probe, and which of its times? For example `set the readiness probe timeout of {0} to 5`",
    ),
    "set_bounds": Text(
        ko="최소와 최대 가운데 무엇을 몇으로 할지 알려 주세요. 예: `{0} HPA 최대를 20으로 바꿔줘`",
        en="Which bound, and how many? For example `set the max of hpa {0} to 20`",
    ),
    "expand": Text(
        ko="얼마로 늘릴지 알려 주세요. 예: `pvc {0} 20Gi로 확장해줘`",
        en="To which size? For example `expand pvc {0} to 20Gi`",
    ),
    "rollback": Text(ko="어느 리비전인지 알려 주세요.", en="To which revision?"),
}  # fmt: skip


def settings_in(change: Change, text: str) -> tuple[tuple[str, ...], str]:
    """The settings that a text gives, and the text without them: what is left may be names."""
    find = _FINDERS.get(change)
    return find(text) if find is not None else ((), text)


def missing(change: Change, settings: tuple[str, ...]) -> Text | None:
    """What has to be asked for first; `{0}` in it stands for the name."""
    return _MISSING.get(change) if not settings else None


def _image(text: str) -> tuple[tuple[str, ...], str]:
    container = _container(text)
    if found := _IMAGE.search(text):
        own = (f"container={found['container']}",) if found["container"] else container
        return (f"image={found['image']}", *own), _without(text, found)
    if tag := _TAG.search(text):
        return (f"tag={tag[0]}", *container), _without(text, tag)
    if (after := _TAG_AFTER.search(text)) and any(c.isdigit() for c in after["tag"]):
        return (f"tag={after['tag']}", *container), _without(text, after)
    return (), text


def _count(text: str) -> tuple[tuple[str, ...], str]:
    if found := _COUNT.search(text):
        number = next(g for g in found.groups() if g)
        return (f"replicas={int(number)}",), _without(text, found)
    if said := _COUNT_IN_WORDS.search(text):
        number = str(_WORD_COUNTS[said["en"].lower()] if said["en"] else _KOREAN_COUNTS[said["ko"]])
        return (f"replicas={number}",), _without(text, said)
    return (), text


def _resources(text: str) -> tuple[tuple[str, ...], str]:
    """Read in order, so that what is said once holds for what follows: memory request 256Mi, limit 512Mi. An amount of which
    it is not said whether it is requested is the limit: what a container may use. Nothing is given where an amount is left
    over of which it is not clear what it is for."""
    settings: dict[str, str] = {}
    usual = _usual_part(text)
    what, parts, rest, early = "", list[str](), text, list[re.Match[str]]()
    for found in _AMOUNTS.finditer(text):
        if measure := found["what"] or found["what_ko"]:
            what = "cpu" if measure.lower().startswith(("cpu", "core", "씨피유", "코어")) else "memory"
        elif part := found["part"] or found["part_ko"]:
            parts.append(_part(part))
            continue
        else:
            early.append(found)
        if not what or not early:
            continue
        if len(early) > 1 or not (parts or usual):
            return (), text
        settings |= {f"{what}_{part}": _amount(early[0], memory=what == "memory") for part in parts or [usual]}
        parts, rest, early = [], rest.replace(early[0][0], " ", 1), []
    if early:
        return (), text
    return (*(f"{k}={v}" for k, v in settings.items()), *(_container(text) if settings else ())), rest


def _usual_part(text: str) -> str:
    """What an amount is for beside which nothing says it; "" where both are spoken of."""
    said = {_part(p) for found in _AMOUNTS.finditer(text) if (p := found["part"] or found["part_ko"])}
    return "" if len(said) > 1 else next(iter(said), "limit")


def _part(said: str) -> str:
    return "limit" if said.lower().startswith(("limit", "한도", "제한", "리밋")) else "request"


def _bounds(text: str) -> tuple[tuple[str, ...], str]:
    settings: dict[str, str] = {}
    rest = text
    for found in _BOUND.finditer(text):
        low = found["edge"].lower().startswith(("min", "최소", "하한"))
        settings.setdefault("min_replicas" if low else "max_replicas", found["n"])
        rest = rest.replace(found["n"], " ", 1)
    if not settings and (most := _UP_TO.search(text)):
        return (f"max_replicas={most['n'] or most['m']}",), _without(text, most)
    return tuple(f"{k}={v}" for k, v in settings.items()), rest


def _size(text: str) -> tuple[tuple[str, ...], str]:
    for found in _SIZE.finditer(text):
        if found["u"]:
            return (f"size={_amount(found, memory=True)}",), _without(text, found)
    return (), text


def _revision(text: str) -> tuple[tuple[str, ...], str]:
    found = _REVISION.search(text)
    return ((f"to_revision={found['n'] or found['m']}",), _without(text, found)) if found else ((), text)


def _probe(text: str) -> tuple[tuple[str, ...], str]:
    kind = _PROBE.search(text)
    settings = []
    rest = text
    for name, words in _TIMES.items():
        if found := re.search(rf"(?:{words})\D{{0,24}}?(?<![\w.:/-])(?P<n>\d{{1,4}})(?!\w*[./:])", text, _FLAGS):
            settings.append(f"{name}={found['n']}")
            rest = rest.replace(found[0], " ")
    if kind is None or not settings:
        return (), text
    said = {"레": "readiness", "준": "readiness", "라": "liveness", "스": "startup"}.get(kind[0][0], kind[0].lower())
    return (f"probe={said}", *settings, *_container(text)), rest


def _container(text: str) -> tuple[str, ...]:
    found = _CONTAINER.search(text)
    name = (found["before"] or found["after"]) if found else ""
    return (f"container={name}",) if name and name not in ("of", "the", "in", "to") else ()


def _amount(found: "re.Match[str]", *, memory: bool) -> str:
    """As Kubernetes writes it: 2GB and 2기가 of memory mean 2Gi, as people use them."""
    unit = found["u"] or ""
    unit = _UNITS.get(unit, unit)
    if memory and unit:
        plain = unit.removesuffix("B").removesuffix("b")
        unit = plain if plain.endswith("i") or plain == "m" else f"{plain[0].upper()}i"
    return f"{found['n']}{unit}"


def _without(text: str, found: "re.Match[str]") -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


_FINDERS: Mapping[Change, Callable[[str], tuple[tuple[str, ...], str]]] = {
    "scale": _count,
    "set_image": _image,
    "set_resources": _resources,
    "set_probe": _probe,
    "set_bounds": _bounds,
    "expand": _size,
    "rollback": _revision,
}
