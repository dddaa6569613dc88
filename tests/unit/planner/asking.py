"""Questions to the planner over the real catalog; used by the tests of this package."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache

import assistant.playbooks
import tools
from assistant.catalog import Entry, catalog
from assistant.guides import search_guides
from assistant.known import Known
from assistant.language import language_of
from assistant.models.spec import Abstain, Ask, Calls, CallWanted
from assistant.planner.question import Question, Routed
from assistant.planner.route import routed
from assistant.playbooks.spec import Playbook
from assistant.standing import Standing
from tools.spec import Tool, discover

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)  # a Tuesday, half past five in the afternoon in Seoul
SEOUL = timezone(timedelta(hours=9), "KST")
CLUSTER = tuple(
    Known(name=name, kind="deployments.apps", namespace=space)
    for space, name in (
        ("store", "order-api"),
        ("store", "billing"),
        ("media", "media-encoder"),
        ("media", "thumbnailer"),
        ("media", "uploader"),
        ("metrics", "prometheus"),
    )
)
FRESH = Standing()  # a session in which nothing was found, of an assistant that can change nothing
CLOUD = (Known(name="hana-db-1", kind="instances", id="i-00aa11bb22cc33dd4", region="us-west-2"),)


@cache
def entries() -> tuple[Entry, ...]:
    found = (*discover(tools, Tool), search_guides)
    return catalog(found, discover(assistant.playbooks, Playbook))


def ask(
    text: str,
    *previous: str,
    extra: tuple[Entry, ...] = (),
    without: str = "",
    known: tuple[Known, ...] = CLUSTER,
    standing: Standing = FRESH,
) -> Routed:
    have = {"kube": known, "aws": CLOUD}
    return routed(
        Question(
            text=text,
            lang=language_of(text),
            catalog=(*entries(), *extra),
            has=lambda backend: backend != without,
            known=lambda backend: have.get(backend, ()),
            previous=previous,
            standing=standing,
            places=("live", "운영", "qa"),
            now=NOW,
            zone=SEOUL,
        )
    )


def calls(text: str, *previous: str, extra: tuple[Entry, ...] = ()) -> list[CallWanted]:
    reply = ask(text, *previous, extra=extra).reply
    assert isinstance(reply, Calls), (text, reply)
    return list(reply.wanted)


def call(text: str, *previous: str) -> tuple[str, dict[str, object]]:
    """The one call, without the question and the language handed through."""
    made = calls(text, *previous)
    assert len(made) == 1, (text, made)
    return made[0].name, {k: v for k, v in made[0].arguments.items() if k not in ("question", "lang")}


def refusal(text: str, *previous: str) -> Abstain:
    reply = ask(text, *previous).reply
    assert isinstance(reply, Abstain), (text, reply)
    return reply


def question_back(text: str, *previous: str) -> Ask:
    reply = ask(text, *previous).reply
    assert isinstance(reply, Ask), (text, reply)
    return reply
