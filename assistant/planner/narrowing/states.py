"""States that questions ask for, and which rows are in them: running, ready, attached, encrypted.

Called by the planner's narrowing. One table for all tools: a state is said in words, and seen in the first of its fields
that a row has.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.language import Text

Row = Mapping[str, Any]
Verdict = bool | None  # None: the row does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`ko` and `en` are regexes of how it is said, without negation; `seen` judges a row by the first field it has."""

    name: str
    ko: str
    en: str
    label: Text
    opposite: Text  # how its negation is said
    seen: tuple[tuple[str, Callable[[Row], Verdict]], ...]
    broad: bool = False  # also an everyday word for health: alone it is no wish to see a list

    def field_in(self, row: Row) -> str:
        return next((field for field, _ in self.seen if field in row), "")

    def holds(self, row: Row) -> Verdict:
        """Whether the row is in this state; None where it does not say."""
        return next((judge(row) for field, judge in self.seen if field in row), None)


def _is(field: str, *values: str) -> tuple[str, Callable[[Row], Verdict]]:
    """The field, and whether its text is one of these; unknown when it is empty."""
    return field, lambda row: None if row[field] in (None, "") else str(row[field]).lower() in values


def _tells(field: str, pattern: str) -> tuple[str, Callable[[Row], Verdict]]:
    return field, lambda row: None if row[field] is None else bool(re.search(pattern, str(row[field]), re.IGNORECASE))


def _given(field: str, *, empty_is: bool = False) -> tuple[str, Callable[[Row], Verdict]]:
    """Whether the field holds anything."""
    return field, lambda row: bool(row[field]) != empty_is


def _number(field: str, judge: Callable[[int], bool]) -> tuple[str, Callable[[Row], Verdict]]:
    return field, lambda row: judge(row[field]) if isinstance(row[field], int) else None


def _ready(row: Row) -> Verdict:
    """`1/1` of a pod, `True` of a node, replicas against those desired; a pod that has completed is as it should be."""
    value = row["ready"]
    if str(row.get("state", "")) in ("Succeeded", "Completed"):
        return True
    if isinstance(value, str) and "/" in value:
        ready, _, wanted = value.partition("/")
        return ready == wanted
    if isinstance(value, int) and not isinstance(value, bool):
        wanted_replicas = row.get("desired", row.get("endpoints"))
        return value >= wanted_replicas if isinstance(wanted_replicas, int) else value > 0
    return {"true": True, "false": False}.get(str(value).lower())


_BAD = r"fail|error|backoff|oomkilled|evicted|invalid|cannotrun"


def _state(
    name: str,
    labels: tuple[str, str, str, str],
    ko: str,
    en: str,
    *seen: tuple[str, Callable[[Row], Verdict]],
    broad: bool = False,
) -> State:
    label, opposite = Text(ko=labels[0], en=labels[1]), Text(ko=labels[2], en=labels[3])
    return State(name=name, ko=ko, en=en, label=label, opposite=opposite, seen=seen, broad=broad)


def _ended(pattern: str) -> tuple[str, Callable[[Row], Verdict]]:
    """Of a pod that was started again: its state is another by now."""
    said = re.compile(pattern, re.IGNORECASE)
    return "last_end", lambda row: any(said.search(str(row.get(f) or "")) for f in ("last_end", "state"))


def _reason(name: str, ko: str, en: str) -> State:
    """A state that Kubernetes names itself, looked for in the words it uses."""
    pattern = rf"^(?:init:)?{name}" if name != "ImagePull" else r"imagepull"
    fields = ("state", "status", "phase", "reason")
    ended = (_ended(pattern),) if name == "OOMKilled" else ()
    seen = (*ended, *(_tells(f, pattern) for f in fields), _tells("text", "oom" if name == "OOMKilled" else name))
    return _state(name.lower(), (name, name, f"{name} 아님", f"not {name}"), ko, en, *seen)


def _pressure(kind: str, ko: str, en: str) -> State:
    """A node's own word that it runs short of something; of how much is used nothing is known."""
    labels = (f"{kind}Pressure", f"{kind}Pressure", f"{kind}Pressure 아님", f"no {kind}Pressure")
    seen = _tells("problems", f"{kind}Pressure")
    return _state(
        f"{kind.lower()} pressure", labels, rf"(?:{ko})[가이]?\s*(?:부족|모자라|압박|압력)\S*", en, seen, broad=True
    )


STATES = (
    _state(
        "at its maximum",
        ("최대치에 이름", "at its maximum", "최대치가 아님", "below its maximum"),
        r"최대(?:치|값|한도)?[에까]?지?\s*(?:붙|도달|찬|찼|찍|닿|이르|걸린|걸려)\S*|꽉\s*찬",
        r"(?:at|hit|hitting|reached)\s+(?:its|their|the)?\s*max(?:imum)?|maxed\s+out",
        ("max", lambda row: None if row.get("current") is None else bool(row["current"] >= row["max"])),
    ),
    _pressure("Memory", "메모리|램", r"(?:short|low|out)\s+(?:of|on)\s+memory|(?:under\s+)?memory\s*pressure"),
    _pressure(
        "Disk", r"디스크|저장\s*공간", r"(?:short|low|out)\s+(?:of|on)\s+disk(?:\s+space)?|(?:under\s+)?disk\s*pressure"
    ),
    _state(
        "zero",
        ("레플리카 0", "scaled to zero", "레플리카 0 아님", "not scaled to zero"),
        r"(?:(?:레플리카|복제본)\s*)?0\s*(?:개|대)?(?:으로|로)\s*(?:줄|내려|스케일|설정)\S*|(?:레플리카|복제본)가?\s*0\s*(?:개|인)?",
        r"scaled?\s+(?:down\s+)?to\s+(?:zero|0)|(?:zero|no|0)\s+replicas",
        _number("desired", lambda n: n == 0),
    ),
    _state(
        "running",
        ("실행 중", "running", "실행 중이 아님", "not running"),
        r"실행\s*중|실행되|돌고|돌아가|켜져|켜진|켜\s*있|가동\s*중|구동\s*중|러닝|running",
        r"running|up and running|turned on|powered on",
        _is("state", "running"),
        _is("phase", "running", "active"),
        _number("ready", lambda n: n > 0),
    ),
    _state(
        "stopped",
        ("멈춤", "stopped", "멈추지 않음", "not stopped"),
        r"꺼져|꺼진|꺼\s*놓|꺼\s*둔|멈춘|멈춰|정지된|정지\s*상태|정지\s*중|중지된",
        r"stopped|(?<!can )(?<!could )(?<!should )(?<!may )(?<!to )(?<!we )(?<!i )(?<!be )shut\s*down"
        r"|turned off|powered off|switched off",
        _is("state", "stopped", "stopping"),
        _given("suspended"),
        _number("desired", lambda n: n == 0),
    ),
    _state(
        "ready",
        ("정상", "ready", "준비되지 않음", "not ready"),
        r"레디(?!스|니스)|준비|정상|건강|멀쩡|살아(?!난|나)|괜찮|ready|healthy",
        r"ready|healthy|alive|fine|ok(?:ay)?",
        _given("problem", empty_is=True),
        _given("problems", empty_is=True),
        ("ready", _ready),
        _number("failed", lambda n: n == 0),
        broad=True,
    ),
    _state(
        "error",
        ("오류", "errors", "오류 아님", "no errors"),
        r"에러|오류|예외(?!\s*없이)",
        r"errors?|exceptions?|errored",
        ("decisive", lambda row: bool(row["decisive"])),
        _tells("state", _BAD),
        _tells("reason", _BAD),
        broad=True,
    ),
    _state(
        "failed",
        ("실패", "failed", "실패하지 않음", "not failed"),
        r"실패|깨진|죽은|죽어\s*(?:있는|나가는|버린)|뻗은|뻗어\s*있|맛이?\s*간|고장\s*난"
        r"|(?<!면 )(?<!도 )(?<![가-힣])안\s*(?:되는|뜨는|도는|돌아가는)",
        r"fail(?:ed|ing|s)?|broken|crash(?:ed|ing)|dead",
        _number("failed", lambda n: n > 0),
        ("decisive", lambda row: bool(row["decisive"])),
        _given("problem"),
        _tells("state", _BAD),
        _tells("status", _BAD),
        _tells("reason", _BAD),
        broad=True,
    ),
    _state(
        "attached",
        ("연결됨", "attached", "연결되지 않음", "not attached"),
        r"연결|붙|물려|꽂|사용|쓰(?:는|고|이)|할당(?!\s*(?:가능|량|률))|bound",
        r"attached|in use|used|using|associated|assigned|mounted|bound|linked",
        _is("state", "in-use"),
        _given("associated"),
        _given("attachments"),
        _is("phase", "bound"),
    ),
    _state(
        "encrypted",
        ("암호화됨", "encrypted", "암호화되지 않음", "not encrypted"),
        r"암호화",
        r"encrypted|encryption",
        _given("encrypted"),
    ),
    _state(
        "suspended",
        ("중단됨", "suspended", "중단되지 않음", "not suspended"),
        r"중단(?:된|돼|되어|됐)|서스펜드|일시\s*중지",
        r"suspended",
        _given("suspended"),
    ),
    _state(
        "paused",
        ("일시 정지됨", "paused", "일시 정지되지 않음", "not paused"),
        r"일시\s*정지|paused",
        r"paused",
        _given("paused"),
        _given("suspended"),
    ),
    _state(
        "cordoned",
        ("스케줄 금지", "cordoned", "스케줄 가능", "schedulable"),
        r"스케줄\s*금지|코든",
        r"cordoned|unschedulable|drained",
        _given("unschedulable"),
    ),
    _state(
        "warning",
        ("경고", "warnings", "경고 아님", "not warnings"),
        r"경고|워닝|warning",
        r"warnings?",
        _is("type", "warning"),
        _tells("text", r"\bwarn"),
    ),
    _state(
        "spot",
        ("스팟", "spot", "스팟 아님", "not spot"),
        r"스팟|스폿|spot",
        r"spot",
        ("state", lambda row: row.get("lifecycle") == "spot"),
    ),
    _state(
        "completed",
        ("완료", "completed", "완료되지 않음", "not completed"),
        r"완료|completed|succeeded",
        r"completed?|succeeded|finished",
        _given("complete"),
        _is("state", "completed", "succeeded"),
    ),
    _state(
        "headless",
        ("헤드리스", "headless", "헤드리스 아님", "not headless"),
        r"헤드리스|headless",
        r"headless",
        _is("cluster_ip", "none"),
    ),
    _reason("Pending", r"펜딩|대기\s*중|대기\s*상태|pending", r"pending"),
    _reason("Evicted", r"축출|쫓겨|evicted", r"evicted"),
    _reason(
        "CrashLoopBackOff", r"크래시\s*루프|crash\s*loop(?:backoff)?", r"crash[\s-]*loop(?:ing|\s*back\s*off|backoff)?"
    ),
    _reason("OOMKilled", r"oom\s*(?:killed|킬)?", r"oom[\s-]*(?:killed)?"),
    _reason(
        "ImagePull",
        r"(?:이미지|image)\S?\s*(?:못|안)\s*(?:받|당|가져|풀)\S*|이미지\s*풀|(?:err)?imagepull(?:backoff)?",
        r"(?:can'?t|cannot|can\s+not|unable\s+to|fail\w*\s+to|not)\s+pull(?:ing)?\s+(?:(?:its|their|the|an?)\s+)?images?"
        r"|(?:err)?image\s*pull(?:backoff)?(?:\s+(?:errors?|failures?))?",
    ),
    _reason("Terminating", r"종료\s*중|terminating", r"terminating"),
    _reason("Unknown", r"unknown", r"in\s+(?:an\s+)?unknown\s+state"),
)
BY_NAME = {state.name: state for state in STATES}
# States that are said as the negation of another.
NEGATIVES = (
    (
        "attached",
        r"미사용|미연결|안\s*쓰|안쓰|노는|놀고|고아",
        r"unattached|unused|point(?:s|ing)?\s+(?:to\s+|at\s+)?nowhere|(?:attached|connected|pointing)\s+to\s+nothing|used\s+by\s+nothing|unassociated|unassigned|unbound|detached|available|idle|orphan(?:ed)?",
    ),
    ("ready", r"비정상|이상한|이상해", r"unhealthy|unready|misbehaving|acting\s+up"),
    ("encrypted", r"미암호화|비암호화", r"unencrypted"),
)
