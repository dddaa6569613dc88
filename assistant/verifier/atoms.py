"""What in a text can be checked: names, numbers and points in time. Called for answers and for evidence alike."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.patterns import Lazy
from assistant.verifier.moments import Moment, moments
from assistant.verifier.quantities import Quantity, quantities

_TOKEN = Lazy(r"[A-Za-z0-9_][A-Za-z0-9_./:@=#+-]*[A-Za-z0-9_]|[A-Za-z0-9_]", 0)
_CODE = Lazy(r"`([^`\n]+)`")
_FRACTION = Lazy(r"(?<![\w/.-])(\d{1,5})\s?/\s?(\d{1,5})(?![\w/]|\.\d)")
_OF_CELL = Lazy(r"(?<=\|) (\d{1,5}) of (\d{1,5}) (?=\|)", 0)  # ready of wanted, in a cell of its own
_SPLIT = Lazy(r"[/:=@,#]")
# Spelled together, but words of the language or of the field rather than names of things.
_WORDS_LIST = """
    and/or i/o n/a e.g i.e etc vs a.m p.m tcp/ip ci/cd out-of-memory oom-killed oom-kill oom oomkill crash-loop
    crash-looping re-deploy redeploy re-run roll-back follow-up set-up well-known read-only up-to-date next-step
    one-off non-zero non-ready un-ready built-in step-by-step long-running short-lived right-size right-sized
    day-to-day month-to-month pay-as-you-go on-demand in-use back-off load-balancer health-check trade-off cut-over
    legal-hold so-called worst-case first-time allow-list allow-listed self-healing time-out sign-off multi-az
"""
_WORDS = frozenset(_WORDS_LIST.split())
_AFFIX_LIST = """
    of to the in on by up out off non re pre un well mid post semi multi cross over sub half fully newly
    self so and or less free based time level wide long only day
    days month monthly hour hours week year killed kill ready related specific
"""
_AFFIX = frozenset(_AFFIX_LIST.split())
_ACRONYM_LIST = """
    AWS EC2 EBS EIP EIPS IAM IP IPS CPU CPUS RAM OOM API APIS URL URLS HTTP HTTPS USD KRW EUR UTC KST GMT GIB MIB
    KIB GB MB KB TB ID IDS OK CI CD CLI UI SRE SLO SLA SQL JSON YAML LTS FAQ TODO AZ NS POD NAME RELEASE REVISION
    CONTAINER NOT NO AND OR GET PUT POST K8S PR PRS DB TTL CNAME MTTR IOPS SIGTERM SIGKILL TL DR FYI I II III EOF
"""
_ACRONYM = frozenset(_ACRONYM_LIST.split())
_PRODUCT_LIST = """
    ConfigMap ConfigMaps ReplicaSet ReplicaSets StatefulSet StatefulSets DaemonSet DaemonSets CronJob CronJobs
    OpenAI NetworkPolicy PodDisruptionBudget EndpointSlice EndpointSlices CloudFormation CloudWatch GitHub GitLab
    PostgreSQL MySQL JavaScript IPs IDs APIs URLs CPUs PRs ServiceAccount
    PersistentVolumeClaim AutoScaling DevOps VMs AMIs EIPs ArgoCD
"""
_PRODUCT = frozenset(_PRODUCT_LIST.split())
_TOOLS_LIST = """
    kubectl helm aws git baepo terraform docker argocd flux kustomize
"""
_TOOLS = frozenset(_TOOLS_LIST.split())


@dataclass(frozen=True, slots=True)
class Name:
    """Something that names one thing or one machine-readable value, as written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Atoms:
    """`tokens`: every word and part of a name, lower-cased; `names`: only what cannot be an ordinary word."""

    tokens: frozenset[str]
    names: tuple[Name, ...]
    quantities: tuple[Quantity, ...]
    fractions: tuple[tuple[int, int, int], ...]  # (a, b, position) of each a/b
    moments: tuple[Moment, ...]
    words: tuple[Name, ...]  # latin words that may name something that exists


@lru_cache(maxsize=1024)
def atoms(text: str) -> Atoms:
    """Everything checkable in one text."""
    when = moments(text)
    rest = _blanked(text, [(m.start, m.end) for m in when])
    written = sorted((*_FRACTION.finditer(rest), *_OF_CELL.finditer(rest)), key=lambda m: m.start())
    fractions = tuple((int(m[1]), int(m[2]), m.start()) for m in written)
    rest = _blanked(rest, [m.span() for m in written])
    names, words = _names(rest)
    numbers = quantities(_blanked(rest, [(n.start, n.end) for n in names]))
    return Atoms(tokens=tokens(text), names=names, quantities=numbers, fractions=fractions, moments=when, words=words)


@lru_cache(maxsize=2048)
def tokens(text: str) -> frozenset[str]:
    """Every latin word or name, whole and in its parts: `a/b:v1` gives itself, a/b, b:v1, a, b, v1."""
    return frozenset(part for match in _TOKEN.finditer(text) for part in parts(match[0].lower()))


@lru_cache(maxsize=2048)
def parts(token: str) -> tuple[str, ...]:
    """A name and what people call it by when they leave out its qualifiers."""
    pieces = [p for p in _SPLIT.split(token) if p]
    if len(pieces) == 1:
        return (token,)
    ends = [token[i + 1 :] for i, c in enumerate(token) if c in "/:=@#"]
    starts = [token[:i] for i, c in enumerate(token) if c in "/:=@#"]
    return tuple(dict.fromkeys((token, *pieces, *ends, *starts)))


def _names(text: str) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """(names, other latin words)."""
    code = [m.span(1) for m in _CODE.finditer(text)]
    names: list[Name] = []
    words: list[Name] = []
    for match in _TOKEN.finditer(text):
        token, start = match[0], match.start()
        inside = next((c for c in code if c[0] <= start < c[1]), None)
        command = inside is not None and text[inside[0] : inside[1]].split()[0] in _TOOLS
        named = _is_name(token) or (inside is not None and not command and _word_like(token) and token not in _ACRONYM)
        if command and token in _TOOLS:
            named = False
        (names if named else words).append(Name(token, start, match.end()))
    return tuple(names), tuple(w for w in words if w.text[0].isalpha())


def _word_like(token: str) -> bool:
    return len(token) > 1 and not token.replace(".", "").replace(",", "").isdigit()


@lru_cache(maxsize=2048)
def _is_name(token: str) -> bool:
    lowered = token.lower()
    if ordinary(token) or len(token) < 2:
        return False
    letters = any(c.isalpha() for c in token)
    if not letters:
        return token.count(".") in (2, 3) or (":" in token and token.count(":") > 1)
    if re.fullmatch(r"\d[\d.,]*[A-Za-z]{1,5}", token):
        return False  # a number with its unit
    if re.fullmatch(r"\d[\d.,]*/[a-z]+", token):
        return False  # $4.53/month
    if re.fullmatch(r"[a-z]+est-[a-z]+", token):
        return False  # the longest-stopped one
    if re.fullmatch(r"\d+-[a-z]+(?:-[a-z]+)?", token):
        return False  # a 30-day window
    if any(c.isdigit() for c in token) or any(c in "_/:=@#" for c in token[1:-1]):
        return not _plain_pair(lowered)
    if re.search(r"[a-z][A-Z]", token) and not re.fullmatch(r"[A-Z]+s", token):
        return True
    if token.isupper() and len(token) > 1:
        return True
    if "." in token.strip("."):
        return (bool(re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", token)) and "-" in token) or token.count(".") > 1
    return "-" in token and not _AFFIX.intersection(lowered.split("-"))


def ordinary(token: str) -> bool:
    """Whether a token is spelled like a name, but is a word of the language or of the field."""
    return token.lower() in _WORDS or token.upper() in _ACRONYM or token in _PRODUCT


def _plain_pair(token: str) -> bool:
    """`ready/desired`, `memory/CPU`: a slash between two short ordinary words in a text that says "and/or"."""
    return token in _WORDS


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
