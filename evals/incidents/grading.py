"""How an answer to a recorded incident is judged: by what the expected statements and the recording have in common.

Called by the suite `k8s_incidents`. Deterministic, without a model, and without answers of our own. The rules:

1. Statements. A list entry is a statement; a text with bullets or numbers is one statement a bullet. `one of ... 1. 2. 3.`
   and `either ... or ...` give alternatives, of which one is enough. `should not` and optional remarks are left out.
2. Facts of a statement are its tokens: quoted or backquoted strings, identifiers (with a digit, hyphen, dot, slash, colon
   or inner capital), numbers, and the remaining words cut to their stem. Only what the recording also holds counts
   (grounded); a statement without any grounded fact cannot be judged and is left out.
3. What the question already says decides nothing, unless a statement says nothing else: then it must come back in the
   answer, and there is no decisive line. Hard facts are the quoted strings, identifiers and numbers.
4. The cause is right when the findings and the text of the answer hold every hard fact and, of the words, a share of
   their weight (rarer in the recording weighs more). `no errors` also demands that no problem was found; `could not be
   found` demands that the answer says so of the name.
5. The decisive line of a statement is the recorded line that holds most of the weight of its facts; it is kept when one
   row of the evidence holds the same facts.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORDS_SHARE = 0.6
_BULLET = re.compile(r"^\s*(?:[-*]|\d+[.)])\s+", re.MULTILINE)
_INLINE_NUMBER = re.compile(r"\s\d\.\s+")
_QUOTED = re.compile(r"[`\"']([^`\"'\n]{2,120})[`\"']")
_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:/@-]*[A-Za-z0-9])?|[\uac00-\ud7a3]+")
_IDENTIFIER = re.compile(r"[a-z0-9].*[-._:/@].*[a-z0-9]|[A-Za-z]+\d\w*|[A-Z][a-z]+[A-Z]\w*|\w*_\w*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
_ABSENT = re.compile(r"could not be found|cannot be found|can't find|does not exist", re.IGNORECASE)
_SAYS_ABSENT = re.compile(r"there is no|not found|does not exist|없습니다|없음", re.IGNORECASE)
_NO_ERRORS = re.compile(r"\bno (?:errors?|issues?|problems?)\b", re.IGNORECASE)
_IGNORED = re.compile(r"\bshould not\b|\bit'?s ok\b|^to pass\b", re.IGNORECASE)
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an the is are was were be been being has have had do does did of in on at to for from with by as and or but not"
        " no it its this that these those which who what when where why how should must may might can could would will"
        " because due their there here than then so such into about between any some all also if issue issues problem"
        " root cause causes find mention mentioned mentioning say says tell tells user includes include following reason"
        " reasons state either",
    )
)
_SUFFIXES = ("ations", "ation", "ings", "ing", "tions", "tion", "ies", "ied", "ely", "es", "ed", "s", "e", "y", "ly")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one alternative of a statement claims, as far as the recording holds it."""

    text: str
    hard: frozenset[str]
    words: frozenset[str]
    fresh: bool  # says more than the question
    absent: str  # the name that must be said not to exist
    no_errors: bool

    @property
    def all(self) -> frozenset[str]:
        return self.hard | self.words

    @property
    def judged(self) -> bool:
        return bool(self.all or self.absent)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What came back: the text of findings and answer, whether a problem was raised, the rows of evidence as text."""

    text: str
    problems: int
    rows: tuple[str, ...]
    status: str = "answered"  # how the turn ended


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was right, and what was missing."""

    cause_right: bool
    line_kept: bool
    cause_detail: str
    line_detail: str


class Recording:
    """The lines of everything that was recorded, as sets of tokens, with the weight of each token."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
        self._tokens = [tokens(line) for line in self.lines]
        counts = Counter(t for found in self._tokens for t in found)
        self._weight = {t: math.log(1 + len(self.lines) / n) for t, n in counts.items()}

    def holds(self, token: str) -> bool:
        return token in self._weight

    def weight(self, wanted: Iterable[str]) -> float:
        return sum(self._weight.get(t, 0.0) for t in wanted)

    def decisive(self, facts: Facts) -> tuple[str, frozenset[str]]:
        """The line with most of the facts' weight, and which of them it holds; the shortest of several."""
        best, held = "", frozenset[str]()
        for line, found in zip(self.lines, self._tokens, strict=True):
            here = frozenset(facts.all & found)
            key = (self.weight(here), -len(line))
            if here and key > (self.weight(held), -len(best)):
                best, held = line, here
        return best, held


def judge(expected: Sequence[str], question: str, recording: Recording, said: Said) -> Verdict:
    """Every statement that can be judged must be right, every decisive line kept."""
    wrong: list[str] = []
    lost: list[str] = []
    judged = 0
    for alternatives in statements(expected):
        options = [f for text in alternatives if (f := facts_of(text, question, recording)).judged]
        if not options:
            continue
        judged += 1
        missing = [_missing(f, recording, said) for f in options]
        if all(missing):
            wrong.append(min(missing, key=len))
        kept = [_lost(f, recording, said) for f in options]
        if all(kept):
            lost.append(kept[0])
    if not judged:
        wrong = lost = ["nothing of what is expected is in the recording"]
    ended = f"the turn ended as {said.status!r}: " if said.status != "answered" else ""
    return Verdict(
        cause_right=not wrong,
        line_kept=not lost,
        cause_detail=f"{ended}{'; '.join(wrong)}" if wrong else "",
        line_detail=f"{ended}{'; '.join(lost)}" if lost else "",
    )


def statements(expected: Sequence[str]) -> list[tuple[str, ...]]:
    """Each statement as its alternatives."""
    found: list[tuple[str, ...]] = []
    for entry in expected:
        parts = [p.strip() for p in _BULLET.split(entry)] if _BULLET.search(entry) else [entry]
        bullets = parts[1:] if len(parts) > 1 else parts
        for text in bullets:
            if not _IGNORED.search(text.split("\n")[0]):
                found.append(_alternatives(text))
    return found


def _alternatives(text: str) -> tuple[str, ...]:
    if "one of" in text.lower() and len(numbered := _INLINE_NUMBER.split(f" {text}")) > 2:
        return tuple(p.strip() for p in numbered[1:])
    if match := re.match(r"\s*either (?P<one>.*?) or (?P<other>.*)", text, re.IGNORECASE | re.DOTALL):
        return (match["one"], match["other"].split("\n")[0])
    return (text,)


def facts_of(text: str, question: str, recording: Recording) -> Facts:
    """The grounded facts of one alternative."""
    quoted = {q.lower() for q in _QUOTED.findall(text)}
    raw = [t for t in _TOKEN.findall(text) if len(t) > 1 or t.isdigit()]
    identifiers = {t.lower() for t in raw if _IDENTIFIER.fullmatch(t)} | {q for q in quoted if " " not in q}
    numbers = {_number(n) for n in re.findall(r"(?<![\w.-])\d+(?:\.\d+)?%?(?![\w.-])", text)}
    words = {_stem(t.lower()) for t in raw if t.isalpha()} - {_stem(i) for i in identifiers}
    words = {w for w in words if w and w not in _STOPPED and recording.holds(w)}
    hard = {t for t in identifiers | numbers if recording.holds(t)}
    asked = tokens(question)
    fresh = bool((hard | words) - asked)
    absent = next((q for q in quoted if q in question.lower()), "") if _ABSENT.search(text) else ""
    return Facts(
        text=" ".join(text.split()),
        hard=frozenset(hard - asked if fresh else hard),
        words=frozenset(words - asked if fresh else words),
        fresh=fresh,
        absent="" if hard - asked else absent,
        no_errors=bool(_NO_ERRORS.search(text)),
    )


def tokens(text: str) -> frozenset[str]:
    """Whole tokens in lower case and their parts, words cut to their stem, numbers as numbers (`10.00` is 10)."""
    found: set[str] = set()
    for token in _TOKEN.findall(text):
        lowered = token.lower()
        found.add(lowered)
        for part in re.split(r"[._:/@-]+", lowered):
            found.add(part)
        for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", token):
            found.add(_stem(part.lower()))
    found.update(_number(n) for n in re.findall(r"\d+(?:\.\d+)?%?", text))
    for quoted in _QUOTED.findall(text):
        found.add(quoted.lower())
    return frozenset(found - {""})


def _number(text: str) -> str:
    percent = "%" if text.endswith("%") else ""
    value = float(text.rstrip("%"))
    return f"{round(value):d}{percent}" if abs(value - round(value)) < 0.05 else f"{value:g}{percent}"


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word.removesuffix(suffix)
    return word


_STOPPED = frozenset(_stem(w) for w in _STOP) | _STOP


def _missing(facts: Facts, recording: Recording, said: Said) -> str:
    """ "" when the answer holds the facts, else what it lacks."""
    here = tokens(said.text)
    if facts.no_errors and said.problems:
        return f"{said.problems} problems raised where there is none: {facts.text}"
    if facts.absent:
        fine = facts.absent in said.text.lower() and _SAYS_ABSENT.search(said.text)
        return "" if fine else f"does not say that {facts.absent} cannot be found"
    lacking = sorted(facts.hard - here)
    if lacking:
        return f"lacks {', '.join(lacking)} of: {facts.text}"
    share = recording.weight(facts.words & here) / (recording.weight(facts.words) or 1.0)
    if facts.words and share < WORDS_SHARE:
        return f"says {share:.0%} of: {facts.text} (lacks {', '.join(sorted(facts.words - here))})"
    return ""


def _lost(facts: Facts, recording: Recording, said: Said) -> str:
    """ "" when a row of evidence holds what the decisive line holds."""
    if facts.absent or not facts.fresh:
        return ""
    line, held = recording.decisive(facts)
    kept = any(held <= tokens(row) for row in said.rows)
    return "" if kept else f"not in the evidence: {line[:160]!r} ({', '.join(sorted(held))})"
