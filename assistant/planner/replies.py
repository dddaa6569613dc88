"""What the planner says when it cannot just call: a short question back, or what it can do instead. Called by `planner.route`."""

from collections.abc import Iterable, Sequence

from assistant.catalog import Entry
from assistant.known import Known
from assistant.language import Text, same, with_particle
from assistant.models.spec import Abstain, Ask
from assistant.planner.intents import Scored
from assistant.planner.measures_unread import Unread
from assistant.planner.narrowing.asked import narrowing
from assistant.planner.offers import named, offer, offers
from assistant.planner.question import Question
from assistant.planner.reading import Reading

MOST_OPTIONS = 5
_WHICH = {
    "name": Text(ko="어느 워크로드를 볼까요?", en="Which workload do you mean?"),
    "pod": Text(ko="어느 파드를 볼까요?", en="Which pod do you mean?"),
    "namespace": Text(ko="어느 네임스페이스를 볼까요?", en="Which namespace is it in?"),
    "ids": Text(ko="어느 인스턴스를 볼까요?", en="Which instance do you mean?"),
    "kind": Text(ko="어떤 종류의 리소스를 볼까요?", en="Which kind of resource do you mean?"),
    "region": Text(ko="어느 리전을 볼까요?", en="Which region do you mean?"),
}
_WHAT = Text(ko="무엇을 볼까요?", en="What should I look at?")
_EITHER = Text(ko="어느 쪽을 물으신 건가요?", en="Which of these do you mean?")
_THAT = Text(ko="무엇을 말씀하시는지 이름을 알려 주세요.", en="Which one? Please tell me its name.")
_NO_WAY = Text(
    ko="이 질문에는 답할 수 없습니다. 대신 이런 것을 물어보실 수 있습니다.",
    en="I cannot answer that. What you can ask me here:",
)


_NO_FORECAST = Text(
    ko="**앞으로의 일은 예측하지 않습니다.** 지금까지 기록된 것만 읽습니다. 이런 것을 물어보실 수 있습니다.",
    en="**I make no forecasts**: I read what has been recorded so far. What you can ask me here:",
)
WHOLE_BILL = Text(
    ko="청구서는 상태를 모르므로 방금 보신 것만 고를 수 없습니다. 리소스마다의 비용입니다. 이름이나 ID로 찾아보세요.",
    en="A bill knows no states, so those just shown cannot be singled out. This is the cost of each resource; look for the name.",
)
_BACKENDS = {
    "kube": Text(ko="쿠버네티스 클러스터", en="Kubernetes cluster"),
    "aws": Text(ko="AWS 계정", en="AWS account"),
    "bills": Text(ko="청구서", en="bill"),
    "guides": Text(ko="가이드", en="guides"),
}


def not_here(entry: Entry, scored: Sequence[Scored], question: Question) -> Abstain:
    """What is asked could be answered, but not in this environment; documents that people added may tell all the same."""
    backend = _BACKENDS.get(entry.backend, same(entry.backend)).in_(question.lang)
    ko = f"이 환경에는 {with_particle(backend, '이')} 연결되어 있지 않아 답할 수 없습니다. `baepo init`으로 연결하세요."
    en = f"This environment has no {backend} configured, so I cannot answer that; `baepo init` connects one."
    head = Text(ko=f"{ko} 여기서는 이런 것을 물어보실 수 있습니다.", en=f"{en} What you can ask me here:")
    ahead = narrowing(question.text, question.now, question.zone).future
    return Abstain(text=f"{head.in_(question.lang)}\n{_offers(scored, question)}", unknown=not ahead)


def ask_for(argument: str, question: Question, reading: Reading) -> Ask:
    """Which thing is meant, with a few that exist: those that the words fit, or those of the namespace that is named."""
    several = [k for m in reading.mentions if m.how == "several" for k in m.known]
    if several:
        return Ask(question=_WHICH["name"].in_(question.lang), options=_called(several))
    backend = "aws" if argument == "ids" else "kube"
    known = question.known(backend) if argument in ("name", "pod", "ids", "namespace") else ()
    here = [k for k in known if k.namespace in reading.slots.namespaces] or list(known)
    here.sort(key=lambda k: not k.ailing)  # those in trouble are the likelier ones
    options = (
        tuple(dict.fromkeys(k.namespace for k in here if k.namespace)) if argument == "namespace" else _called(here)
    )
    return Ask(question=_WHICH.get(argument, _WHAT).in_(question.lang), options=options[:MOST_OPTIONS])


def _called(things: Iterable[Known]) -> tuple[str, ...]:
    """Names, each with its namespace where the same name is in several."""
    spaces: dict[str, dict[str, None]] = {}
    for thing in things:
        spaces.setdefault(thing.name, {})[thing.namespace] = None
    found = [f"{s}/{name}" if len(each) > 1 else name for name, each in spaces.items() for s in each]
    return tuple(found[:MOST_OPTIONS])


def ask_which(entries: Sequence[Entry], question: Question) -> Ask:
    """Which of several questions is meant."""
    candidates = [offer(e, question) or named(e, question.lang) for e in entries]
    return Ask(question=_EITHER.in_(question.lang), options=tuple(dict.fromkeys(candidates))[:MOST_OPTIONS])


def ask_what_that_is(question: Question) -> Ask:
    known = sorted(question.known("kube") or question.known("aws"), key=lambda k: not k.ailing)
    return Ask(question=_THAT.in_(question.lang), options=tuple(dict.fromkeys(k.name for k in known))[:MOST_OPTIONS])


def abstain(scored: Sequence[Scored], question: Question) -> Abstain:
    """Says that it cannot, why where that is known, and the nearest three things it can."""
    wanted = narrowing(question.text, question.now, question.zone)
    head = _NO_FORECAST if wanted.future else _NO_WAY
    return Abstain(text=f"{head.in_(question.lang)}\n{_offers(scored, question)}", unknown=not wanted.future)


def no_such_place(word: str, question: Question) -> Abstain:
    """That an environment is not configured, so that another's answer is never taken for its own."""
    here = ", ".join(question.places)
    ko = f"**{with_particle(word, '은')} 설정된 환경이 아닙니다.** 설정된 환경: {here}."
    en = f"**There is no environment {word}.** Configured: {here}."
    return Abstain(text=Text(ko=ko, en=en).in_(question.lang))


def no_secret_values(question: Question) -> Abstain:
    """That what a Secret holds is never read, whoever asks."""
    ko = "**Secret의 값은 읽지 않습니다.** 이름만 읽고, 값은 요청하지도 보관하지도 않습니다. 이름은 시크릿 목록을 물어보세요."
    en = "**Values of Secrets are never read**: only their names are; no value is asked for or kept. Ask for the list of secrets."
    return Abstain(text=Text(ko=ko, en=en).in_(question.lang))


def not_measured(unread: Unread, question: Question) -> Abstain:
    """What it asks after and nothing here reads, and what can be asked instead."""
    return Abstain(
        text="\n".join((unread.said.in_(question.lang), *(f"- {i.in_(question.lang)}" for i in unread.instead)))
    )


def product_not_read(said: Text, scored: Sequence[Scored], question: Question) -> Abstain:
    """That a product is not read, what is, and questions nearby."""
    return Abstain(text=f"{said.in_(question.lang)}\n{_offers(scored, question)}", unknown=True)


def no_traffic(scored: Sequence[Scored], question: Question) -> Abstain:
    """That requests, visitors and their rates are in nothing that is read."""
    head = Text(
        ko="**트래픽과 그 비율(실패율 등)은 여기서 읽지 않습니다.** 요청을 세는 저장소가 없습니다. 대신 물어보실 수 있는 것:",
        en="**Traffic and its rates are not read here**: no store of metrics counts requests. What you can ask me here:",
    )
    return Abstain(text=f"{head.in_(question.lang)}\n{_offers(scored, question)}")


def no_latency(reading: Reading, scored: Sequence[Scored], question: Question) -> Abstain:
    """That how long answers take is in nothing that is read; a log may tell of slow operations."""
    head = Text(
        ko="**응답 시간(평균, p99 등)은 여기서 읽지 않습니다.** "
        "요청을 재는 저장소가 연결되어 있지 않습니다. 대신 물어보실 수 있는 것:",
        en="**Response times (averages, p99) are not read here**: no store of metrics times requests. What you can ask me here:",
    )
    names = {k.name for m in reading.mentions for k in m.known}
    if len(names) != 1:
        return Abstain(text=f"{head.in_(question.lang)}\n{_offers(scored, question)}")
    name = names.pop()
    of_it = (
        Text(
            ko=f"{name} 로그 보여줘 (느린 작업이 남아 있으면 보입니다)",
            en=f"show the log of {name} (it may tell of slow operations)",
        ),
        Text(ko=f"{name} 왜 느려?", en=f"why is {name} slow?"),
    )
    return Abstain(text="\n".join((head.in_(question.lang), *(f"- {one.in_(question.lang)}" for one in of_it))))


def no_such_thing(name: str, scored: Sequence[Scored], question: Question) -> Abstain:
    """A product that nothing here is called by, with the names nearest to it."""
    import difflib  # only for this message

    names = list(dict.fromkeys(k.name for k in question.known("kube")))
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    ko = f"**이 환경에 {with_particle(name, '은')} 없습니다.** 워크로드 {len(names)}개의 이름을 찾아봤습니다."
    en = f"**Nothing here is called {name}.** I looked through the names of {len(names)} workloads."
    if near:
        ko, en = f"{ko} 비슷한 이름: {', '.join(near)}.", f"{en} Similar names: {', '.join(near)}."
    head = Text(ko=f"{ko} 여기서는 이런 것을 물어보실 수 있습니다.", en=f"{en} What you can ask me here:")
    return Abstain(text=f"{head.in_(question.lang)}\n{_offers(scored, question)}", unknown=True)


def _offers(scored: Sequence[Scored], question: Question) -> str:
    return "\n".join(f"- {one}" for one in offers(scored, question))


def took_for(notes: Sequence[tuple[str, str]]) -> Text | None:
    """What was written, and the name it was taken for."""
    if not notes:
        return None
    pairs = ", ".join(f"{written} → {name}" for written, name in dict.fromkeys(notes))
    return Text(ko=f"이름을 이렇게 이해했습니다: {pairs}", en=f"Names as I understood them: {pairs}")
