"""Numbers and ages that a question compares with: "more than 3 restarts", "100기가 이상", "석 달 넘은".

Called by `narrowing.asked`. Pure. Money is in dollars, sizes in GiB, ages are moments before `now`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from assistant.patterns import Lazy
from assistant.planner import windows
from assistant.planner.narrowing.columns import COLUMNS, named_in
from assistant.planner.narrowing.conditions import Compared, Condition, Op, Timed, days_text

_WORDS: dict[str, int | Decimal] = {
    **dict.fromkeys(("a", "an", "one", "한", "일"), 1),
    **{word: n for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)},
    **{word: n for n, word in enumerate(["두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"], 2)},
    "석": 3, "넉": 4, "zero": 0, "no": 0, "twelve": 12, "백": 100, "하나": 1, "single": 1,
    "반": Decimal("0.5"), "half a": Decimal("0.5"),
}  # fmt: skip
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_EN_NUMBER = rf"(?:{_DIGITS}|(?:half a|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|zero)\b)"
_KO_NUMBER = rf"(?:{_DIGITS}|한|두|세|석|네|넉|다섯|여섯|일곱|여덟|아홉|열|백|반|일)"
_EN_TIME = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|[hdwy](?![a-z]))"
_KO_TIME = r"(?:분|시간|일|주일|주|달|개월|년|해)"
_SECONDS = {
    "m": 60, "분": 60, "h": 3600, "시": 3600, "d": 86400, "일": 86400, "w": 604800, "주": 604800, "mo": 30 * 86400,
    "달": 30 * 86400, "개": 30 * 86400, "y": 365 * 86400, "년": 365 * 86400, "해": 365 * 86400,
}  # fmt: skip
_KO_LENGTHS = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "일주일": 7,
    "보름": 15,
    "한달": 30,
    "반년": 182,
    "일년": 365,
}
_LENGTH_KO = rf"(?:(?P<word>하루|이틀|사흘|나흘|일주일|보름|반년|일년)|(?P<number>{_KO_NUMBER})\s*(?P<unit>{_KO_TIME}))"
_MADE = r"(?:새로\s*)?(?:만들|만든|생성|생긴|생겼|띄운|띄워|시작[된한]|추가[된한]|뜬|켠)"
_OLDER_KO = Lazy(
    (
        rf"(?:만든\s*지|생성(?:된|한)\s*지)?\s*{_LENGTH_KO}\s*[이가을를도은]?\s*"
        r"(?:(?P<more>넘[은는게긴었어]\S*(?:\s*된)?|지난(?!\s*\d)|초과|이상(?![한해하징현])(?:\s*[된지]\S*)?|더\s*[된지]\S*|이전에\s*만든|보다\s*오래된)"
        rf"|(?P<less>미만|안\s*[된되]\S*|못\s*된|이하|(?:이내|안|내)에?\s*(?={_MADE})))(?P<after>.{{0,10}})"
    ),
    0,
)
_OLDER_EN = Lazy(
    r"\b(?:(?:created|started|launched|made)\s+)?(?:(?P<older>older\s+than)|(?P<newer>(?:newer|younger|more\s+recent)\s+than)"
    r"|(?P<stopped>(?:stopped|off|down)\s+)?(?:for\s+)?"
    r"(?:(?P<more>more\s+than|longer\s+than|at\s+least)|(?P<less>less\s+than)|(?P<over>over)|(?P<under>under)))\s+"
    rf"(?P<number>{_EN_NUMBER})\s*(?P<unit>{_EN_TIME})\b(?P<old>\s+(?:old|ago|of\s+age))?"
)
_AGED_EN = Lazy(
    rf"\b(?P<number>{_EN_NUMBER})\s*-?(?:\+\s*-?(?P<plus>{_EN_TIME})\b"
    rf"|(?P<unit>{_EN_TIME})(?:\s+old)?\s*(?:\+|or\s+(?:more|older)))(?:\s+old)?"
)
_STOPPED_BEFORE = Lazy(r"(?:꺼|멈|정지|중지)[가-힣]*(?:\s*[가-힣]{1,2})?\s*지\s*(?:가\s*)?$")
_FOR = Lazy(r"(?:for|are|is|been|that|stopped|running|pending|aged)\s*$")
_MADE_BEFORE = Lazy(
    r"\b(?:created|launched|started|added|made|provisioned|new)\s+(?:in\s+|on\s+|at\s+"
    r"|since\s+|from\s+)*$"
)
_MADE_AFTER = Lazy(rf"\s*(?:에서|에|부터|이후에?|안에|이내에?|동안|사이에)?\s*{_MADE}\S*", 0)

_UNIT_EN = r"(?:gib|gb|g|tib|tb|t|mib|mb|mi|gi|gigs?|gigabytes?|usd|dollars?|bucks|%|percent|times|cores?)"
_UNIT_KO = (
    r"(?:기가(?:바이트)?|테라(?:바이트)?|메가(?:바이트)?|달러|불|퍼센트|프로|코어|번|회|개|대|건"
    r"|gib|gb|g|tib|tb|mib|mb|gi|mi|%)"
)
_OP_EN = {
    "more": r"more\s+than|over|above|(?:greater|bigger|larger|higher)\s+than|exceed(?:s|ing)?|>",
    "at least": r"at\s+least|no\s+(?:less|fewer)\s+than|minimum(?:\s+of)?|>=|≥",
    "less": r"(?:less|fewer|smaller|lower|cheaper)\s+than|under|below|<",
    "at most": r"at\s+most|no\s+more\s+than|up\s+to|<=|≤",
    "exactly": r"exactly|==?",
}
_OP_KO = {
    "more": r"초과|넘[게는은긴어]\S*|보다\s*(?:큰|많은|많이|비싼|높은|더)",
    "at least": r"이상(?![한해하징현])",
    "less": r"미만|보다\s*(?:작은|적은|적게|싼|낮은)|안\s*되는|도\s*안\s*\S+",
    "at most": r"이하|까지만",
}
_OR_EN = {
    "at least": r"or\s+(?:more|larger|bigger|higher|above|over)|\+",
    "at most": r"or\s+(?:less|fewer|smaller|lower|under)",
}
_GOAL = Lazy(r"(?:save|saving|cut|reduce)\s+$|(?<!grew )(?<!rose )(?<!increased )(?<!climbed )(?<!up )\bby\s+$")
_GOAL_KO = Lazy(r"\s*(?:을|를)?\s*(?:아끼|아낄|줄이|줄일|절감)")
_GIB = {"t": Decimal(1024), "테": Decimal(1024), "m": Decimal(1) / 1024, "메": Decimal(1) / 1024}
_BEFORE, _AFTER = 26, 22  # characters round a number in which the column is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A condition and where in the text it stands."""

    condition: Condition
    first: int
    last: int


def _number(word: str) -> Decimal:
    word = word.strip().lower()
    return Decimal(_WORDS[word]) if word in _WORDS else Decimal(word.replace(",", ""))


def _length(number: str, unit: str) -> timedelta:
    unit = unit.lower()
    seconds = _SECONDS["mo"] if unit.startswith("mo") else _SECONDS[unit[0]]
    return timedelta(seconds=int(_number(number) * seconds))


def ages(text: str, now: datetime, zone: tzinfo) -> Iterator[Read]:
    """Conditions on when something was made, or stopped."""
    for match in _OLDER_KO.finditer(text):
        length = (
            timedelta(days=_KO_LENGTHS[match["word"]]) if match["word"] else _length(match["number"], match["unit"])
        )
        stopped = re.search(r"꺼|멈|정지|stopped", match["after"]) or _STOPPED_BEFORE.search(text[: match.start()])
        last = match.start("after")
        yield _aged(match, length, now, more=bool(match["more"]), column="stopped" if stopped else "created", last=last)
    for match in _OLDER_EN.finditer(text):
        during = (match["over"] or match["under"]) and not match["old"] and not _FOR.search(text[: match.start()])
        if not during:
            more = bool(match["older"] or match["more"] or match["over"])
            column = "stopped" if match["stopped"] else "created"
            yield _aged(match, _length(match["number"], match["unit"]), now, more=more, column=column, last=match.end())
    for match in _AGED_EN.finditer(text):
        length = _length(match["number"], match["unit"] or match["plus"])
        yield _aged(match, length, now, more=True, column="created", last=match.end())
    yield from _made_in(text, now, zone)


def _aged(match: re.Match[str], length: timedelta, now: datetime, *, more: bool, column: str, last: int) -> Read:
    at, spoken = now - length, match.string[match.start() : last]
    found = Timed(
        column=column,
        since=None if more else at,
        before=at if more else None,
        length=days_text(length),
        spoken=spoken,
    )
    return Read(condition=found, first=match.start(), last=last)


def _made_in(text: str, now: datetime, zone: tzinfo) -> Iterator[Read]:
    """Periods in which something was made: "created last week", "이번 주에 만든"."""
    for found in windows.find(text, now, zone):
        if found.window is None:
            continue
        before, after = _MADE_BEFORE.search(text[: found.first]), _MADE_AFTER.match(text[found.last :])
        if not before and not after:
            continue
        first = before.start() if before else found.first
        last = found.last + (after.end() if after else 0)
        end = found.window.end if now - found.window.end > timedelta(minutes=1) else None
        made = Timed(column="created", since=found.window.start, before=end, spoken=text[first:last])
        yield Read(condition=made, first=first, last=last)


def _either(ops: dict[str, str]) -> str:
    return "|".join(f"(?P<{name.replace(' ', '_')}>{pattern})" for name, pattern in ops.items())


_MONEY = r"(?P<dollar>\$)\s?"
_NUMBERS = (
    Lazy(
        rf"(?:\b"
        rf"|(?=[<>≥≤=]))(?:{_either(_OP_EN)})\s*(?:{_MONEY})?(?P<number>{_EN_NUMBER})(?![\d.]*\d)\s*(?P<unit>{_UNIT_EN}(?![a-z]))?"
    ),
    Lazy(rf"(?<![\w.-])(?:{_MONEY})?(?P<number>{_DIGITS})\s*(?P<unit>{_UNIT_EN})?(?:\s+\w+)?\s*(?:{_either(_OR_EN)})"),
    Lazy(
        rf"(?<![\w.-])(?:{_MONEY})?(?P<number>{_KO_NUMBER})\s*(?P<unit>{_UNIT_KO})?\s*[이가을를]?\s*(?:{_either(_OP_KO)})"
    ),
)
_RANGE = Lazy(
    rf"\bbetween\s+(?P<least>{_DIGITS})\s*(?:{_UNIT_EN})?\s+and\s+(?P<most>{_DIGITS})\s*(?P<unit>{_UNIT_EN})?(?![a-z:])"
    rf"|(?P<least_ko>{_DIGITS})\s*(?:{_UNIT_KO})?\s*(?:에서|부터|~|이상)\s*(?P<most_ko>{_DIGITS})\s*(?P<unit_ko>{_UNIT_KO})?\s*(?:사이|이하|까지)"
)
_EXACT = Lazy(
    rf"\b(?:(?:with|have|has|having|on|run|runs|running)\s+(?:exactly\s+|only\s+|just\s+|a\s+)?|only\s+|just\s+)"
    rf"(?P<number>{_DIGITS}|no|zero|one|two|three|four|five|single)\s+(?P<column>restarts?|replicas?)\b"
    rf"|\bsingle[\s-](?P<single>replica)\b|단일\s*(?P<single_ko>레플리카)"
    rf"|(?P<column_ko>재시작|레플리카)[가이은는을]?\s*(?P<number_ko>하나|{_KO_NUMBER}|0)\s*(?:개|번|회|대)?\s*"
    r"(?:인|짜리|뿐인|만|밖에)(?![가-힣])"
)
_NONE_OR_SOME = (
    (
        Lazy(
            r"\bwithout\s+(?:any\s+)?restarts|\b(?:never|not|haven'?t|hasn'?t)\s+(?:ever\s+|yet\s+"
            r"|been\s+)*restarted|재시작(?:이|을|은)?\s*(?:없는|안\s*한|안\s*된)"
        ),
        "exactly",
        0,
    ),
    (
        Lazy(
            r"\b(?:that|which|have|has|been|any\s+(?:\w+\s+){0,1}\w+)\s+(?:been\s+)?restart(?:ed|ing)\b"
            r"|(?<!마다 )재시작(?:한|된|했던|하는|하고\s*있는)(?!\s*지)"
        ),
        "at least",
        1,
    ),
)


def numbers(text: str) -> Iterator[Read]:
    """Conditions on counts, sizes and money."""
    for match in _RANGE.finditer(text):
        yield from _range_end(match, "least", "at least")
        yield from _range_end(match, "most", "at most")
    for pattern in _NUMBERS:
        for match in pattern.finditer(text):
            if (read := _compared(match)) is not None:
                yield read
    for match in _EXACT.finditer(text):
        named = (match["column"] or match["column_ko"] or match["single"] or match["single_ko"]).lower()
        column = "replicas" if named.startswith(("repl", "레플")) else "restarts"
        number = _number(match["number"] or match["number_ko"] or "one")
        found = Compared(column=column, op="exactly", value=number, spoken=match[0])
        yield Read(condition=found, first=match.start(), last=match.end())


def _range_end(match: re.Match[str], name: str, how: Op) -> Iterator[Read]:
    first = max(0, match.start() - _BEFORE)
    near = _nearest(match.string[first : match.end() + _AFTER], match.start() - first, len(match[0]))
    unit = (match["unit"] or match["unit_ko"] or "").lower()
    size = bool(unit) and unit[0] in "gtm기테메"
    value = _number(match[name] or match[f"{name}_ko"]) * (_GIB.get(unit[0], Decimal(1)) if size else 1)
    column = ("memory" if near == "memory" else "size") if size else near
    found = Compared(column=column, op=how, value=value, unit="GiB" if size else "", spoken=match[0])
    yield Read(condition=found, first=match.start(), last=match.end())


def restarted(text: str) -> Iterator[Read]:
    """Restarts at all, or none: said without a number."""
    op: Op
    for pattern, how, number in _NONE_OR_SOME:
        op = "exactly" if how == "exactly" else "at least"
        for match in pattern.finditer(text):
            found = Compared(column="restarts", op=op, value=Decimal(number), implied=True, spoken=match[0])
            yield Read(condition=found, first=match.start(), last=match.end())


def _compared(match: re.Match[str]) -> Read | None:
    text, groups = match.string, match.groupdict()
    if _GOAL.search(text[: match.start()]) or _GOAL_KO.match(text[match.end() :]):
        return None
    op: Op = "more"
    for one in ("at least", "less", "at most", "exactly"):
        if groups.get(one.replace(" ", "_")):
            op = one
    value, unit = _number(match["number"]), (groups["unit"] or "").lower()
    round_ = text[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
    near = _nearest(round_, match.start() - max(0, match.start() - _BEFORE), len(match[0]))
    if groups["dollar"] or unit in ("달러", "불", "usd", "bucks") or unit.startswith("dollar"):
        return _at(
            match,
            Compared(
                column="increase" if near == "increase" else "cost", op=op, value=value, unit="$", spoken=match[0]
            ),
        )
    if unit and unit[0] in "gtm기테메" and unit != "times":
        size = value * _GIB.get(unit[0], Decimal(1))
        return _at(
            match,
            Compared(column="memory" if near == "memory" else "size", op=op, value=size, unit="GiB", spoken=match[0]),
        )
    if unit in ("%", "percent", "퍼센트", "프로"):
        column = {"cpu": "usage", "usage": "usage", "increase": "growth"}.get(near)
        return _at(match, Compared(column=column, op=op, value=value, unit="%", spoken=match[0])) if column else None
    if not groups["number"][0].isdigit() and not near:
        return None  # "more than a few", "over a ..."
    return _at(match, Compared(column=near, op=op, value=value, spoken=match[0]))


def _at(match: re.Match[str], condition: Compared) -> Read:
    return Read(condition=condition, first=match.start(), last=match.end())


def _nearest(text: str, first: int, length: int) -> str:
    """The column with numbers that is named closest to the number, on either side."""
    last = first + length
    near = [
        # A unit such as "times" says the column only where no other word does
        (max(start - last, first - end) if end <= first or start >= last else len(text), column.meaning)
        for column, start, end in named_in(text)
        if COLUMNS[column.meaning].kind in ("number", "money", "size")
    ]
    return min(near, default=(0, ""))[1]
