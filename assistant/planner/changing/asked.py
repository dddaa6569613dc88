"""The call that plans what a wish asks for. Called by `following.recall` before it looks for findings to take up.

Pure but for `Question.known`.
"""

from assistant.changes import ACTIONS, Change
from assistant.findings import Finding
from assistant.language import Text
from assistant.models.spec import Abstain, Calls, CallWanted
from assistant.planner.changing.phrases import change_in
from assistant.planner.changing.plainly import asks_plainly
from assistant.planner.changing.targets import Wanted, target_in
from assistant.planner.changing.values import missing, settings_in
from assistant.planner.following.subjects import subjects
from assistant.planner.following.wishes import Wish, wish_in
from assistant.planner.question import Question, Routed
from assistant.planner.reading import Reading

PLAYBOOK = "plan_change"
_NOT_DONE = Text(
    ko="아무것도 바뀌지 않았습니다. 요청하신 변경은 사람이 읽고 승인할 계획으로만 준비합니다.",
    en="Nothing is changed yet: what you ask for is prepared as a plan, for a person to read and approve.",
)
_OF_WHAT = Text(
    ko="아무것도 바뀌지 않았습니다. 무엇을 바꿀지 이름을 알려 주세요. 예: `shop/web`",
    en="Nothing was changed. Of what? Name it, for example `shop/web`.",
)
_WHICH_SPACE = Text(
    ko="아무것도 바뀌지 않았습니다. 어느 네임스페이스인지 알려 주세요. 예: `shop 네임스페이스의 축출된 파드를 지워줘`",
    en="Nothing was changed. In which namespace? For example `delete the evicted pods in namespace shop`.",
)


def change_asked(question: Question, reading: Reading, wish: Wish) -> Routed | None:
    """The plan of exactly what is wished for, or what has to be said first; None where it is no change of this kind."""
    if not question.has("kube") or reading.slots.ids:
        return None
    change = change_in(_without_names(question.text, reading))
    if change is None or not _can(question, change):
        return None
    settings, rest = settings_in(change, question.text)
    wanted = _target(question, reading, change, rest)
    if wanted is None:
        open_ = question.standing.findings or reading.slots.namespaces  # then it may be found what is meant
        which = _WHICH_SPACE if change == "delete_evicted" else _OF_WHAT
        return None if open_ else Routed(reply=Abstain(text=which.in_(question.lang)))
    if (question_back := missing(change, settings)) is not None:
        return Routed(reply=Abstain(text=question_back.in_(question.lang).format(wanted.name)))
    return Routed(reply=Calls((_call(change, wanted, settings),)), note=_NOT_DONE)


def hidden_wish(question: Question, reading: Reading) -> Wish | None:
    """A wish whose verb was taken for part of a period or a name (일시 중지, 코든), or says little by itself (give, 해줘)."""
    change = change_in(_without_names(reading.text, reading))
    if change is None:
        return None
    return wish_in(reading.text) or (Wish("set", "do") if _is_whole(question, reading, change) else None)


def _is_whole(question: Question, reading: Reading, change: Change) -> bool:
    """Whether a sentence with a verb that says little names all that the change needs."""
    if not asks_plainly(reading.slots.masked) or not question.has("kube") or not _can(question, change):
        return False
    settings, rest = settings_in(change, question.text)
    return missing(change, settings) is None and bool(target_in(change, rest, reading).name)


def asks_in_one(question: Question, reading: Reading) -> bool:
    """Whether its halves are settings of one change, and not two wishes."""
    change = change_in(_without_names(question.text, reading))
    return change is not None and _can(question, change) and len(settings_in(change, question.text)[0]) > 1


def _can(question: Question, change: Change) -> bool:
    have = {a.name for a in question.standing.actions}
    return any(name in have for name in ACTIONS[change].values())


def _target(question: Question, reading: Reading, change: Change, rest: str) -> Wanted | None:
    """What is named, else the one thing talked of that such a change can be made to; None where there is neither."""
    wanted = target_in(change, rest, reading)
    if wanted.name:
        return wanted
    talked = {f.target: f for f in subjects(question, reading) if f.target.kind in ACTIONS[change]}
    if len(talked) == 1:
        finding: Finding = next(iter(talked.values()))
        return Wanted(name=finding.target.id, namespace=finding.target.place, kind=finding.target.kind)
    return None


def _call(change: Change, wanted: Wanted, settings: tuple[str, ...]) -> CallWanted:
    arguments: dict[str, object] = {"change": change, "name": wanted.name}
    if wanted.namespace and "Node" not in ACTIONS[change]:
        arguments["namespace"] = wanted.namespace
    if wanted.kind:
        arguments["kind"] = wanted.kind
    if settings:
        arguments["settings"] = list(settings)
    return CallWanted(name=PLAYBOOK, arguments=arguments)


def _without_names(text: str, reading: Reading) -> str:
    """The text without what only looks like words of a change: the service called restart-worker."""
    names = {m.text for m in reading.mentions if not m.text.isalpha()}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text
