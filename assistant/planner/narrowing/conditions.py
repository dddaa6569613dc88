"""One thing a question asks of rows, as a value, and how an answer says it. Read by `narrowing.asked`, held against rows
by `narrowing.narrowed`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Literal

from assistant.language import Text, same, with_particle
from assistant.planner.narrowing.attributes import Attribute
from assistant.planner.narrowing.columns import COLUMNS
from assistant.planner.narrowing.follows import NOTHING_TOLD, Follows
from assistant.planner.narrowing.states import BY_NAME
from assistant.planner.narrowing.verdicts import Asked
from assistant.planner.windows import Window

Op = Literal["more", "at least", "less", "at most", "exactly"]
_OPS = {
    "more": Text(ko="초과", en="more than"),
    "at least": Text(ko="이상", en="at least"),
    "less": Text(ko="미만", en="less than"),
    "at most": Text(ko="이하", en="at most"),
    "exactly": Text(ko="", en=""),
}
_MATCHES = {
    "contains": (Text(ko="포함", en="contains"), Text(ko="포함하지 않음", en="does not contain")),
    "starts": (Text(ko="시작", en="starts with"), Text(ko="시작하지 않음", en="does not start with")),
    "ends": (Text(ko="끝남", en="ends with"), Text(ko="끝나지 않음", en="does not end with")),
    "is": (Text(ko="", en="is"), Text(ko="아님", en="is not")),
}


_SINCE = {"created": ("만든 지", "created"), "launched": ("시작한 지", "started"), "stopped": ("멈춘 지", "stopped")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A number against the column; money in dollars, sizes in GiB. `column` "" where the words do not say which."""

    column: str
    op: Op
    value: Decimal
    unit: str = ""
    implied: bool = False  # by a verb that says what is asked for, too: "that restarted"
    spoken: str = ""

    def text(self, zone: tzinfo) -> Text:
        column = COLUMNS[self.column].label
        space = "" if self.unit in ("", "%") else " "
        amount = f"${self.value:,}" if self.unit == "$" else f"{self.value:,}{space}{self.unit}"
        ko = f"{column.ko} {amount} {_OPS[self.op].ko}".strip()
        return Text(ko=ko, en=" ".join(f"{column.en} {_OPS[self.op].en} {amount}".split()))


def _clock(at: datetime | None, zone: tzinfo) -> str:
    """In the asker's zone, which is named: a day begins elsewhere at another time."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} {at.astimezone(zone).tzname()}" if at else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A moment of the row before `before`, or not before `since`. `length` is how the question said it, as an age."""

    column: str
    since: datetime | None = None
    before: datetime | None = None
    length: Text | None = None
    spoken: str = ""

    def text(self, zone: tzinfo) -> Text:
        what = _SINCE.get(self.column, ("일어난 지", "happened"))
        if self.length is not None:
            more = self.since is None
            ko = f"{what[0]} {self.length.ko} {'넘음' if more else '이내'}"
            return Text(ko=ko, en=f"{what[1]} {'more' if more else 'less'} than {self.length.en} ago")
        label = COLUMNS[self.column].label
        first, last = _clock(self.since, zone), _clock(self.before, zone)
        en = " ".join(p for p in (label.en, f"since {first}" if first else "", f"before {last}" if last else "") if p)
        return Text(ko=f"{label.ko} {first} ~ {last}".rstrip(), en=en)


@dataclass(frozen=True, slots=True, kw_only=True)
class InState:
    """In a state of `narrowing.states`, or not."""

    state: str
    negated: bool = False
    spoken: str = ""

    def text(self, zone: tzinfo) -> Text:
        state = BY_NAME[self.state]
        return state.opposite if self.negated else state.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Text of the column against any of `values` (lower case). `label` where the values say it badly, as of regions."""

    column: str
    how: Literal["contains", "starts", "ends", "is"]
    values: tuple[str, ...]
    negated: bool = False
    label: Text | None = None
    spoken: str = ""

    def text(self, zone: tzinfo) -> Text:
        if self.label is not None:
            return Text(ko=f"{self.label.ko} 제외", en=f"without {self.label.en}") if self.negated else self.label
        column, how = COLUMNS[self.column].label, _MATCHES[self.how][self.negated]
        values = ", ".join(f'"{v}"' for v in self.values)
        ko = f"{column.ko}{'에' if self.how == 'contains' else ''} {values} {how.ko}"
        if self.how in ("starts", "ends"):
            ko = f"{column.ko} {with_particle(values, '으로')} {how.ko}"
        return Text(ko=ko.strip(), en=f"{column.en} {how.en} {values}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """Whether the row has anything in the column, or a tag of this name (`tags`: any tag at all).

    `keys` are those under which the tag may be kept, `values` what it may say (of 검색 팀 also search), `label` how it is called.
    """

    column: str = ""
    tag: str = ""
    value: str = ""
    keys: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    label: Text | None = None
    negated: bool = False
    spoken: str = ""

    def text(self, zone: tzinfo) -> Text:
        if self.label is not None:
            return self.label
        if self.column:
            what = COLUMNS[self.column].label
        elif self.value:
            what = same(f"{self.tag}={self.value}")
        else:
            what = Text(ko=f"{self.tag} 태그".strip(), en=f"{self.tag} tag".strip() if self.tag else "tags")
        if self.negated:
            return Text(ko=f"{what.ko} 없음", en=f"no {what.en}")
        return Text(ko=f"{what.ko} 있음", en=f"with {what.en}")


_NAMED = 3  # names that a headline repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Of, or called by, one of these names: of a workload its pods, events and endpoints, too."""

    names: tuple[str, ...]
    spoken: str = ""

    def text(self, zone: tzinfo) -> Text:
        names, more = ", ".join(self.names[:_NAMED]), len(self.names) - _NAMED
        return Text(ko=f"{names} 외 {more}개", en=f"{names} and {more} more") if more > 0 else same(names)


Condition = Compared | Timed | InState | Matched | Has | Named


def says_of_what(condition: Condition) -> bool:
    """Whether it says what is asked about, in whose place another is put: S3, a region."""
    return isinstance(condition, Matched) and condition.column in (
        "service",
        "resource",
        "charged_for",
        "region",
        "name",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """By a column, the largest first or last; `column` "" for "top 3" of whatever the rows are about."""

    column: str
    descending: bool
    spoken: str = ""

    def text(self) -> Text:
        if not self.column:
            return Text(ko="상위", en="top")
        column = COLUMNS[self.column]
        if self.column == "decrease":
            return Text(ko="많이 줄어든 순", en="largest drop first")
        if self.column == "launched":
            newest, longest = (
                Text(ko="최근 시작 순", en="last started first"),
                Text(ko="오래 실행된 순", en="longest running first"),
            )
            return newest if self.descending else longest
        if column.kind == "time":
            return Text(ko="최근 순", en="newest first") if self.descending else Text(ko="오래된 순", en="oldest first")
        if self.descending:
            return Text(ko=f"{column.label.ko} 큰 순", en=f"by {column.label.en}, largest first")
        return Text(ko=f"{column.label.ko} 작은 순", en=f"by {column.label.en}, smallest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Counted by `field`, or `column` summed. `most`: the largest is asked for, False the smallest, None each. `things`:
    the question's word for what is counted, where it stands inside the words for the group."""

    field: str
    most: bool | None
    things: str = ""
    column: str = ""
    tag: Text | None = None  # what it is called where it is a tag, kept under one of `keys`
    keys: tuple[str, ...] = ()
    only: tuple[str, ...] = ()  # the groups that are asked about; all where it is empty
    first: int  # where the words stand in the text
    last: int


Form = Literal["", "count", "yes or no", "all", "which"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a question restricts: conditions (all must hold), an order, how many, and what its first line must say."""

    conditions: tuple[Condition, ...] = ()
    order: Order | None = None
    limit: int | None = None
    form: Form = ""
    future: bool = False
    columns: tuple[str, ...] = ()  # meanings the question names, to be shown
    period: Window | None = None
    compared_to: bool = False  # one period against an earlier one
    period_is_earlier: bool = False  # the period named is the one compared with: "more than last month"
    words: frozenset[str] = frozenset()  # Latin words that may be names
    only: frozenset[str] = frozenset()  # of which the rows must be, in lower case, where they tell whose they are
    of_count: Compared | None = None  # of how many rows there are, not of a column: "more than 50 pods"
    exists: bool = False  # whether there is any at all is asked
    asks: Asked = ""  # yes or no about health or waste
    suspects: str = ""  # a cause to be confirmed, by its name in `composing.suspects`
    lost: tuple[str, ...] = ()  # the nodes that are supposed to be lost, by name in lower case
    occurred: str = ""  # whether any pod met a sort of trouble, by its name in `narrowing.occurrences`
    when: bool = False  # a moment is asked for
    runs_back: int = 0  # how many runs before the one that was told
    ran: bool = False  # whether something ran, or ran well, is asked for
    since: bool = False  # since when, or how long, something has been wrong is asked for
    way_back: bool = False  # how to go back to an earlier version is asked for
    back_to: int = 0  # the revision that an earlier finding says was good; 0 where none does
    marks: bool = False  # rows that fulfil the conditions come first, and the others are shown, too
    closing: Text | None = None  # said after all that was read
    from_end: bool = False  # of what has an order of its own the last
    yearly: bool = False  # money by the year is asked for
    advice: bool = False  # what would be right is asked, not what is
    serving: bool = False  # what users notice is asked for
    attributes: tuple[Attribute, ...] = ()  # the only things asked of the one thing that the rows are about
    whose: bool = False  # of which pod it is, what was shown before
    of_sum: Compared | None = None  # of the costs together, not of each: "more than $50 a month?"
    group: Group | None = None
    follows: Follows = NOTHING_TOLD  # how it stands to what was told before
    parts: tuple[tuple[str, "Narrowing"], ...] = ()  # by call: of a question of two parts, each restricting for itself
    zone: tzinfo = UTC  # the asker's
    now: datetime | None = None  # when it is asked

    def of(self, call: str) -> "Narrowing":
        """What the part of the question restricts that a call is for."""
        return dict(self.parts).get(call, self)


def days_text(length: timedelta) -> Text:
    """An age in the largest unit that is whole: 90 days, 6 hours."""
    seconds = int(length.total_seconds())
    for unit, ko, en in ((86400, "일", "days"), (3600, "시간", "hours"), (60, "분", "minutes")):
        if seconds % unit == 0 and seconds:
            number = seconds // unit
            return Text(ko=f"{number}{ko}", en=f"{number} {en if number != 1 else en[:-1]}")
    return Text(ko=f"{seconds}초", en=f"{seconds} seconds")
