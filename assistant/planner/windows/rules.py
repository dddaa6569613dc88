"""How periods are written, and what each way means; called by `planner.windows.find`.

A duration that describes a symptom ("20분째", "every 2 minutes") or a rate ("$500 a month") is not a window.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.patterns import Lazy
from assistant.planner.windows import meanings
from assistant.planner.windows.meanings import Window
from assistant.planner.windows.words import BETWEEN, CLOCK_EN, CLOCK_KO, EN_NUM, EN_UNIT, KO_NUM, KO_UNIT, MONTH

Meaning = Callable[[re.Match[str], datetime], Window | None]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One way of writing a period."""

    pattern: Lazy
    meaning: Meaning


_DAY = r"(?P<day>엊그제|어제|그저께|그제|오늘|(?:the\s+)?day\s+before\s+yesterday|yesterday|today)"
_PART_KO = r"(?P<part>새벽|아침|오전|점심|오후|낮|저녁|밤)"
_PART_EN = r"(?P<part>morning|afternoon|evening|night)"


def _rule(written: str, meaning: Meaning) -> Rule:
    return Rule(pattern=Lazy(written), meaning=meaning)


# Longer ways of saying it first; a text that one has taken is not looked at again.
RULES: tuple[Rule, ...] = (
    _rule(
        rf"(?:{KO_NUM})\s*(?:{KO_UNIT})\s*(?:째|마다|넘게|동안이나)|(?:하루|한\s?달|매)\s*(?:에|당)(?=[\s\d$])",
        meanings.not_a_window,
    ),
    _rule(
        rf"\b(?:every|each|per)\s+(?:(?:{EN_NUM})\s+)?(?:{EN_UNIT})\b"
        r"|(?<!half )\b(?:an?|per)\s+(?:month|week|day|year|hour)\b(?!\s+ago)",
        meanings.not_a_window,
    ),
    _rule(
        rf"\bfor\s+(?:like\s+|about\s+|over\s+|almost\s+)?(?:{EN_NUM})\s*(?:{EN_UNIT})\b(?:\s+now)?",
        meanings.not_a_window,
    ),
    _rule(r"(?:하루|매일|월|매월|매달)\s*(?=\$?\d+\s*(?:달러|원|만))", meanings.not_a_window),
    *(_rule(written, meanings.between) for written in BETWEEN),
    _rule(
        rf"\b(?P<since>since|from|after)\s+{_DAY}(?:\s+(?:at\s+)?{CLOCK_EN})?(?![\w:])",
        meanings.since_day,
    ),
    _rule(
        rf"{_DAY}\s*{_PART_KO}(?!\s*\d)|{_DAY.replace('P<day>', 'P<day2>')}\s+{_PART_EN.replace('P<part>', 'P<part2>')}\b",
        meanings.part_on_day,
    ),
    _rule(r"(?P<part>어젯밤|지난밤|엊저녁)(?:부터|에|사이에?|\s*이후)?", meanings.part_of_day),
    _rule(
        r"(?:지난|이번|저번)?\s*(?P<ko>주말)|\b(?:last|over\s+the|on\s+the|this|during\s+the|at\s+the)\s+weekend\b",
        meanings.weekend,
    ),
    _rule(
        r"(?P<before>지난|저번|전|last|previous)\s*(?:분기|quarter)|(?:이번|this)\s*(?:분기|quarter)"
        r"|(?:(?P<in_year>\d{4})년?\s*)?(?:(?P<number>[1-4])\s*분기|\bq(?P<number2>[1-4])\b)(?:\s*(?:of\s+)?(?P<in_year2>\d{4}))?",
        meanings.quarter,
    ),
    _rule(rf"{_DAY}\s*{CLOCK_KO}(?P<since>\s*(?:부터|이후|이래))?", meanings.clock),
    _rule(rf"{_DAY}\s+(?:at\s+)?{CLOCK_EN}", meanings.clock),
    _rule(rf"{CLOCK_KO}\s*(?P<since>부터|이후|이래|쯤부터|경부터)", meanings.clock),
    _rule(
        rf"\b(?P<since>since|from|after)\s+{CLOCK_EN}(?:\s+(?P<day>yesterday|today))?(?![\w:])",
        meanings.clock,
    ),
    _rule(
        rf"(?:지난|최근|요|이전)\s*(?P<number>{KO_NUM})\s*(?P<unit>{KO_UNIT})(?P<halfmore>\s*반)?(?:간|\s*동안|치)?",
        meanings.ago,
    ),
    _rule(
        r"(?:지난|최근)\s*(?P<word>하루|이틀|사흘|나흘|일주일|보름|한\s?달|반나절)(?:간|\s*동안|치)?",
        meanings.days_word,
    ),
    _rule(
        rf"\b(?:the\s+)?(?:last|past|previous|trailing)\s+(?P<number>{EN_NUM})?\s*"
        r"(?P<unit>minutes?|hours?|hrs?|mins?|days?|weeks?|months?|[hmdw](?![a-z]))\b(?<!last month)(?<!last week)",
        meanings.ago,
    ),
    _rule(r"\b(?:the\s+)?past\s+(?P<unit>week|month|year)\b", meanings.ago),
    _rule(
        r"\b(?:in|over|during|for|within)\s+the\s+last\s+(?P<unit>week|month|year)\b",
        meanings.ago,
    ),
    _rule(
        rf"(?P<number>{KO_NUM})\s*(?P<unit>{KO_UNIT})(?P<halfmore>\s*반)?\s*(?:전부터|이내|내에|간의?|동안|치)",
        meanings.ago,
    ),
    _rule(
        rf"\b(?P<number>{EN_NUM})\s*(?P<unit>{EN_UNIT})\s+ago\b"
        rf"|\b(?:in|over|during|within|from)\s+(?:the\s+)?(?P<number2>{EN_NUM})\s*(?P<unit2>{EN_UNIT})\b",
        meanings.either,
    ),
    _rule(
        r"(?P<before>지난|저번|전)\s*(?P<unit>주|달|월|해|년)(?:\s*(?:에|보다|대비|과|의))?",
        meanings.calendar,
    ),
    _rule(r"이번\s*(?P<unit>주|달|월|해|년)", meanings.calendar),
    _rule(
        r"\b(?:(?P<before>last|previous)|this)\s+(?P<unit>week|month|year)\b",
        meanings.calendar,
    ),
    _rule(
        r"\b(?P<how>since|last|on|from|after)\s+(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
        r"|(?:지난\s*)?(?P<ko>[월화수목금토일])요일(?P<since>부터|\s*이후)?",
        meanings.weekday_any,
    ),
    _rule(
        r"(?:오늘\s*)?(?P<part>새벽|아침|점심|저녁|오전|오후|밤|간밤|밤새)(?:부터|에|사이에?|\s*이후)",
        meanings.part_of_day,
    ),
    _rule(
        r"\b(?:since|this|over|last|after)\s+(?:the\s+|this\s+)?(?P<part>morning|afternoon|evening|night|noon|lunch)\b"
        r"|\b(?P<part2>overnight)\b",
        meanings.part_any,
    ),
    _rule(
        r"(?P<year>재작년|작년|전년|올해|금년)(?=[^가-힣]|에|도|과|보다|부터|대비|의|동안|$)"
        r"|\b(?P<to_date>year[\s-]to[\s-]date|ytd)\b",
        meanings.year,
    ),
    _rule(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTH})(?:,?\s+(?P<in_year2>\d{{4}})\b)?(?![\w-])",
        meanings.month,
    ),
    _rule(
        r"(?:(?P<in_year>\d{4})년\s*)?(?<!\d)(?P<number>\d{1,2})월(?:\s*(?P<day>\d{1,2})일"
        r"|\s*(?P<week>[첫둘셋넷다섯]{1,2})째\s*주)?(?!\s*\d|째|달)",
        meanings.month,
    ),
    _rule(
        rf"(?<![\w-])(?P<month>{MONTH}|(?<=in )may|may(?=\s+\d))(?![\w-])"
        r"(?:\s+(?P<day3>\d{1,2})(?:st|nd|rd|th)?\b(?!:))?(?:,?\s+(?P<in_year2>\d{4})\b)?",
        meanings.month,
    ),
    _rule(r"(?<![\w-])(?P<in_year>\d{4})-(?P<number>\d\d)(?:-(?P<day>\d\d))?(?![a-z0-9_-])", meanings.month),
    _rule(rf"{_DAY}(?P<since>\s*부터)?", meanings.day_word),
    _rule(
        r"(?<![\w])(?P<word>하루|이틀|사흘|일주일|보름|나흘|한\s?달)(?:간|\s*동안|치|\s*전(?:부터|에)?(?![가-힣]))",
        meanings.days_word,
    ),
    _rule(
        r"(?<![\w$.-])(?P<number>\d+)\s*(?P<unit>days?|hours?|weeks?|minutes?|일|시간|주)(?:치|만|로)?(?![\w가-힣])",
        meanings.ago,
    ),
)
