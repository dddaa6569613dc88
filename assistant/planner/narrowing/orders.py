"""Superlatives, orders and how many: "top 3", "가장 많이 재시작한", "newest", "비싼 순". Called by `narrowing.asked`. Pure."""

import re
from dataclasses import dataclass

from assistant.patterns import Lazy
from assistant.planner.narrowing.columns import COLUMNS, UNKNOWN, named_in
from assistant.planner.narrowing.conditions import Order

_N = r"\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|두|세|네|다섯|열"
_NUMBER = {
    **{w: n for n, w in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 2)},
    "두": 2, "세": 3, "네": 4, "다섯": 5, "열": 10,
}  # fmt: skip
# (regex, column or "" for the one named nearby, "?" for the size where none is named, whether the largest come first)
_WORDS_EN = (
    (
        (
            r"(?:most\s+expensive|costliest|priciest|costs?\s+(?:us\s+)?(?:the\s+)?most|most\s+costly"
            r"|spends?\s+(?:the\s+)?most)"
        ),
        "cost",
        True,
    ),
    (r"(?:cheapest|least\s+expensive|costs?\s+(?:the\s+)?least)", "cost", False),
    (r"(?:oldest|longest[\s-]running)", "created", False),
    (r"(?:newest|youngest|most\s+recent(?:ly)?(?:\s+created)?|latest|last\s+created)", "created", True),
    (r"(?:biggest|largest|greatest|heaviest)", "?", True),
    (r"(?:smallest|tiniest)", "?", False),
    (r"(?:most\s+often|most\s+frequent(?:ly)?)", "times", True),
    (r"(?:slowest)", "duration", True),
    (r"(?:busiest)", "usage", True),
    (r"(?:most|highest|maximum|max)", "", True),
    (r"(?:(?<!at )least|fewest|lowest|minimum)", "", False),
)
_WORDS_KO = (
    (r"비싼|비싸|비용[이을]?\s*(?:많이|큰|높은|나가)|돈[이을]?\s*(?:제일|가장)?\s*많이", "cost", True),
    (r"싼|저렴", "cost", False),
    (r"오래|옛날", "created", False),
    (r"최근|새로|최신|늦게|나중에", "created", True),
    (r"느린|오래\s*걸", "duration", True),
    (r"자주", "times", True),
    (r"큰|크|커|클|무거운", "?", True),
    (r"작은|작", "?", False),
    (r"많|높|심한|심하", "", True),
    (r"적은|적게|적|낮", "", False),
)
_SUPERLATIVE_KO = tuple(
    (
        Lazy(rf"(?:가장|제일|젤|최고로)\s*(?:[가-힣A-Za-z]+\s+){{0,2}}?(?:[가-힣A-Za-z]+[이가]\s*)?(?:{pattern})", 0),
        column,
        descending,
    )
    for pattern, column, descending in _WORDS_KO
)
_SUPERLATIVE_EN = tuple(
    (Lazy(rf"(?<![\w-])(?:the\s+)?{pattern}(?![\w-])"), column, descending) for pattern, column, descending in _WORDS_EN
)
_SORTED_KO = tuple(
    (Lazy(rf"(?:{pattern})\S*\s*(?:순(?:서)?(?:대로|으로)?|기준)(?![가-힣])", 0), column, descending)
    for pattern, column, descending in _WORDS_KO
)
_BY_COLUMN = Lazy(
    r"(?:(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|top\s*\S*(?:\s+\w+){0,3})\s+by"
    r"|by)\s+(?P<column>(?:memory|cpu|size|age|cost|restarts?|replicas?|price|creation|iops"
    r"|usage|saving)s?)(?:\s+(?P<up>asc\w*|lowest|smallest))?"
    r"|(?P<column_ko>[가-힣A-Za-z]+)\s*(?:순(?:서)?(?:대로|으로)?|기준(?:으로)?)(?![가-힣])"
)
_TOP = Lazy(rf"(?:\btop|상위|탑|톱)[\s-]*(?P<n>{_N})(?!\d)")
_TOP_ALONE = Lazy(r"\btop\b|상위|(?<![가-힣])(?:탑|톱)(?![가-힣])")
_N_BESIDE = (
    (
        rf"(?P<before>{_N})\s+(?:the\s+)?(?P<s>oldest|newest|latest|largest|biggest|smallest"
        rf"|cheapest|slowest|(?:most|least)\s+\w+|highest|lowest)"
    ),
    (
        rf"(?:oldest|newest|latest|largest|biggest|smallest|cheapest|slowest|first|last|(?:most"
        rf"|least)\s+\w+|highest)\s+(?P<after>{_N})(?![\d.]|\s*(?:%|min|hour|day|week|month|year"
        rf"|h\b|d\b))"
    ),
    rf"(?<![\w.])(?P<only>{_N})\s*(?:개|건|대|가지|곳|줄)\s*(?:까지)?만",
    rf"(?:처음|마지막|최근|최신)\s*(?P<first>{_N})\s*(?:개|건|대|줄)",
)
_COUNTS = tuple(Lazy(pattern) for pattern in _N_BESIDE)
_WITH_SUPERLATIVE = Lazy(rf"(?<![\w.])(?P<n>{_N})\s*(?:개|건|대|가지|곳|위)(?![가-힣]*월)", 0)
_N_AT_END = Lazy(
    rf"(?<![\w.])(?P<n>{_N})\s*(?:개|건|대|곳)(?:만)?(?:\s*(?:보여\S*|알려\S*|뽑아\S*|줘|주세요))*\s*[?？.!]*\s*$", 0
)
# 재시작 많은 파드: those with many first
_MANY_KO = Lazy(r"(?P<what>[가-힣A-Za-z]+)[이가]?\s*(?:많은|많이\s*[가-힣]+[한된는])\s*(?!것\s*같)[가-힣A-Za-z]+", 0)
_USED = Lazy(r"\b(?:us(?:e|es|ed|ing|age)|consum\w+|eat\w*|hog\w*)\b|쓰는|쓰고|사용|먹는|잡아먹|차지")
_OF_WHAT = Lazy(r"\s+(?!of\b|recent|likely|important)[a-z]+")
_NEAR_BEFORE, _NEAR_AFTER = 14, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """`superlative`: one thing is asked for, unless a number is said."""

    order: Order | None = None
    limit: int | None = None
    superlative: bool = False
    place: tuple[int, int] | None = None  # of the order's words in the text


def read(text: str) -> Ranking:
    """The order and number that `text` asks for; conditions have been masked before."""
    top = _TOP.search(text)
    limit = _as_number(top["n"]) if top else _count_beside(text)
    by = _by_column(text)
    found = _superlative(text)
    if by is not None and (found is None or not found.column):
        found = by
        superlative = False
    else:
        superlative = found is not None
    if found is None and (top or _TOP_ALONE.search(text)):
        found = Order(column=_named(text), descending=True, spoken="top")
    if found is None:
        found, superlative = _sorted_ko(text) or _many_ko(text), False
    if limit is None and superlative and (n := _WITH_SUPERLATIVE.search(text)):
        limit = _as_number(n["n"])
    place = (text.find(found.spoken), text.find(found.spoken) + len(found.spoken)) if found and found.spoken else None
    if top:
        place = top.span()
    if limit is None and found is not None and (n := _N_AT_END.search(text)):
        limit = _as_number(n["n"])
    return Ranking(order=found, limit=limit, superlative=superlative and limit in (None, 1) and not top, place=place)


def _as_number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER[word.lower()]


def _count_beside(text: str) -> int | None:
    for pattern in _COUNTS:
        if match := pattern.search(text):
            return _as_number(next(v for k, v in match.groupdict().items() if v and k != "s"))
    return None


def _superlative(text: str) -> Order | None:
    for pattern, column, descending in (*_SUPERLATIVE_EN, *_SUPERLATIVE_KO):
        match = pattern.search(text)
        if match is None:
            continue
        named = _near(text, match.start(), match.end())
        if column in ("", "?"):
            if not named and not column:
                after = _OF_WHAT.match(text, match.end())
                if after and text[match.start() : match.end()].isascii():  # by something that no table knows
                    return Order(column=UNKNOWN, descending=descending, spoken=text[match.start() : after.end()])
                if not re.search(r"가장|제일", match[0]):
                    continue  # "most of the pods"
            column = "size" if column == "?" and named in ("", "resources") else named
        if column == "created" and named == "times":
            named = ""
        if column == "decrease":
            descending = not descending  # the largest drop is the smallest rise
        used = column in ("memory", "cpu") and _USED.search(text)  # what is allotted is not what is used
        return Order(column=f"{column}_used" if used else column, descending=descending, spoken=match[0].strip())
    return None


def _sorted_ko(text: str) -> Order | None:
    for pattern, column, descending in _SORTED_KO:
        if match := pattern.search(text):
            column = (
                column
                if column not in ("", "?")
                else _near(text, match.start(), match.end()) or ("size" if column else "")
            )
            return Order(column=column, descending=descending, spoken=match[0])
    return None


def _many_ko(text: str) -> Order | None:
    for match in _MANY_KO.finditer(text):
        column = next((c.meaning for c, _, _ in named_in(match["what"]) if c.kind in ("number", "money", "size")), "")
        if column:
            return Order(column=column, descending=True, spoken=match[0])
    return None


def _by_column(text: str) -> Order | None:
    match = _BY_COLUMN.search(text)
    if match is None:
        return None
    word = (match["column"] or match["column_ko"]).lower()
    aliases = {
        "age": "created",
        "creation": "created",
        "price": "cost",
        "prices": "cost",
        "ages": "created",
        "saving": "cost",
        "savings": "cost",
        "나이": "created",
        "생성": "created",
    }
    column = aliases.get(word) or next((c.meaning for c, _, _ in named_in(word)), "")
    if not column:
        return None
    return Order(column=column, descending=not match["up"], spoken=match[0])


def _near(text: str, first: int, last: int) -> str:
    """The column with an order of its own that is named nearest to a superlative; a rise before what rose."""
    start = max(0, first - _NEAR_BEFORE)
    piece = text[start : last + _NEAR_AFTER]
    here, there = first - start, last - start
    near = [(max(s - there, here - e, 0), column.meaning) for column, s, e in named_in(piece) if column.kind != "text"]
    for change in ("increase", "decrease"):
        if any(meaning == change for _, meaning in near):
            return change
    return min(near, default=(0, ""))[1]


def _named(text: str) -> str:
    found = (c.meaning for c, _, _ in named_in(text) if COLUMNS[c.meaning].kind != "text" and c.meaning != "resources")
    return next(found, "")
