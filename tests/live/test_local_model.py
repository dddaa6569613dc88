"""A real small language model, with tool calling, on the demo company: it picks the right tools, leads a turn, and puts the
planner's answers in a sentence.

A 1.5B model proves the whole path, not quality: a rate is asserted, never wording. Needs no network once it is cached.
"""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant import settings
from assistant.agent import Agent
from assistant.budget import Budget
from assistant.catalog import catalog
from assistant.events import Event, EvidenceKept, ModelAsked, TextDelta, TurnEnded
from assistant.language import language_of
from assistant.models.access import ModelAccess
from assistant.models.configured import language_model
from assistant.models.dialogue import LanguageModel
from assistant.models.exchange import ModelError
from assistant.models.langchain import LangchainChat
from assistant.models.planner import OfflinePlanner
from assistant.models.probe import served, try_out
from assistant.models.prompt import no_passages
from assistant.models.spec import Calls, Limits, Turn, Usage
from assistant.wiring import Wiring
from evals.demo_settings import write_settings
from evals.worlds import build

from .conftest import not_covered, optional_not_covered
from .kit import local_llm
from .kit.local_llm import LocalModel
from .kit.parts import MissingPart

TIMEOUT_S = 120
PROMPT_TOKENS = 1000  # of a whole turn: two cores read some 60 tokens a second, and fewer when they are shared
RIGHT_TOOLS = 8  # of ten

# The tools that one choice is among; always the same, so that the server keeps the beginning of the prompt and a choice
# takes seconds, not a minute, on two cores.
OFFERED = {
    "explain_workload",
    "find_waste",
    "list_rollout_history",
    "list_workloads",
    "read_bill_summary",
    "search_guides",
}
# question, tools that answer it
CHOICES = (
    ("checkout 배포가 왜 실패했어?", {"explain_workload"}),
    ("Why does the search deployment keep restarting?", {"explain_workload"}),
    ("AWS에서 낭비되는 리소스를 찾아줘", {"find_waste"}),
    ("Which unused cloud resources are we paying for?", {"find_waste"}),
    ("지난 30일 동안 서비스별 클라우드 비용을 보여줘", {"read_bill_summary"}),
    ("How much did we spend on each cloud service?", {"read_bill_summary"}),
    ("정상이 아닌 디플로이먼트가 있어?", {"list_workloads", "explain_workload"}),
    ("List the deployments in namespace shop with their images.", {"list_workloads"}),
    ("ImagePullBackOff는 어떻게 고쳐?", {"search_guides"}),
    ("Is there a guide on when to roll back?", {"search_guides"}),
    ("shop 네임스페이스의 checkout 배포 이력 보여줘", {"list_rollout_history"}),
    ("Show the rollout history of checkout in namespace shop.", {"list_rollout_history"}),
)


# What the planner answers, and the model puts in a sentence.
QUESTIONS = (
    "which deployments are not healthy?",
    "정상이 아닌 디플로이먼트가 있어?",
    "is any node unhealthy?",
    "지난 30일 동안 서비스별 비용을 보여줘",
)


@pytest.fixture(scope="session")
def local_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalModel]:
    """The server, warm. Fetched in CI and by `python -m tests.live.kit.local_llm` (a minute), else only if cached."""
    part = "local language model"
    programs = local_llm.cached()
    if programs is None and not os.environ.get("CI"):
        not_covered(part, "not fetched yet; run `python -m tests.live.kit.local_llm` once (1.2 GB)")
    with ExitStack() as stack:
        try:
            programs = programs or local_llm.fetch()
            server = stack.enter_context(LocalModel(tmp_path_factory.mktemp("local_llm"), programs=programs))
        except MissingPart as error:
            optional_not_covered(part, str(error))
        print(f"local model ready in {server.start_s:.1f} s")
        yield server


@pytest.fixture(scope="session")
def access(local_model: LocalModel) -> ModelAccess:
    return ModelAccess(
        name="openai:local", base_url=local_model.base_url, timeout_s=TIMEOUT_S, prompt_tokens=PROMPT_TOKENS
    )


@pytest.fixture
def wiring(access: ModelAccess, tmp_path: Path) -> Iterator[Wiring]:
    """The demo company's cluster and bill, with the local model; its account is not served, so reads of it fail."""
    world = build(1, tmp_path / "world", now=datetime.now(UTC))
    path = write_settings(tmp_path, world, "http://127.0.0.1:9")
    loaded = settings.load(path, {"BAEPO_HOME": str(tmp_path / "home"), "BAEPO_USER": "jun"})
    wiring = Wiring(replace(loaded, model_access=access))
    yield wiring
    wiring.database.close()


def test_the_server_lists_its_model_and_passes_the_test(access: ModelAccess) -> None:
    assert served(access.base_url) == ("local",)
    steps = {s.what: s.works for s in try_out(LangchainChat(access, environ={}), seconds=TIMEOUT_S)}
    assert (steps["answers"], steps["calls a tool"], steps["reports its tokens"]) == (True, True, True)


def test_picks_the_right_tools(wiring: Wiring, access: ModelAccess) -> None:
    patient = replace(access, prompt_tokens=2500, timeout_s=2 * TIMEOUT_S)  # the first prompt is read whole
    model = language_model(patient, environ={}, passages=no_passages, redact=wiring.redactor.text)
    picked = {question: _picked(model, wiring, question) for question, _ in CHOICES}
    for question, right in CHOICES:
        print("ok " if picked[question] in right else "NOT", question, "->", picked[question])
    right_tools = sum(picked[question] in right for question, right in CHOICES)
    assert right_tools * 10 >= RIGHT_TOOLS * len(CHOICES), picked


def _picked(model: LanguageModel, wiring: Wiring, question: str) -> str:
    """Name of the first tool it calls."""
    used: list[Usage] = []
    turn = Turn(
        question=question,
        lang=language_of(question),
        environment=wiring.settings.environments["demo"],
        catalog=tuple(e for e in catalog(wiring.tools.values(), wiring.playbooks.values()) if e.name in OFFERED),
        limits=Limits(spend=used.append),
    )
    began = time.monotonic()
    try:
        reply = model.reply(turn, lambda _text: None)
    except ModelError as error:
        reply = error  # type: ignore[assignment]
    spent = ", ".join(f"{u.input_tokens}+{u.output_tokens}" for u in used)
    counted = model.prompt(replace(turn, memory={})).tokens
    print(f"{time.monotonic() - began:5.1f} s, tokens {spent}, first prompt counted as {counted}")
    assert not used or used[0].input_tokens <= counted <= 2500
    return reply.wanted[0].name if isinstance(reply, Calls) else repr(reply)


def test_the_planners_answer_is_there_whatever_the_model_makes_of_it(wiring: Wiring) -> None:
    alone = replace(wiring.agent, model=OfflinePlanner(), words=None)
    worded = 0
    for question in QUESTIONS:
        known = _asked(wiring, alone, question, [])
        began, events = time.monotonic(), list[Event]()
        ended = _asked(wiring, wiring.agent, question, events)
        print(f"{time.monotonic() - began:5.1f} s, {question} -> {ended.answer.splitlines()[-1]!r}")
        asked = next(n for n, e in enumerate(events) if isinstance(e, ModelAsked))
        first = "".join(e.text for e in events[:asked] if isinstance(e, TextDelta))
        assert _anywhere(first) == _anywhere(known.answer)
        assert ended.answer.startswith(first)
        assert (ended.status, ended.citations) == ("answered", known.citations)
        worded += ended.answered_by == "openai:local"
    assert worded >= 1


def test_a_whole_turn_that_the_model_leads(wiring: Wiring, access: ModelAccess) -> None:
    model = language_model(access, environ={}, passages=no_passages, redact=wiring.redactor.text)
    agent = replace(wiring.agent, model=model, words=None, budget=Budget(seconds=2 * TIMEOUT_S))
    events: list[Event] = []
    ended = _asked(wiring, agent, "which deployments are not healthy?", events)
    print(ended.answered_by, ended.answer, sep="\n")
    assert ended.status == "answered"
    assert any(isinstance(e, EvidenceKept) for e in events)
    assert ended.citations


def _anywhere(answer: str) -> str:
    """Without the name of its session, which a cut list leads to."""
    return re.sub(r"--session \S+", "", answer)


def _asked(wiring: Wiring, agent: Agent, question: str, events: list[Event]) -> TurnEnded:
    environment = wiring.settings.environments["demo"]
    session = wiring.session(title=question, environment=environment.name, agent=agent)
    return session.ask(question, environment=environment, listener=events.append, cancelled=threading.Event())
