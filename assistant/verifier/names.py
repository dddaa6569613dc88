"""Names in a statement that its evidence does not hold; called by `assistant.verifier.verify`."""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.language import Lang
from assistant.patterns import Lazy
from assistant.verifier.atoms import atoms, ordinary, parts
from assistant.verifier.moods import advises
from assistant.verifier.records import Record
from assistant.verifier.sources import Known
from assistant.verifier.statements import Statement

_KIND = (
    r"services?|deployments?|statefulsets?|daemonsets?|pods?|configmaps?|secrets?|namespaces?|nodes?|instances?|volumes?"
    r"|workloads?|containers?|buckets?|clusters?|clusterrole|jobs?|cronjobs?|서비스|파드|네임스페이스|디플로이먼트|인스턴스|볼륨|노드|시크릿"
)
_AFTER_KIND = Lazy(rf"\b(?:{_KIND})\s$")
_BEFORE_KIND = Lazy(rf"^\s?(?:{_KIND})(?![a-z])")
_VERB = Lazy(r"^\s(?:is|are|was|were|has|have|keeps?|runs?|needs?|fails?|cannot|did|does|uses?|wants?|selects?)\b", 0)
_THINGS = Lazy(r"[a-z]{3,}-[a-z]{3,}(?<!s)s", 0)
_DENIED = Lazy(r"\bno $")  # what is said not to be there need not occur
_NOT_SEEN = Lazy(r"could not (?:look|be read|be looked)|볼 수 없|보지 못|읽지 못|읽을 수 없")
_PARTICLE = Lazy(r"^(?:은|는|이|가|을|를|의|도|만|와|과|에|에서|에는|부터|라는|로|으로)(?![가-힣]{2})")
# Latin words that Korean answers use without naming anything of the system.
_SHORT = {"s3": "simple storage service", "vpc": "virtual private cloud", "rds": "relational database service",
          "sqs": "simple queue service", "sns": "simple notification service", "efs": "elastic file system",
          "eks": "elastic kubernetes service", "cloudwatch": "amazoncloudwatch"}  # fmt: skip
REGIONS = {"seoul": "ap-northeast-2", "tokyo": "ap-northeast-1", "osaka": "ap-northeast-3", "singapore": "ap-southeast-1",
            "sydney": "ap-southeast-2", "frankfurt": "eu-central-1", "ireland": "eu-west-1", "london": "eu-west-2",
            "virginia": "us-east-1", "ohio": "us-east-2", "oregon": "us-west-2"}  # fmt: skip
_FIELD_WORDS_LIST = """
    pod pods service services deployment deployments configmap secret node nodes namespace cluster helm argo flux
    kubernetes docker git http https readiness liveness startup probe rollback rollout revision replica label
    selector image tag log event volume instance running pending stopped ready available memory cpu limit request
    auto scaling group stack elastic load balancer key value true false yes no plan baepo kubectl aws ec2 s3 ebs vpc
    cloud ops dev prod staging amazon simple storage compute gateway statefulset daemonset endpoint endpoints error
    warning
    row rows evidence schedule scheduled traffic owner timeline root cause summary note next step steps result results
    new old version finding findings backup metrics metric average total top list bill cost costs idle usage peak day
    migration code deploy release relation table schema message log-line pool connection manifest repo sync chart leak
    heap build job jobs worker action item items oldest newest largest smallest deadline progress failed failure
    database app application address addresses ip snapshot snapshots region tl dr tldr fyi asap ok issue issues risk
    impact fix plan plans approval approve check status overview details question answer recommendation reason why
    when where what who how free used spare running attached unattached encrypted public private daily monthly yearly
"""
_FIELD_WORDS = frozenset(_FIELD_WORDS_LIST.split())
_NO_NAME_LIST = """
    that this these those which who what where when why how it they there then than with from into for and but not
    no is are was were has have had can could should would will may might all any each every none some one two the a
    an of in on at to by as or so if be been do does did its their your our my you we i he she also still yet only
    just even more most other others rest left selector selects called named without within itself because due again
    right now account region size three four five six seven eight nine ten eleven twelve type state status monthly
    until since before after while both idle unused stopped failing broken healthy unhealthy new old previous running
    january february march april june july august september october november december thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty finished total free
    affected remaining unattached unready pending current critical urgent either neither up down out over under
"""
_NO_NAME = frozenset(_NO_NAME_LIST.split())


def unknown_names(s: Statement, rest: str, records: Sequence[Record], known: Known, lang: Lang) -> Iterator[str]:
    """Each name in the unquoted part of the statement that neither records nor question hold."""
    read = atoms(rest)
    for name in read.names:
        things = _THINGS.fullmatch(name.text) and advises(rest)  # "check for partner allow-lists"
        if not things and not _held(name.text, records, known) and not _DENIED.search(rest[: name.start]):
            yield name.text
    if s.kind == "code":
        return
    if s.kind == "row":
        yield from _unknown_cell(rest, records, known)
        return
    if _NOT_SEEN.search(rest):
        return  # what could not be looked at is named by whoever asked for it
    hangul = lang == "ko"
    for word in read.words:
        before, after = rest[: word.start], rest[word.end :]
        if _names_something(word.text, before, after, hangul=hangul) and not _held(word.text, records, known):
            yield word.text


def _held(name: str, records: Iterable[Record], known: Known) -> bool:
    lowered = name.lower()
    if lowered in known.vocabulary or lowered in known.plans or name in known.ids:
        return True
    if lowered in REGIONS:
        return any(REGIONS[lowered] in r.tokens for r in records)
    pieces = parts(lowered)[1:]
    if full := _SHORT.get(lowered):
        return any(all(w in r.tokens for w in full.split()) or lowered in r.tokens for r in records)
    stem = lowered[:-1] if lowered.endswith("s") else lowered
    for r in records:
        if lowered in r.tokens or stem in r.tokens:
            return True
    if any(t.endswith(f".{lowered}") for r in records for t in r.tokens):
        return True  # the last part of a qualified name
    if "-" in lowered and any(f"-{lowered}-" in f"{t}-" for r in records for t in r.tokens):
        return True  # without the company's prefix or the number behind
    simple = [p for p in pieces if not any(c in p for c in "/:=@#")]
    return len(simple) > 1 and any(all(p in r.tokens for p in simple) for r in records)


def _names_something(word: str, before: str, after: str, *, hangul: bool) -> bool:
    lowered = word.lower()
    if lowered in _NO_NAME or lowered in _FIELD_WORDS or len(word) < 2 or not word.isascii() or ordinary(word):
        return False
    if hangul:
        return (
            bool(re.match(r":\s", after) and not before.strip() and word.islower())
            or bool(_PARTICLE.match(after))
            or word[0].isupper()
            or bool(_AFTER_KIND.search(before) or _BEFORE_KIND.match(after))
        )
    if word.islower():
        if re.match(r":\s", after) and not before.strip():
            return True  # "checkout: memory limit exceeded"
        start = not before.strip(" *_`-") or before.rstrip(" *_`").endswith((". ", "? "))
        return _called(word, before, after) or (start and bool(_VERB.match(after)) and not before.strip())
    inside = bool(before.strip()) and before.rstrip(" *_`(\"'")[-1:] not in ("", ".", "!", "?", ":", "|", "-", "*")
    return word[0].isupper() and (inside or bool(_BEFORE_KIND.match(after) and not word.lower().endswith("s")))


def _called(word: str, before: str, after: str) -> bool:
    """ "Service wallet selects", "Deployment wallet.": the word after a kind is its name unless it is the verb."""
    kind = _AFTER_KIND.search(before) and re.search(r"(?:[A-Z]\w*|namespace)\s$", before)
    verb = word.endswith("s") and re.match(r"\s(?:for|to|at|on|into|no|the|a|its)\b", after)
    return bool(
        kind
        and not verb
        and (_VERB.match(after) or re.match(r"[.,;:)'’]|\s(?:in|and|or|of|to|for|from)\b|\s?$", after))
    )


def _unknown_cell(row: str, records: Sequence[Record], known: Known) -> Iterator[str]:
    """The first cell of a table row names what the row is about: all of it must be in one record."""
    cell = row.split("|")[0]
    words = cell_words(cell)
    if all((w.text[:1].isupper() and w.text[1:].islower()) or w.text.islower() for w in atoms(cell).words) and (
        not atoms(cell).names and re.match(r"[\s*]*[A-Z][a-z]", cell)
    ):
        return  # "Whole bill": what the row is called, not what it is about
    together = any(all(w in r.tokens for w in words) for r in records)
    if words and not together and (len(words) > 1 or not _held(words[0], records, known)):
        yield cell.strip()


def cell_words(cell: str) -> list[str]:
    """The latin words and names of a table cell."""
    read = atoms(cell)
    found = [n.text.lower() for n in (*read.names, *read.words)]
    return [w for w in found if len(w) > 1 and w not in _NO_NAME]
