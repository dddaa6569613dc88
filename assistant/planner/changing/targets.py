"""What a wish for a change is about: name, namespace and kind. Called by `changing.asked`. Pure but for `Question.known`."""

import re
from dataclasses import dataclass

from assistant.changes import ACTIONS, Change
from assistant.planner.reading import Reading

_FLAGS = re.IGNORECASE | re.ASCII  # a particle follows without a space: web를
_NAME = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_KINDS = {
    "Deployment": r"deployments?(?:\.apps)?|deploy|디플로이먼트",
    "StatefulSet": r"stateful\s?sets?|sts|스테이트풀\s?셋",
    "DaemonSet": r"daemon\s?sets?|ds|데몬\s?셋",
    "CronJob": r"cron\s?jobs?|cj|크론\s?잡",
    "Job": r"jobs?|잡",
    "Pod": r"pods?|po|파드|포드|팟",
    "Node": r"nodes?|노드",
    "Namespace": r"namespaces?|ns|네임스페이스",
    "HorizontalPodAutoscaler": r"hpa|autoscaler|horizontalpodautoscaler|오토\s?스케일러",
    "PersistentVolumeClaim": r"pvc|persistentvolumeclaim|volume\s+claim|claim|볼륨\s?클레임|클레임",
}
_PLACED = re.compile(rf"(?<![\w./:=-])(?P<first>{_NAME})/(?P<second>{_NAME})(?![\w/:])", _FLAGS)
_SPACE = re.compile(
    rf"(?:(?<![\w-])-n\s+|--namespace[= ]|\b(?:namespace|ns)\s+)(?P<a>{_NAME})"
    rf"|(?<![\w./:=-])(?P<b>(?!(?:in|the|of|a|from|to)\s){_NAME})\s*(?:네임스페이스|namespace\b)"
    rf"|네임스페이스\s+(?P<c>{_NAME})",
    _FLAGS,
)
_TOKEN = re.compile(r"(?<![\w./:=-])[A-Za-z0-9][A-Za-z0-9.-]*(?<![.-])(?![\w/:=])", _FLAGS)


def _words(text: str) -> list[str]:
    return text.split()


# Words of a wish that are no names.
_WORDS = frozenset(
    _words(
        "a an the of to in on at for from by and or with please pls plz can could would will you i we me my our it "
        "its this that them all now up down back out more only just also want need should kubectl rollout roll scale "
        "scaling restart restarting reboot bounce pause pausing resume unpause suspend unsuspend stop start set "
        "update change patch upgrade deploy bump raise lower increase decrease reduce grow expand resize enlarge "
        "image tag version replicas replica pods pod deployment deploy statefulset sts daemonset ds job jobs cronjob "
        "cronjobs cron node nodes hpa autoscaler pvc claim volume disk namespace ns memory mem cpu limit limits "
        "request requests resources resource probe readiness liveness startup timeout period threshold delay seconds "
        "initial failure min max minimum maximum bound bounds cordon uncordon drain evict evicted delete remove kill "
        "clean clear failed container service app workload revision rollback undo revert count number size new is are "
        "be do go every one get make let lets us ok okay hey so then give run use put allocate assign allow enable disable "
        "prevent block mark schedule scheduling schedulable unschedulable again move off empty hold continue turn take rid "
        "s being scheduled ahead go minreplicas maxreplicas size volume terminate destroy remove lift cancel restore revert undo "
        "needs should have rolling new ram core cores cpus copies instances replicacount deploying updating "
    )
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`name` "" when nothing is named; `kind` and `namespace` "" when they are not said."""

    name: str
    namespace: str = ""
    kind: str = ""


def target_in(change: Change, text: str, reading: Reading) -> Wanted:
    """What the text, in which no values are left, names: the surest reading first."""
    kinds = tuple(ACTIONS[change])
    spaces = reading.slots.namespaces
    said = next((m for m in _SPACE.finditer(text) if _is_name(_called(m))), None)
    space = spaces[0] if len(spaces) == 1 else _called(said) if said else ""
    if change == "delete_evicted":
        return Wanted(name=space or _left(text), kind="Namespace")
    text = text.replace(said[0], " ") if said and "Namespace" not in kinds else text
    if placed := _PLACED.search(text):
        if kind := _kind_called(placed["first"]):
            return Wanted(name=placed["second"], namespace=space, kind=kind if kind in kinds else "")
        return Wanted(name=placed["second"], namespace=placed["first"], kind=_kind_in(text, kinds))
    for kind in kinds:
        if name := _beside(text, kind):
            return Wanted(name=name, namespace=space, kind=kind)
    for mention in reading.mentions:
        names = {k.name for k in mention.known}
        homes = {k.namespace for k in mention.known if k.name == mention.known[0].name}
        if len(names) == 1:
            home = space or (next(iter(homes)) if len(homes) == 1 else "")
            return Wanted(name=next(iter(names)), namespace=home, kind=_kind_in(text, kinds))
    return Wanted(name=_left(text), namespace=space, kind=_kind_in(text, kinds))


def _called(found: "re.Match[str]") -> str:
    return next(g for g in found.groups() if g)


def _kind_called(word: str) -> str:
    return next((k for k, words in _KINDS.items() if re.fullmatch(words, word, _FLAGS)), "")


def _kind_in(text: str, kinds: tuple[str, ...]) -> str:
    """The kind that is said, where there is a choice."""
    said = [k for k in kinds if re.search(rf"(?<![\w-])(?:{_KINDS[k]})(?![\w-]|\s?잡)", text, _FLAGS)]
    return said[0] if len(said) == 1 and len(kinds) > 1 else ""


def _beside(text: str, kind: str) -> str:
    """`node node-2`, `노드 node-2`, `nightly 크론잡`, `the worker statefulset`."""
    after = re.search(rf"(?<![\w-])(?:{_KINDS[kind]})\s+(?P<name>{_NAME})(?![\w/:=])", text, _FLAGS)
    before = re.search(rf"(?<![\w./:=-])(?P<name>{_NAME})\s+(?:{_KINDS[kind]})(?![\w-])", text, _FLAGS)
    for found in (after, before):
        if found and _is_name(found["name"]):
            return str(found["name"])
    return ""


def _left(text: str) -> str:
    """The one word that can only be a name; "" where there are several."""
    words = [w for w in _TOKEN.findall(text) if _is_name(w)]
    names = list(dict.fromkeys(words))
    return names[0] if len(names) == 1 else ""


def _is_name(word: str) -> bool:
    return word.lower() not in _WORDS and not word.replace(".", "").isdigit()
