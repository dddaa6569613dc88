"""The words and patterns of periods, in Korean and English. Data; called by `planner.windows.rules`."""

from assistant.patterns import Lazy

UNIT_S = {
    **dict.fromkeys(("초", "second", "seconds", "sec", "secs", "s"), 1),
    **dict.fromkeys(("분", "minute", "minutes", "min", "mins", "m"), 60),
    **dict.fromkeys(("시간", "hour", "hours", "hr", "hrs", "h"), 3600),
    **dict.fromkeys(("일", "day", "days", "d"), 86400),
    **dict.fromkeys(("주", "주일", "week", "weeks", "wk", "wks", "w"), 7 * 86400),
    **dict.fromkeys(("달", "개월", "month", "months", "mo"), 30 * 86400),
    **dict.fromkeys(("년", "year", "years"), 365 * 86400),
}
NUMBER = {
    **dict.fromkeys(("a", "an", "one", "한", "하루", "the"), 1),
    **dict.fromkeys(("two", "couple", "couple of", "a couple", "a couple of", "두", "이틀", "이"), 2),
    **dict.fromkeys(("three", "세", "few", "a few", "사흘", "삼"), 3),
    **dict.fromkeys(("four", "네", "나흘"), 4),
    **dict.fromkeys(("five", "다섯"), 5),
    **dict.fromkeys(("six", "여섯", "육"), 6),
    **dict.fromkeys(("seven", "일곱"), 7),
    **dict.fromkeys(("ten", "열"), 10),
    "half an": 0.5,
    "half a": 0.5,
    "반": 0.5,
}
WEEKDAYS = {
    **{d: n for n, d in enumerate("월화수목금토일")},
    **{d: n for n, d in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))},
}
KO_NUM = r"\d+(?:\.\d+)?|한|두|세|네|다섯|여섯|열"
EN_NUM = r"\d+(?:\.\d+)?|half an?|a couple(?: of)?|couple(?: of)?|a few|few|an?|one|two|three|four|five|six|seven|ten"
EN_UNIT = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?|[hmdw](?![a-z])"
KO_UNIT = r"초|분|시간|일|주일|주|달|개월|년"
CLOCK_KO = (
    r"(?:(?P<half>오전|오후|새벽|아침|저녁|밤|낮)\s*)?(?P<hour>\d{1,2})\s*"
    r"(?:시(?!간)(?:\s*(?P<minute>\d{1,2})\s*분|\s*(?P<thirty>반))?|:(?P<minute2>\d\d))"
)
CLOCK_EN = r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?"


TWO_CLOCKS = (
    r"(?:between|from)\s+(?P<hour1>\d{1,2})(?::(?P<minute1>\d\d))?\s*(?P<half1>am|pm)?\s*(?:and|to|until|till|-)\s*"
    r"(?P<hour2>\d{1,2})(?::(?P<minute2>\d\d))?\s*"
)
KO_HALF = "오전|오후|새벽|아침|저녁|밤|낮"
BETWEEN = (
    rf"\b(?P<day>yesterday|today)\s+{TWO_CLOCKS}(?P<half2>am|pm)?(?![\w:])",
    rf"\b{TWO_CLOCKS}(?P<half2>am|pm)?\s+(?P<day2>yesterday|today)\b",
    rf"\b{TWO_CLOCKS}(?P<half2>am|pm)\b",
    (
        rf"(?:(?P<day>어제|오늘|그제|그저께)\s*)?(?:(?P<half1>{KO_HALF})\s*)?(?P<hour1>\d{{1,2}})시"
        rf"(?:\s*(?P<minute1>\d{{1,2}})분)?\s*(?:부터|에서|~|-)\s*(?:(?P<half2>{KO_HALF})\s*)?(?P<hour2>\d{{1,2}})시"
        r"(?:\s*(?P<minute2>\d{1,2})분)?(?:\s*(?:까지|사이에?))?"
    ),
)
MONTH = (
    r"january|february|march|april|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKS = ("첫", "둘", "셋", "넷", "다섯")
MAYBE = Lazy(
    (
        r"\d\s*(?:초|분|시|일|주|달|개월|년|:|am|pm|a\.m|p\.m|[smhdw]\b|sec|min|hour|hr|day|week|month"
        r"|year)|지난|최근|어제|어젯|오늘|그제|그저께|아침|새벽|점심|저녁|밤새|간밤|이번|저번|전월|전주|전일|하루|이틀|일주일|한\s?달|월요일|화요일|수요일"
        r"|목요일|금요일"
        r"|토요일|일요일|주말|weekend|lunch|noon|분기|quarter|\bq[1-4]\b|ytd|엊|사흘|나흘|보름|반나절|(?:한|두|세|네|다섯|여섯|열)\s*(?:시간|달|주|개월|분)|금년|작년|재작년|올해|전년|\d월|last|past|yesterday|today|since|tonight|morning|week|month"
        r"|year|hour|minute|day|previous"
        rf"|\d{{4}}-\d\d|{'|'.join(MONTH_NAMES)}"
    ),
    0,
)
